package io.tasks4j;

/** The task was cancelled, or expired before it was started. */
public final class TaskCancelledException extends TaskException {
  /** Says what happened. */
  public TaskCancelledException(String message) {
    super(message, null);
  }
}
