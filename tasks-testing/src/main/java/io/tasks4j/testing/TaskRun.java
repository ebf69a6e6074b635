package io.tasks4j.testing;

import io.tasks4j.TaskError;
import io.tasks4j.TaskProgress;
import io.tasks4j.TaskType;
import io.tasks4j.backend.Outcome;
import io.tasks4j.backend.Settlement;
import io.tasks4j.message.Payload;
import io.tasks4j.queue.QueueConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one attempt of a task came to. Immutable.
 *
 * @param <R> result
 */
public final class TaskRun<R> {
  private final TaskType<?, R> type;
  private final Settlement settlement;
  private final QueueConfig config;
  private final List<TaskProgress> progress;
  private final @Nullable Throwable thrown;
  private final RecordedTasks<Payload> enqueued;

  TaskRun(TaskType<?, R> type, Settlement settlement, TaskProbe<?, R> probe, QueueConfig config) {
    this.type = type;
    this.settlement = settlement;
    this.config = config;
    this.progress = probe.progress();
    this.thrown = probe.thrown();
    Instant now = config.clock().instant();
    this.enqueued =
        RecordedTasks.of(
            settlement.followUps().stream().map(m -> RecordedTask.of(m, now)).toList(),
            config.codec());
  }

  /** How a worker would settle it. */
  public Outcome outcome() {
    return settlement.outcome();
  }

  /** Whether the task ended well. */
  public boolean succeeded() {
    return outcome() instanceof Outcome.Success;
  }

  /** Whether the task failed, and would be tried again. */
  public boolean retries() {
    return outcome() instanceof Outcome.Retry;
  }

  /** Whether the task failed, and would be a dead letter. */
  public boolean failed() {
    return outcome() instanceof Outcome.Failure;
  }

  /** Whether the task ended because it was asked to. */
  public boolean cancelled() {
    return outcome() instanceof Outcome.Cancelled;
  }

  /** How long the task asked to rest, if it did; this uses up no attempt. */
  public Optional<Duration> snoozed() {
    return outcome() instanceof Outcome.Release release
        ? Optional.of(release.delay())
        : Optional.empty();
  }

  /** How long until the retry, if there is one; a random part of the backoff with jitter. */
  public Optional<Duration> retryDelay() {
    return outcome() instanceof Outcome.Retry retry ? Optional.of(retry.delay()) : Optional.empty();
  }

  /**
   * The result, read back from what would be stored.
   *
   * @return the result, or null when the task gave none
   * @throws AssertionError when the task did not succeed; its cause is what the task threw
   */
  public @Nullable R result() {
    if (!(outcome() instanceof Outcome.Success success)) {
      throw new AssertionError("the task did not succeed: " + this, thrown);
    }
    return success.result().map(this::decode).orElse(null);
  }

  /** What would be stored of the failure, if it failed. */
  public Optional<TaskError> error() {
    if (outcome() instanceof Outcome.Retry retry) {
      return Optional.of(retry.error());
    }
    return outcome() instanceof Outcome.Failure failure
        ? Optional.of(failure.error())
        : Optional.empty();
  }

  /** What the task threw, itself. */
  public Optional<Throwable> thrown() {
    return Optional.ofNullable(thrown);
  }

  /** All that the task said of its progress, in order. */
  public List<TaskProgress> progress() {
    return progress;
  }

  /** What the task enqueued through its context; nothing unless it succeeded. */
  public RecordedTasks<Payload> enqueued() {
    return enqueued;
  }

  /** Type and outcome, for people. */
  @Override
  public String toString() {
    return type.name() + ": " + outcome();
  }

  @SuppressWarnings({"unchecked", "NullAway"}) // The codec gives what the type says.
  private R decode(Payload value) {
    return (R) config.codec().decode(value.bytes(), type.resultType(), type.name());
  }
}
