package io.tasks4j.chaos;

import io.tasks4j.BackendException;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.queue.QueueConfig;
import io.tasks4j.queue.TaskQueue;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** A process of the run. It ends in good order when its input does, so also with its parent. */
final class Child {
  private final Process process;

  private Child(Process process) {
    this.process = process;
  }

  static Child start(Class<?> main, Path log, String... args) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx256m"));
    command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");
    command.add("-Dorg.slf4j.simpleLogger.showDateTime=true");
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(args));
    File file = log.toFile();
    return new Child(
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(file))
            .start());
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** As kill -9 does. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  /** Sends a signal by name, such as STOP and CONT. */
  void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }

  /** Lets them end in good order; how many did not within {@code seconds}, and were killed. */
  static int end(List<Child> children, int seconds) throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    for (Child child : children) {
      child.process.getOutputStream().close();
    }
    int left = 0;
    for (Child child : children) {
      if (!child.process.waitFor(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        child.kill();
        left++;
      }
    }
    return left;
  }

  /** Opens the queue. */
  static TaskQueue open(
      String address, Clocks clocks, InstantSource own, UnaryOperator<TaskBackend> wrap) {
    TaskBackend backend = wrap.apply(Store.open(address, clocks));
    return TaskQueue.over(backend, QueueConfig.create().clock(own));
  }

  /**
   * In a child: begins something, however long the store is away. When {@code end} comes first, the
   * process ends: nothing has begun that would have to stop in good order.
   */
  static <T> T begin(CountDownLatch end, Supplier<T> body) throws InterruptedException {
    while (true) {
      try {
        return body.get();
      } catch (BackendException e) {
        System.err.println("not begun yet: " + e.getMessage());
      }
      if (end.await(200, TimeUnit.MILLISECONDS)) {
        System.exit(0);
      }
    }
  }

  /** In a child: counts down when the input ends, which it does with the parent. */
  static CountDownLatch endOfInput() {
    CountDownLatch end = new CountDownLatch(1);
    Thread reader =
        new Thread(
            () -> {
              try {
                while (System.in.read() >= 0) {
                  // Nobody writes.
                }
              } catch (IOException e) {
                // As good as an end.
              }
              end.countDown();
            },
            "end-of-input");
    reader.setDaemon(true);
    reader.start();
    return end;
  }
}
