package io.tasks4j;

import org.jspecify.annotations.Nullable;

/**
 * The store or broker could not be reached, or was too busy, within a bounded time; trying again
 * later may help. Whether the operation took effect is unknown unless the message says so.
 */
public class BackendUnavailableException extends BackendException {
  /** Says what was tried, for how long, and what stood in the way. */
  public BackendUnavailableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
