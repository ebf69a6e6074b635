package io.tasks4j;

/** The task did not end within its timeout. */
public final class TaskTimeoutException extends TaskException {
  /** Says what happened. */
  public TaskTimeoutException(String message) {
    super(message, null);
  }
}
