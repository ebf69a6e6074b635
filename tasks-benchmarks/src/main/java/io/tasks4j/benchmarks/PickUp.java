package io.tasks4j.benchmarks;

import io.tasks4j.Task;
import io.tasks4j.TaskType;
import io.tasks4j.queue.TaskHandle;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.worker.Worker;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Random;

/**
 * How long a task waits for an idle worker, from the call of enqueue to its first line: with the
 * worker in the same JVM, and in another one. The poll interval is the default, 1 s.
 *
 * <p>Arguments: enqueues per measurement (default 200), and an address (default a new SQLite file).
 * Both JVMs read the clock of one machine.
 */
public final class PickUp {
  /** The result is when the body began, in microseconds since the epoch. */
  private static final TaskType<Integer, Long> TYPE =
      TaskType.of("pick-up", Integer.class, Long.class);

  private PickUp() {}

  public static void main(String[] args) throws Exception {
    if (args.length == 2 && args[0].equals("worker")) {
      serve(args[1]);
      return;
    }
    int count = args.length > 0 ? Integer.parseInt(args[0]) : 200;
    if (args.length > 1) {
      inOneJvm(args[1], count);
      inTwoJvms(args[1], count);
      return;
    }
    Sample.inFolder(folder -> inOneJvm(inFile(folder), count));
    Sample.inFolder(folder -> inTwoJvms(inFile(folder), count));
  }

  private static String inFile(Path folder) {
    return "sqlite:" + folder.resolve("tasks.db");
  }

  private static void inOneJvm(String address, int count) throws Exception {
    try (TaskQueue queue = TaskQueue.open(address);
        Worker worker = worker(queue)) {
      print("one JVM (" + worker.config().concurrency() + " slots)", measure(queue, count));
    }
  }

  private static void inTwoJvms(String address, int count) throws Exception {
    try (TaskQueue queue = TaskQueue.open(address)) {
      Process child =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                  "-cp",
                  System.getProperty("java.class.path"),
                  PickUp.class.getName(),
                  "worker",
                  address)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      try {
        print("two JVMs", measure(queue, count));
      } finally {
        child.getOutputStream().close();
        child.waitFor();
      }
    }
  }

  /** Works until its input ends. */
  private static void serve(String address) throws IOException {
    try (TaskQueue queue = TaskQueue.open(address);
        Worker worker = worker(queue)) {
      while (System.in.read() >= 0) {
        throw new IllegalStateException(worker.name() + " expects no input");
      }
    }
  }

  private static Worker worker(TaskQueue queue) {
    return Worker.builder(queue).register(Task.of(TYPE, (n, context) -> micros())).start();
  }

  private static double[] measure(TaskQueue queue, int count) throws Exception {
    Random random = new Random(1);
    double[] millis = new double[count];
    for (int i = -20; i < count; i++) {
      // At no fixed distance, so that no poll falls into step.
      pause(20 + random.nextInt(60));
      long before = micros();
      TaskHandle<Long> handle = queue.enqueue(TYPE, i);
      Long begun = handle.await(Duration.ofSeconds(30));
      if (i >= 0 && begun != null) {
        millis[i] = (begun - before) / 1000.0;
      }
    }
    return millis;
  }

  private static void pause(int millis) throws InterruptedException {
    new java.util.concurrent.CountDownLatch(1)
        .await(millis, java.util.concurrent.TimeUnit.MILLISECONDS);
  }

  private static long micros() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
  }

  private static void print(String name, double[] millis) {
    System.out.printf(
        Locale.ROOT,
        "pick-up, %-20s median %7.3f ms   p99 %7.3f ms   of %d%n",
        name,
        Sample.percentile(millis, 0.5),
        Sample.percentile(millis, 0.99),
        millis.length);
  }
}
