package io.tasks4j.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import io.tasks4j.Task;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.worker.Worker;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What a worker with nothing to do costs: processor time of its JVM, in percent of one core.
 *
 * <p>Argument: seconds to measure (default 20), after 5 s in which the JVM settles.
 */
public final class Idle {
  private Idle() {}

  public static void main(String[] args) throws Exception {
    int seconds = args.length > 0 ? Integer.parseInt(args[0]) : 20;
    double base = percent(seconds);
    Sample.inFolder(
        folder -> {
          try (TaskQueue queue = TaskQueue.open("sqlite:" + folder.resolve("tasks.db"));
              Worker worker =
                  Worker.builder(queue).register(Task.of(Sample.TYPE, (p, c) -> null)).start()) {
            double idle = percent(seconds);
            System.out.printf(
                Locale.ROOT,
                "idle JVM %.2f %% of a core; with idle %s %.2f %%%n",
                base,
                worker.name(),
                idle);
          }
        });
  }

  private static double percent(int seconds) throws InterruptedException {
    OperatingSystemMXBean os = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    CountDownLatch never = new CountDownLatch(1);
    if (never.await(5, TimeUnit.SECONDS)) {
      throw new IllegalStateException();
    }
    long cpu = os.getProcessCpuTime();
    long start = System.nanoTime();
    if (never.await(seconds, TimeUnit.SECONDS)) {
      throw new IllegalStateException();
    }
    return 100.0
        * (os.getProcessCpuTime() - cpu)
        / Math.max(Duration.ofSeconds(1).toNanos(), System.nanoTime() - start);
  }
}
