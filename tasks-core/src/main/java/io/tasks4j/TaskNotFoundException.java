package io.tasks4j;

/** There is no task of this id, or it is not kept any more. */
public final class TaskNotFoundException extends TaskException {
  /** Says what happened. */
  public TaskNotFoundException(String message) {
    super(message, null);
  }
}
