package io.tasks4j;

/** Workers died with the task too often; it is a dead letter. */
public final class TaskLostException extends TaskException {
  /** Says what happened. */
  public TaskLostException(String message) {
    super(message, null);
  }
}
