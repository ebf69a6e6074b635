package io.tasks4j.benchmarks;

import io.tasks4j.Task;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.worker.Worker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;

/**
 * A million queued tasks, drained: run it with {@code JAVA_OPTS=-Xmx256m}.
 *
 * <p>Argument: tasks (default 1000000).
 */
public final class Million {
  private Million() {}

  public static void main(String[] args) throws Exception {
    int tasks = args.length > 0 ? Integer.parseInt(args[0]) : 1_000_000;
    Sample.inFolder(folder -> run(folder.resolve("tasks.db"), tasks));
  }

  private static void run(Path file, int tasks) throws Exception {
    try (TaskQueue queue = TaskQueue.open("sqlite:" + file)) {
      long start = System.nanoTime();
      List<Sample.Text> thousand = Collections.nCopies(1000, Sample.PAYLOAD);
      for (int i = 0; i < tasks / 1000; i++) {
        queue.enqueueAll(Sample.TYPE, thousand);
      }
      say("enqueued", tasks, start, file);
      CountDownLatch left = new CountDownLatch(tasks);
      start = System.nanoTime();
      Worker worker =
          Worker.builder(queue)
              .register(
                  Task.of(
                      Sample.TYPE,
                      (payload, context) -> {
                        left.countDown();
                        return null;
                      }))
              .start();
      left.await();
      boolean settled = worker.stop(Duration.ofMinutes(1));
      say(settled ? "drained" : "NOT ALL SETTLED", tasks, start, file);
      System.out.println("left over: " + queue.admin().stats());
    }
  }

  private static void say(String what, int tasks, long start, Path file) throws Exception {
    Runtime jvm = Runtime.getRuntime();
    System.out.printf(
        Locale.ROOT,
        "%s %d tasks, %.0f /s; heap at most %d MiB; file %d MiB%n",
        what,
        tasks,
        tasks * 1e9 / (System.nanoTime() - start),
        jvm.maxMemory() >> 20,
        Files.size(file) >> 20);
  }
}
