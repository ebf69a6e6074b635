package io.tasks4j.tck.faults;

import io.tasks4j.Task;
import io.tasks4j.TaskContext;
import io.tasks4j.TaskType;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.worker.Worker;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A worker in a process of its own, until it is killed; it says a line for each delivery. */
final class CrashWorker {
  static final TaskType<Integer, Integer> STEP =
      TaskType.of("crash.step", Integer.class, Integer.class);
  static final TaskType<List<Integer>, Integer> SUM =
      TaskType.ofList("crash.sum", Integer.class, Integer.class);

  /** Ends its JVM. */
  static final TaskType<Integer, Integer> HALT =
      TaskType.of("crash.halt", Integer.class, Integer.class);

  private static final Duration LEASE = Duration.ofSeconds(1);
  private static final Duration WORK = Duration.ofMillis(150);

  private CrashWorker() {}

  static ChildJvm start(Path folder, String address) throws IOException {
    return ChildJvm.start(folder, CrashWorker.class, address);
  }

  static void awaitReady(ChildJvm worker) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> worker.lines().stream().anyMatch(line -> line.startsWith("ready")));
  }

  @SuppressWarnings("try") // the worker works until the process is killed
  public static void main(String[] args) throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    try (PrintStream out = ChildJvm.output();
        TaskQueue queue = TaskQueue.open(args[0]);
        Worker worker =
            Worker.builder(queue)
                .concurrency(2)
                .lease(LEASE)
                .register(Task.of(HALT, (n, context) -> halt(out, context)))
                .register(Task.of(STEP, (n, context) -> say(out, "step", context, n + 1)))
                .register(
                    Task.of(
                        SUM,
                        (all, context) ->
                            say(out, "sum", context, all.stream().mapToInt(n -> n).sum())))
                .start()) {
      out.println("ready " + worker.name());
      never.await();
    }
  }

  private static int halt(PrintStream out, TaskContext context) {
    out.println("halt " + context.id() + " " + context.attempt());
    Runtime.getRuntime().halt(1);
    return 0;
  }

  private static int say(PrintStream out, String what, TaskContext context, int result)
      throws InterruptedException {
    out.println(what + " " + context.id() + " " + context.attempt());
    // Work that takes a moment, in which the process may be killed.
    boolean ignored = new CountDownLatch(1).await(WORK.toMillis(), TimeUnit.MILLISECONDS);
    return result;
  }
}
