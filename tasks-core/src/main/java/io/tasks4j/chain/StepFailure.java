package io.tasks4j.chain;

import io.tasks4j.TaskError;
import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import java.util.Optional;

/**
 * A step of a workflow that did not succeed.
 *
 * @param step its name
 * @param task id of its task
 * @param status FAILURE or CANCELLED
 * @param error why; of a step that never ran, the error of the one that kept it from running
 */
public record StepFailure(String step, TaskId task, TaskStatus status, Optional<TaskError> error) {
  /** Whether it never ran, because of another that did not succeed. */
  public boolean skipped() {
    return error.flatMap(TaskError::origin).isPresent();
  }
}
