package io.tasks4j;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The task ended as a FAILURE; {@link #reason} says how that came. */
public final class TaskExecutionException extends TaskException {
  private final transient @Nullable TaskError error;
  private final TaskError.Reason reason;

  /** Says what happened, by the stored error. */
  public TaskExecutionException(String message, @Nullable TaskError error) {
    super(message, null);
    this.error = error;
    this.reason = error == null ? TaskError.Reason.EXECUTION : error.reason();
  }

  /** Why it is not tried again. */
  public TaskError.Reason reason() {
    return reason;
  }

  /** What the worker stored of the last failure: class, message, trace and attempt. */
  public Optional<TaskError> error() {
    return Optional.ofNullable(error);
  }
}
