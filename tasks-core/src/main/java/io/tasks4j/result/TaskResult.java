package io.tasks4j.result;

import io.tasks4j.TaskError;
import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import io.tasks4j.message.Payload;
import java.time.Instant;
import java.util.Optional;

/**
 * How a task ended.
 *
 * @param id the task
 * @param status SUCCESS, FAILURE or CANCELLED
 * @param value the encoded result; empty unless the status is SUCCESS
 * @param error the last failure; kept beside a success that came after it
 * @param attempts deliveries it took
 * @param createdAt when the task was enqueued, by the backend's clock
 * @param finishedAt when it ended, by the backend's clock
 */
public record TaskResult(
    TaskId id,
    TaskStatus status,
    Optional<Payload> value,
    Optional<TaskError> error,
    int attempts,
    Instant createdAt,
    Instant finishedAt) {
  public TaskResult {
    if (!status.isTerminal()) {
      throw new IllegalArgumentException("a result has a final status, but this is " + status);
    }
    if (value.isPresent() && status != TaskStatus.SUCCESS) {
      throw new IllegalArgumentException("only a success has a value, but this is " + status);
    }
  }
}
