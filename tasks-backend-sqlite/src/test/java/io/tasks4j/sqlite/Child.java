package io.tasks4j.sqlite;

import io.tasks4j.backend.Claim;
import io.tasks4j.backend.Claims;
import io.tasks4j.backend.Outcome;
import io.tasks4j.backend.Settlement;
import io.tasks4j.message.TaskMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A second process on the file of a test; what it did, it says a line each on its output. */
final class Child {
  private Child() {}

  public static void main(String[] args) throws Exception {
    Path file = Path.of(args[1]);
    try (SqliteBackend backend = SqliteBackend.open(file)) {
      switch (args[0]) {
        case "drain" -> inThreads(8, () -> drain(backend));
        case "enqueue" -> enqueueForEver(backend);
        case "work" -> inThreads(4, () -> workForEver(backend));
        case "enqueue-one" -> say(backend.enqueue(List.of(Fixtures.task())).get(0).id());
        default -> throw new IllegalArgumentException(args[0]);
      }
    }
  }

  /** A running child, and the file that holds what it says. */
  record Started(Process process, Path output) {
    /** All that it said so far; the last line may be cut off when it was killed. */
    List<String> lines() throws IOException {
      return Files.readAllLines(output);
    }
  }

  static Started start(Path file, String what) throws IOException {
    Path output = Files.createTempFile(file.getParent(), what, ".out");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:TieredStopAtLevel=1",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                "-cp",
                System.getProperty("java.class.path"),
                Child.class.getName(),
                what,
                file.toString())
            .redirectOutput(output.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    return new Started(process, output);
  }

  private static void drain(SqliteBackend backend) {
    while (true) {
      Claims claims = backend.claim(Fixtures.request().max(5));
      if (claims.claims().isEmpty()) {
        return;
      }
      settle(backend, claims.claims());
    }
  }

  private static void workForEver(SqliteBackend backend) {
    while (true) {
      var request = Fixtures.request().max(5).maxWait(Duration.ofSeconds(5));
      settle(backend, backend.claim(request).claims());
    }
  }

  private static void settle(SqliteBackend backend, List<Claim> claims) {
    claims.forEach(c -> say(c.id()));
    List<Boolean> settled =
        backend.settle(
            claims.stream()
                .map(c -> Settlement.of(c, new Outcome.Success(Optional.empty())))
                .toList());
    if (settled.contains(false)) {
      say("settled by another");
    }
  }

  private static void enqueueForEver(SqliteBackend backend) {
    while (true) {
      TaskMessage task = Fixtures.task();
      backend.enqueue(List.of(task));
      say(task.id());
    }
  }

  private static void inThreads(int count, Runnable work) throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Thread thread = new Thread(work);
      thread.setUncaughtExceptionHandler(
          (t, e) -> {
            e.printStackTrace();
            say("failed " + e);
          });
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private static synchronized void say(Object what) {
    System.out.println(what);
    System.out.flush();
  }
}
