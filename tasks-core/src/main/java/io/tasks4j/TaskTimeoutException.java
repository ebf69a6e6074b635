package io.tasks4j;

import org.jspecify.annotations.Nullable;

/**
 * An attempt did not end within its timeout. Retry strategies judge it, and the error that is
 * stored names it; whoever awaits the task is told by a {@link TaskExecutionException}.
 */
public final class TaskTimeoutException extends TaskException {
  /** Says what happened, with what the task threw when it was interrupted. */
  public TaskTimeoutException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
