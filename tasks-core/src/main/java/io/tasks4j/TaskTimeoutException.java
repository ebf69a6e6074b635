package io.tasks4j;

import org.jspecify.annotations.Nullable;

/** The task did not end within its timeout. */
public final class TaskTimeoutException extends TaskException {
  /** Says what happened, with what the task threw when it was interrupted. */
  public TaskTimeoutException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
