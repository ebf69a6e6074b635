package io.tasks4j;

import org.jspecify.annotations.Nullable;

/** A payload, result or message cannot be written or read, or is larger than its limit. */
public final class TaskSerializationException extends TaskException {
  /** Says what could not be written or read, and why. */
  public TaskSerializationException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
