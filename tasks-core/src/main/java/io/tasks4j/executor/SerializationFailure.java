package io.tasks4j.executor;

import org.jspecify.annotations.Nullable;

/** Payload or result cannot be read or written: trying again would change nothing. */
final class SerializationFailure extends RuntimeException {
  SerializationFailure(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
