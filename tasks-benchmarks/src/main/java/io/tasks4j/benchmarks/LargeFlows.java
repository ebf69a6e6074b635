package io.tasks4j.benchmarks;

import io.tasks4j.Task;
import io.tasks4j.TaskType;
import io.tasks4j.chain.GroupHandle;
import io.tasks4j.chain.Step;
import io.tasks4j.chain.TaskGroup;
import io.tasks4j.chain.Workflow;
import io.tasks4j.chain.WorkflowHandle;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.tck.faults.RedisServer;
import io.tasks4j.worker.Worker;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The largest compositions, run from their enqueue to their end on an empty store each: a workflow
 * of one line, one of a fan that comes together again, and groups. Fails when a result is wrong.
 * Run it with {@code JAVA_OPTS=-Xmx256m} to see that memory is bounded.
 *
 * <p>Arguments: memory, sqlite or redis (default sqlite); steps of a workflow (default 10000);
 * members of the large group (default 100000), beside which one of a tenth is measured.
 */
public final class LargeFlows {
  private static final TaskType<Integer, Integer> ADD_ONE =
      TaskType.of("bench.add-one", Integer.class, Integer.class);
  private static final TaskType<List<Integer>, Integer> SUM =
      TaskType.ofList("bench.sum", Integer.class, Integer.class);
  private static final Duration LONG = Duration.ofMinutes(5);

  private final AtomicInteger ran = new AtomicInteger();
  private final String store;

  private LargeFlows(String store) {
    this.store = store;
  }

  @FunctionalInterface
  private interface Flow {
    /** Enqueues, waits for the end and checks the result. */
    void run(TaskQueue queue) throws Exception;
  }

  public static void main(String[] args) throws Exception {
    int steps = args.length > 1 ? Integer.parseInt(args[1]) : 10_000;
    int members = args.length > 2 ? Integer.parseInt(args[2]) : 100_000;
    LargeFlows flows = new LargeFlows(args.length > 0 ? args[0] : "sqlite");
    // To warm up.
    flows.onEmptyStore(queue -> group(queue, 2_000));
    flows.measure("workflow, line", steps, queue -> line(queue, steps));
    flows.measure("workflow, fan", steps, queue -> fan(queue, steps));
    flows.measure("group", members / 10, queue -> group(queue, members / 10));
    flows.measure("group", members, queue -> group(queue, members));
  }

  private static void line(TaskQueue queue, int steps) throws Exception {
    List<Step> all = new ArrayList<>();
    all.add(Step.of("1", ADD_ONE, 0));
    for (int i = 2; i <= steps; i++) {
      all.add(Step.from(Integer.toString(i - 1), Integer.toString(i), ADD_ONE));
    }
    WorkflowHandle handle = queue.enqueue(Workflow.of(all));
    handle.await(LONG);
    check(steps, handle.step(Integer.toString(steps), ADD_ONE).await(Duration.ZERO));
  }

  /** One step, all others but one after it, and one after those. */
  private static void fan(TaskQueue queue, int steps) throws Exception {
    List<Step> all = new ArrayList<>();
    List<String> middle = new ArrayList<>();
    all.add(Step.of("first", ADD_ONE, 0));
    for (int i = 2; i < steps; i++) {
      middle.add(Integer.toString(i));
      all.add(Step.from("first", Integer.toString(i), ADD_ONE));
    }
    all.add(Step.fromAll(middle, "last", SUM));
    WorkflowHandle handle = queue.enqueue(Workflow.of(all));
    handle.await(LONG);
    check(2 * middle.size(), handle.step("last", SUM).await(Duration.ZERO));
  }

  private static void group(TaskQueue queue, int members) throws Exception {
    GroupHandle<Integer, Integer> handle =
        queue.enqueue(TaskGroup.of(ADD_ONE, Collections.nCopies(members, 0)).then(SUM));
    check(members, handle.await(LONG));
  }

  private static void check(int expected, @Nullable Integer found) {
    if (found == null || found != expected) {
      throw new IllegalStateException("the result is " + found + " instead of " + expected);
    }
  }

  private void measure(String what, int tasks, Flow flow) throws Exception {
    ran.set(0);
    heap().forEach(MemoryPoolMXBean::resetPeakUsage);
    double millis = onEmptyStore(flow);
    long peak = heap().stream().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum();
    System.out.printf(
        Locale.ROOT,
        "%s, %s of %d: %.0f ms, %.0f us a task; ran %d; heap at most %d of %d MiB%n",
        store,
        what,
        tasks,
        millis,
        millis * 1_000 / tasks,
        ran.get(),
        peak >> 20,
        Runtime.getRuntime().maxMemory() >> 20);
  }

  private double onEmptyStore(Flow flow) throws Exception {
    double[] millis = new double[1];
    switch (store) {
      case "memory" -> millis[0] = onStore("memory:", flow);
      case "sqlite" ->
          Sample.inFolder(
              folder -> millis[0] = onStore("sqlite:" + folder.resolve("tasks.db"), flow));
      case "redis" -> {
        try (RedisServer redis = RedisServer.start("--appendonly", "yes")) {
          millis[0] = onStore("redis://127.0.0.1:" + redis.port(), flow);
        }
      }
      default -> throw new IllegalArgumentException("memory, sqlite or redis, but not " + store);
    }
    return millis[0];
  }

  private double onStore(String address, Flow flow) throws Exception {
    try (TaskQueue queue = TaskQueue.open(address);
        Worker worker =
            Worker.builder(queue)
                .register(
                    Task.of(
                        ADD_ONE,
                        (n, context) -> {
                          ran.incrementAndGet();
                          return n + 1;
                        }))
                .register(
                    Task.of(
                        SUM,
                        (all, context) -> {
                          ran.incrementAndGet();
                          return all.stream().mapToInt(n -> n).sum();
                        }))
                .start()) {
      long start = System.nanoTime();
      flow.run(queue);
      double millis = (System.nanoTime() - start) / 1e6;
      boolean ignored = worker.stop(Duration.ofSeconds(30));
      return millis;
    }
  }

  private static List<MemoryPoolMXBean> heap() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .toList();
  }
}
