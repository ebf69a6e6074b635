package io.tasks4j;

import java.time.Duration;

/** Thrown by a task to be run later at no cost; see {@link TaskContext#snooze}. */
public final class SnoozeException extends TaskException {
  private final Duration delay;

  /**
   * Asks for the next run after {@code delay}.
   *
   * @throws IllegalArgumentException when the delay is negative or above 36,500 days
   */
  public SnoozeException(Duration delay) {
    super("snoozed for " + delay, null);
    this.delay = Durations.notNegative("snooze delay", delay);
  }

  /** How long the task rests. */
  public Duration delay() {
    return delay;
  }
}
