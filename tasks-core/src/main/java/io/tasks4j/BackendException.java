package io.tasks4j;

import org.jspecify.annotations.Nullable;

/** The store or broker refused or failed; a backend may have narrower subclasses. */
public non-sealed class BackendException extends TaskException {
  /** Says what was tried and what the store answered. */
  public BackendException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
