package io.tasks4j.health;

import io.tasks4j.TaskId;
import io.tasks4j.backend.Capability;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.ClaimRequest;
import io.tasks4j.backend.Outcome;
import io.tasks4j.backend.Settlement;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.message.Payload;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.queue.TaskQueue;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** One task on its way through a store, with no worker. */
final class HealthProbe implements Callable<@Nullable Void> {
  private static final String WORKER = "health-check";

  /** More than one: what killed checks left is cleared away too. */
  private static final int BATCH = 16;

  private final TaskQueue queue;
  private final String queueName;
  private final Duration timeout;

  HealthProbe(TaskQueue queue, String queueName, Duration timeout) {
    this.queue = queue;
    this.queueName = queueName;
    this.timeout = timeout;
  }

  @Override
  public @Nullable Void call() {
    TaskBackend backend = queue.backend();
    TaskMessage message =
        TaskMessage.builder(
                TaskId.next(queue.config().clock()),
                HealthCheck.QUEUE,
                Payload.json("null"),
                queue.config().clock().instant())
            .queue(queueName)
            .build();
    backend.enqueue(List.of(message));
    try {
      if (!backend.capabilities().contains(Capability.INLINE)) {
        claimUntilGone(backend, message.id());
      }
      remove(backend, message.id());
    } catch (RuntimeException e) {
      try {
        remove(backend, message.id());
      } catch (RuntimeException away) {
        // The next check removes it.
        e.addSuppressed(away);
      }
      throw e;
    }
    return null;
  }

  /** Settled it has a result, and unsettled it waits: neither may stay. */
  private static void remove(TaskBackend backend, TaskId id) {
    boolean ignored = backend.admin().purge(id);
  }

  /** Until it was claimed, here or by a check elsewhere: each takes whatever probe comes first. */
  private void claimUntilGone(TaskBackend backend, TaskId id) {
    long start = System.nanoTime();
    // Each wait is short, so that a probe that another check took is soon noticed.
    ClaimRequest request =
        ClaimRequest.of(WORKER, queueName, timeout.plusSeconds(10))
            .max(BATCH)
            .maxWait(timeout.dividedBy(20));
    while (true) {
      boolean found = false;
      for (Claim claim : backend.claim(request).claims()) {
        settle(backend, claim);
        found |= claim.id().equals(id);
      }
      if (found || claimedElsewhere(backend, id)) {
        return;
      }
      if (System.nanoTime() - start > timeout.toNanos() / 5 * 4) {
        throw new IllegalStateException(
            "the probe was enqueued, but not handed out; is the queue " + queueName + " paused?");
      }
    }
  }

  private static void settle(TaskBackend backend, Claim claim) {
    Settlement done = Settlement.of(claim, new Outcome.Success(Optional.empty()));
    if (!backend.settle(List.of(done)).get(0)) {
      throw new IllegalStateException("the probe was claimed, but could not be settled");
    }
    remove(backend, claim.id());
  }

  private static boolean claimedElsewhere(TaskBackend backend, TaskId id) {
    return backend.admin().find(id).filter(task -> task.startedAt().isEmpty()).isEmpty();
  }
}
