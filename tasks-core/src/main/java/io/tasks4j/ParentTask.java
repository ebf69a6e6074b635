package io.tasks4j;

import java.util.Optional;

/** How a task ended that the running one waited for. */
public interface ParentTask {
  /** Its id. */
  TaskId id();

  /** Its task name. */
  String name();

  /** SUCCESS, FAILURE or CANCELLED. */
  TaskStatus status();

  /** Why it did not succeed, if that is known; empty of a success. */
  Optional<TaskError> error();

  /**
   * Its result; empty when it gave none, or did not succeed.
   *
   * @throws IllegalArgumentException when {@code type} has another name than the task
   * @throws TaskSerializationException when it is no result of {@code type}
   */
  <R> Optional<R> result(TaskType<?, R> type);
}
