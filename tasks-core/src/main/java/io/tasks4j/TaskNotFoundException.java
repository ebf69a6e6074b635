package io.tasks4j;

/** There is no task of this id, or no worker knew its name for too long. */
public final class TaskNotFoundException extends TaskException {
  /** Says what happened. */
  public TaskNotFoundException(String message) {
    super(message, null);
  }
}
