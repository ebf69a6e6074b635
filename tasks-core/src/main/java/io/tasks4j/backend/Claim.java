package io.tasks4j.backend;

import io.tasks4j.TaskId;
import io.tasks4j.message.TaskMessage;

/**
 * One delivery of a task to one worker, held under a lease.
 *
 * @param message the task
 * @param token greater than that of every delivery claimed before; tasks of one claim call may
 *     share it. Task and token together name a delivery, and a settlement needs both
 * @param failures failed attempts before this delivery
 * @param losses lost deliveries before this one
 * @param lastDelivery whether one more loss makes the task a dead letter; see {@link
 *     ClaimRequest#suspects()}
 */
public record Claim(
    TaskMessage message, long token, int failures, int losses, boolean lastDelivery) {
  /** The task's id. */
  public TaskId id() {
    return message.id();
  }

  /** Which delivery this is, from 1. */
  public int attempt() {
    return 1 + failures + losses;
  }
}
