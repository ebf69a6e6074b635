package io.tasks4j.testing;

import io.tasks4j.TaskProgress;
import io.tasks4j.TaskStatus;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.ClaimRequest;
import io.tasks4j.backend.ClaimState;
import io.tasks4j.backend.Outcome;
import io.tasks4j.backend.Renewal;
import io.tasks4j.backend.Settlement;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.executor.Execution;
import io.tasks4j.executor.TaskExecutor;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.result.TaskMetadata;
import io.tasks4j.result.TaskQuery;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A worker without threads: claims, runs and settles on the caller's, one delivery at a time.
 *
 * <p>Its heart beats when the clock moves: then it renews the leases of what runs and learns of
 * cancels and timeouts, as a worker does all the time. Thread-safe.
 */
final class ManualWorker {
  private static final String WORKER = "test";

  private final TaskBackend backend;
  private final EnqueueRecorder recorder;
  private final TaskExecutor executor;
  private final ManualClock clock;
  private final Duration lease;
  private final Map<Execution, Instant> running = new ConcurrentHashMap<>();

  ManualWorker(
      TaskBackend backend,
      EnqueueRecorder recorder,
      TaskExecutor executor,
      ManualClock clock,
      Duration lease) {
    this.backend = backend;
    this.recorder = recorder;
    this.executor = executor;
    this.clock = clock;
    this.lease = lease;
  }

  /** The next task that is due now, held from now on. */
  Optional<Claim> claim() {
    List<String> queues = recorder.queues();
    if (queues.isEmpty()) {
      return Optional.empty();
    }
    ClaimRequest request = ClaimRequest.of(WORKER, queues.get(0), lease).queues(queues);
    return backend.claim(request).claims().stream().findFirst();
  }

  /** Runs a delivery and settles it; false when no task of its name is registered. */
  boolean deliver(Claim claim) {
    Settlement settlement = execute(claim);
    backend.settle(List.of(settlement));
    return !(settlement.outcome() instanceof Outcome.Unknown);
  }

  /** Runs a delivery, and leaves it to its lease. */
  Settlement execute(Claim claim) {
    Execution execution = new Execution(withoutJitter(claim), backend.results());
    Instant deadline = claim.message().timeout().map(clock.instant()::plus).orElse(Instant.MAX);
    running.put(execution, deadline);
    try {
      return executor.execute(execution);
    } finally {
      running.remove(execution);
      // What the task said last, for handles that ask after its end.
      execution.takeProgress().ifPresent(p -> renew(claim, Optional.of(p)));
    }
  }

  /** Gives a delivery back as if it had not been claimed. */
  void giveBack(Claim claim) {
    backend.settle(List.of(Settlement.of(claim, new Outcome.Release(Duration.ZERO))));
  }

  /** Renews what runs, and passes on what a worker would have learned by now. */
  void beat() {
    // Stores nothing, but wakes a worker that waits by real time for a due time of this clock.
    backend.enqueue(List.of());
    running.forEach(
        (execution, deadline) -> {
          switch (renew(execution.claim(), execution.takeProgress())) {
            case CANCEL_REQUESTED -> execution.stop(Execution.Stop.CANCELLED);
            case LOST -> execution.stop(Execution.Stop.LEASE_LOST);
            case HELD -> {
              if (!clock.instant().isBefore(deadline)) {
                execution.stop(Execution.Stop.TIMEOUT);
              }
            }
          }
        });
  }

  /** The next moment after now at which a registered task falls due or a lost one comes back. */
  Optional<Instant> nextEvent() {
    Instant now = clock.instant();
    Instant next = Instant.MAX;
    for (TaskMetadata task : live()) {
      boolean runs = task.status() == TaskStatus.RUNNING;
      Instant at = runs ? task.startedAt().orElse(now).plus(lease) : task.dueAt();
      boolean ours = executor.registry().find(task.message().name()).isPresent();
      if (ours && at.isAfter(now) && at.isBefore(next)) {
        next = at;
      }
    }
    return Optional.of(next).filter(at -> at.isBefore(Instant.MAX));
  }

  /** Every task that has not ended. */
  private List<TaskMetadata> live() {
    return list(
        TaskQuery.all()
            .statuses(
                Set.of(
                    TaskStatus.PENDING,
                    TaskStatus.RETRY,
                    TaskStatus.RUNNING,
                    TaskStatus.SUSPENDED)));
  }

  /** Every task of {@code query}, newest first, whatever its limit. */
  List<TaskMetadata> list(TaskQuery query) {
    List<TaskMetadata> all = new ArrayList<>();
    TaskQuery next = query.limit(1_000);
    while (true) {
      List<TaskMetadata> page = backend.admin().list(next);
      all.addAll(page);
      if (page.size() < next.limit()) {
        return all;
      }
      next = next.before(page.get(page.size() - 1).id());
    }
  }

  private ClaimState renew(Claim claim, Optional<TaskProgress> progress) {
    return backend.renew(List.of(new Renewal(claim, progress)), lease).get(0);
  }

  /** A test must know when a retry comes, so the delay is always the longest that could be. */
  private static Claim withoutJitter(Claim claim) {
    TaskMessage message = claim.message();
    TaskMessage steady = message.toBuilder().retry(message.retry().jitter(false)).build();
    return new Claim(steady, claim.token(), claim.failures(), claim.losses(), claim.lastDelivery());
  }
}
