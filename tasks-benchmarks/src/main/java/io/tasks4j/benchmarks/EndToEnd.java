package io.tasks4j.benchmarks;

import io.tasks4j.Task;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.worker.Worker;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;

/**
 * Enqueue and drain as applications do it, beside {@link RawSqlite} in one run.
 *
 * <p>Argument: tasks per measurement (default 40000). A drain counts from the worker's start to the
 * last task's body; the worker is stopped, and so all is settled, before the clock stops.
 */
public final class EndToEnd {
  private static final byte[] RAW_PAYLOAD =
      String.format(Locale.ROOT, "{\"text\":\"%s\"}", "x".repeat(187))
          .getBytes(StandardCharsets.UTF_8);

  private final int tasks;

  private EndToEnd(int tasks) {
    this.tasks = tasks;
  }

  public static void main(String[] args) throws Exception {
    new EndToEnd(args.length > 0 ? Integer.parseInt(args[0]) : 40_000).run();
  }

  private void run() throws Exception {
    System.out.printf(
        Locale.ROOT,
        "SQLite NORMAL, %d tasks of 200 bytes through TaskQueue and Worker, median of 3 rounds%n",
        tasks);
    List<double[]> rounds = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      int round = i;
      Sample.inFolder(
          folder -> {
            double[] rates = round(folder);
            if (round > 0) {
              rounds.add(rates);
            }
          });
    }
    System.out.printf(Locale.ROOT, "%-44s %12s %12s %8s%n", "", "raw /s", "Tasks4J /s", "ratio");
    print(rounds, "enqueue, 1 thread : raw single insert", 0, 1);
    print(rounds, "enqueue, 8 threads : raw single insert", 0, 2);
    print(rounds, "enqueueAll(1000) : raw insert of 1000", 3, 4);
    print(rounds, "drain, concurrency 1 : raw tens", 5, 6);
    print(rounds, "drain, concurrency 4 : raw tens", 5, 7);
  }

  private double[] round(Path folder) throws Exception {
    double[] rates = new double[8];
    try (RawSqlite raw = new RawSqlite(folder.resolve("raw.db"), "NORMAL")) {
      rates[0] =
          rate(
              () -> {
                for (int i = 0; i < tasks; i++) {
                  raw.insertOne(RAW_PAYLOAD);
                }
              });
      rates[5] = rate(() -> drainRaw(raw));
      List<byte[]> thousand = Collections.nCopies(1000, RAW_PAYLOAD);
      rates[3] =
          rate(
              () -> {
                for (int i = 0; i < tasks / 1000; i++) {
                  raw.insertAll(thousand);
                }
              });
    }
    try (TaskQueue queue = TaskQueue.open("sqlite:" + folder.resolve("tasks.db"))) {
      rates[1] = rate(() -> enqueue(queue, tasks));
      rates[6] = drain(queue, 1);
      rates[2] = rate(() -> enqueueByEight(queue));
      rates[7] = drain(queue, 4);
      List<Sample.Text> thousand = Collections.nCopies(1000, Sample.PAYLOAD);
      rates[4] =
          rate(
              () -> {
                for (int i = 0; i < tasks / 1000; i++) {
                  queue.enqueueAll(Sample.TYPE, thousand);
                }
              });
    }
    return rates;
  }

  private static void drainRaw(RawSqlite raw) throws Exception {
    List<byte[]> ids = raw.claim(10);
    while (!ids.isEmpty()) {
      raw.complete(ids);
      ids = raw.claim(10);
    }
  }

  private double drain(TaskQueue queue, int concurrency) throws Exception {
    CountDownLatch left = new CountDownLatch(tasks);
    Task<Sample.Text, Void> task =
        Task.of(
            Sample.TYPE,
            (payload, context) -> {
              left.countDown();
              return null;
            });
    return rate(
        () -> {
          Worker worker = Worker.builder(queue).register(task).concurrency(concurrency).start();
          left.await();
          if (!worker.stop(Duration.ofSeconds(30))) {
            throw new IllegalStateException("the worker did not settle all");
          }
        });
  }

  private void enqueueByEight(TaskQueue queue) throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      Thread thread = new Thread(() -> enqueue(queue, tasks / 8));
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private static void enqueue(TaskQueue queue, int count) {
    for (int i = 0; i < count; i++) {
      queue.enqueue(Sample.TYPE, Sample.PAYLOAD);
    }
  }

  @FunctionalInterface
  private interface Measured {
    void run() throws Exception;
  }

  private double rate(Measured measured) throws Exception {
    long start = System.nanoTime();
    measured.run();
    return tasks * 1e9 / (System.nanoTime() - start);
  }

  private static void print(List<double[]> rounds, String name, int raw, int ours) {
    double base = median(rounds, raw);
    double rate = median(rounds, ours);
    System.out.printf(Locale.ROOT, "%-44s %12.0f %12.0f %8.2f%n", name, base, rate, rate / base);
  }

  private static double median(List<double[]> rounds, int column) {
    return Sample.percentile(rounds.stream().mapToDouble(r -> r[column]).toArray(), 0.5);
  }
}
