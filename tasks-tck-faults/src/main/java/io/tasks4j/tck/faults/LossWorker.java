package io.tasks4j.tck.faults;

import io.tasks4j.BackendUnavailableException;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.ClaimRequest;
import io.tasks4j.backend.Outcome;
import io.tasks4j.backend.Settlement;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.backend.TaskBackends;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * Claims and settles in a process of its own, until it is killed; says a line for each task that it
 * began and ended.
 */
final class LossWorker {
  /** How many tasks it has in its hands at most. */
  static final int BATCH = 5;

  private static final Duration LEASE = Duration.ofSeconds(2);

  private LossWorker() {}

  static ChildJvm start(Path folder, String address) throws IOException {
    return ChildJvm.start(folder, LossWorker.class, address);
  }

  public static void main(String[] args) {
    try (PrintStream out = ChildJvm.output();
        TaskBackend backend = open(args[0])) {
      ClaimRequest request =
          ClaimRequest.of("worker-" + ProcessHandle.current().pid(), "default", LEASE)
              .max(BATCH)
              .maxWait(Duration.ofSeconds(1));
      while (true) {
        try {
          work(backend, request, out);
        } catch (BackendUnavailableException e) {
          out.println("away");
        }
      }
    }
  }

  private static TaskBackend open(String address) {
    while (true) {
      try {
        return TaskBackends.open(address);
      } catch (BackendUnavailableException e) {
        LockSupport.parkNanos(100_000_000);
      }
    }
  }

  private static void work(TaskBackend backend, ClaimRequest request, PrintStream out) {
    List<Claim> claims = backend.claim(request).claims();
    claims.forEach(claim -> out.println("began " + claim.id()));
    for (Claim claim : claims) {
      Outcome success = new Outcome.Success(Optional.empty());
      if (backend.settle(List.of(Settlement.of(claim, success))).get(0)) {
        out.println("ended " + claim.id());
      }
    }
  }
}
