package io.tasks4j.rabbitmq;

import io.tasks4j.BackendUnavailableException;
import io.tasks4j.backend.BackendUri;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.ClaimRequest;
import io.tasks4j.backend.Settlement;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.backend.TaskBackends;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A worker in a process of its own, for ever; it says a line for each task it began and ended. */
final class Child {
  static final Duration LEASE = Duration.ofSeconds(2);

  private Child() {}

  /** A running child, and the file that holds what it says. */
  record Started(Process process, Path output) {
    /** All that it said so far; the last line may be cut off when it was killed. */
    List<String> lines() throws IOException {
      return Files.readAllLines(output);
    }
  }

  static Started start(Path folder, String uri) throws IOException {
    Path output = Files.createTempFile(folder, "worker", ".out");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:TieredStopAtLevel=1",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                "-cp",
                System.getProperty("java.class.path"),
                Child.class.getName(),
                uri)
            .redirectOutput(output.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    return new Started(process, output);
  }

  public static void main(String[] args) {
    try (TaskBackend backend = open(args[0])) {
      ClaimRequest request =
          ClaimRequest.of("worker-" + ProcessHandle.current().pid(), "default", LEASE)
              .max(5)
              .maxWait(Duration.ofSeconds(1));
      while (true) {
        try {
          work(backend, request);
        } catch (BackendUnavailableException e) {
          say("away");
        }
      }
    }
  }

  private static TaskBackend open(String uri) {
    String scheme = BackendUri.parse(uri).scheme();
    while (true) {
      try {
        return TaskBackends.open(uri);
      } catch (BackendUnavailableException e) {
        say("no " + scheme);
        java.util.concurrent.locks.LockSupport.parkNanos(100_000_000);
      }
    }
  }

  private static void work(TaskBackend backend, ClaimRequest request) {
    List<Claim> claims = backend.claim(request).claims();
    claims.forEach(claim -> say("began " + claim.id()));
    for (Claim claim : claims) {
      if (backend.settle(List.of(Settlement.of(claim, Fixtures.SUCCESS))).get(0)) {
        say("ended " + claim.id());
      }
    }
  }

  private static void say(String what) {
    System.out.println(what);
    System.out.flush();
  }
}
