package io.tasks4j.executor;

import io.tasks4j.internal.Durations;
import java.time.Duration;

/** Made by {@code context.retryAfter}: a failure with a delay of its own. */
final class RetryAfterException extends RuntimeException {
  private final Duration delay;

  RetryAfterException(Duration delay, Throwable cause) {
    super("to be tried again after " + delay, cause);
    this.delay = Durations.notNegative("retry delay", delay);
  }

  Duration delay() {
    return delay;
  }
}
