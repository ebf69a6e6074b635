package io.tasks4j.executor;

import io.tasks4j.internal.Durations;
import java.time.Duration;

/** Made by {@code context.snooze}: puts the task back at no cost. */
final class SnoozeException extends RuntimeException {
  private final Duration delay;

  SnoozeException(Duration delay) {
    super("snoozed for " + delay, null);
    this.delay = Durations.notNegative("snooze delay", delay);
  }

  Duration delay() {
    return delay;
  }
}
