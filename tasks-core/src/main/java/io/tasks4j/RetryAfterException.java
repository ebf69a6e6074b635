package io.tasks4j;

import java.time.Duration;

/** Thrown by a task to fail with a delay of its own choice; see {@link TaskContext#retryAfter}. */
public final class RetryAfterException extends TaskException {
  private final Duration delay;

  /**
   * Asks for the retry after {@code delay}.
   *
   * @throws IllegalArgumentException when the delay is negative or above 36,500 days
   */
  public RetryAfterException(Duration delay, Throwable cause) {
    super("to be tried again after " + delay, cause);
    this.delay = Durations.notNegative("retry delay", delay);
  }

  /** How long to wait before the retry. */
  public Duration delay() {
    return delay;
  }
}
