package io.tasks4j.benchmarks;

import io.tasks4j.Task;
import io.tasks4j.TaskType;
import io.tasks4j.chain.TaskGroup;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.tck.faults.RedisServer;
import io.tasks4j.worker.Worker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;

/**
 * What a group costs: its members beside the same tasks without a group, in turns, each from the
 * enqueue until the last is settled, on an empty store with a worker of four threads.
 *
 * <p>Arguments: memory, sqlite or redis; members (default 10000); rounds (default 15). Five rounds
 * come before that are not counted.
 */
public final class GroupCost {
  private static final TaskType<List<Integer>, Integer> COUNT =
      TaskType.ofList("bench.count", Integer.class, Integer.class);
  private static final TaskType<String, Integer> NO_OP =
      TaskType.of("bench.no-op", String.class, Integer.class);

  private static final int WARM_UP = 5;

  private final List<String> payloads;

  private GroupCost(int members) {
    this.payloads = Collections.nCopies(members, "x".repeat(198));
  }

  public static void main(String[] args) throws Exception {
    String store = args.length > 0 ? args[0] : "sqlite";
    int members = args.length > 1 ? Integer.parseInt(args[1]) : 10_000;
    int rounds = args.length > 2 ? Integer.parseInt(args[2]) : 15;
    new GroupCost(members).run(store, rounds);
  }

  private void run(String store, int rounds) throws Exception {
    List<Double> alone = new ArrayList<>();
    List<Double> grouped = new ArrayList<>();
    for (int round = -WARM_UP; round < rounds; round++) {
      double first = measure(store, false);
      double second = measure(store, true);
      if (round >= 0) {
        alone.add(first);
        grouped.add(second);
      }
    }
    double median = median(alone);
    double medianGrouped = median(grouped);
    System.out.printf(
        Locale.ROOT,
        "%s, %d tasks, median of %d rounds: alone %.0f ms (%s), in a group %.0f ms (%s), ratio"
            + " %.2f%n",
        store,
        payloads.size(),
        rounds,
        median,
        spread(alone),
        medianGrouped,
        spread(grouped),
        medianGrouped / median);
  }

  private double measure(String store, boolean group) throws Exception {
    double[] millis = new double[1];
    switch (store) {
      case "memory" -> millis[0] = measureOn("memory:", group);
      case "sqlite" ->
          Sample.inFolder(
              folder -> millis[0] = measureOn("sqlite:" + folder.resolve("tasks.db"), group));
      case "redis" -> {
        try (RedisServer redis = RedisServer.start("--appendonly", "yes")) {
          millis[0] = measureOn("redis://127.0.0.1:" + redis.port(), group);
        }
      }
      default -> throw new IllegalArgumentException("memory, sqlite or redis, but not " + store);
    }
    return millis[0];
  }

  private double measureOn(String address, boolean group) throws Exception {
    CountDownLatch members = new CountDownLatch(payloads.size());
    CountDownLatch callback = new CountDownLatch(group ? 1 : 0);
    try (TaskQueue queue = TaskQueue.open(address);
        Worker worker =
            Worker.builder(queue)
                .register(
                    Task.of(
                        NO_OP,
                        (text, context) -> {
                          members.countDown();
                          return 1;
                        }))
                .register(
                    Task.of(
                        COUNT,
                        (all, context) -> {
                          callback.countDown();
                          return all.size();
                        }))
                .concurrency(4)
                .start()) {
      long start = System.nanoTime();
      if (group) {
        Object ignored = queue.enqueue(TaskGroup.of(NO_OP, payloads).then(COUNT));
      } else {
        Object ignored = queue.enqueueAll(NO_OP, payloads);
      }
      members.await();
      callback.await();
      if (!worker.stop(Duration.ofSeconds(30))) {
        throw new IllegalStateException("the worker did not settle all");
      }
      return (System.nanoTime() - start) / 1e6;
    }
  }

  private static double median(List<Double> values) {
    return Sample.percentile(values.stream().mapToDouble(v -> v).toArray(), 0.5);
  }

  private static String spread(List<Double> values) {
    return String.format(
        Locale.ROOT, "%.0f to %.0f", Collections.min(values), Collections.max(values));
  }
}
