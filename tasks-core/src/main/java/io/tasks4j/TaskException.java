package io.tasks4j;

import org.jspecify.annotations.Nullable;

/** Everything the library throws on purpose, apart from misuse of an argument or a state. */
public abstract sealed class TaskException extends RuntimeException
    permits AwaitTimeoutException,
        BackendException,
        TaskCancelledException,
        TaskExecutionException,
        TaskNotFoundException,
        TaskSerializationException,
        TaskTimeoutException,
        UnsupportedCapabilityException {
  TaskException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
