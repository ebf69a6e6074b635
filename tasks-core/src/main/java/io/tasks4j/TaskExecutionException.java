package io.tasks4j;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The task failed, and is not tried again. */
public final class TaskExecutionException extends TaskException {
  private final transient @Nullable TaskError error;

  /** Says what happened, by the stored error. */
  public TaskExecutionException(String message, @Nullable TaskError error) {
    super(message, null);
    this.error = error;
  }

  /** What the worker stored of the last failure: class, message, trace and attempt. */
  public Optional<TaskError> error() {
    return Optional.ofNullable(error);
  }
}
