package io.tasks4j.result;

import io.tasks4j.TaskError;
import io.tasks4j.TaskId;
import io.tasks4j.TaskProgress;
import io.tasks4j.TaskStatus;
import io.tasks4j.message.TaskMessage;
import java.time.Instant;
import java.util.Optional;

/**
 * All that is known of one task at one moment. Times are by the backend's clock.
 *
 * @param message what the producer sent
 * @param status where it stands
 * @param failures failed attempts, from 0; these use up retries
 * @param losses deliveries whose worker vanished, from 0; these do not
 * @param enqueuedAt when the backend accepted it
 * @param dueAt when it may start or, once it runs or has ended, might have started last
 * @param expiresAt when it ends CANCELLED if it waits then
 * @param startedAt when a worker last claimed it
 * @param finishedAt when it ended
 * @param worker name of the worker that holds or last held it; empty before the first claim
 * @param cancelRequested whether a cancel waits for the running attempt to end
 * @param error the latest failure
 * @param progress what the task last said of its progress
 */
public record TaskMetadata(
    TaskMessage message,
    TaskStatus status,
    int failures,
    int losses,
    Instant enqueuedAt,
    Instant dueAt,
    Optional<Instant> expiresAt,
    Optional<Instant> startedAt,
    Optional<Instant> finishedAt,
    String worker,
    boolean cancelRequested,
    Optional<TaskError> error,
    Optional<TaskProgress> progress) {
  /** The task's id. */
  public TaskId id() {
    return message.id();
  }

  /** Deliveries so far, the running one included; those released or cancelled do not count. */
  public int attempts() {
    // A success is a delivery that neither failed nor was lost; so is the running one.
    boolean oneMore = status == TaskStatus.RUNNING || status == TaskStatus.SUCCESS;
    return failures + losses + (oneMore ? 1 : 0);
  }
}
