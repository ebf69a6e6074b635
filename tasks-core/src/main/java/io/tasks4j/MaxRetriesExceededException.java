package io.tasks4j;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The task failed, and its retries are used up. */
public final class MaxRetriesExceededException extends TaskException {
  private final transient @Nullable TaskError error;

  /** Says what happened, by the stored error. */
  public MaxRetriesExceededException(String message, @Nullable TaskError error) {
    super(message, null);
    this.error = error;
  }

  /** What the worker stored of the last failure: class, message, trace and attempt. */
  public Optional<TaskError> error() {
    return Optional.ofNullable(error);
  }
}
