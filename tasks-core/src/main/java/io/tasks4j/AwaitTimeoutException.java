package io.tasks4j;

/** A wait for a task ended before the task did; the task goes on. */
public final class AwaitTimeoutException extends TaskException {
  /** Says what happened. */
  public AwaitTimeoutException(String message) {
    super(message, null);
  }
}
