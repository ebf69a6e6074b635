package io.tasks4j.retry;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * How far a task is through its retries: a strategy and the number of failures so far. Immutable;
 * backends persist {@code failures} with the task.
 *
 * @param strategy the task's strategy
 * @param failures failed attempts so far, from 0; lost deliveries do not count
 */
public record RetryState(RetryStrategy strategy, int failures) {
  public RetryState {
    if (failures < 0) {
      throw new IllegalArgumentException("failures must be 0 or more, but is " + failures);
    }
  }

  /** The state after one more failure. */
  public RetryState failed() {
    return new RetryState(strategy, failures + 1);
  }

  /** The state with all retries before it. */
  public RetryState reset() {
    return new RetryState(strategy, 0);
  }

  /** Whether retries remain for the latest failure. */
  public boolean mayRetry() {
    return failures <= strategy.maxRetries();
  }

  /** The delay before the next attempt; empty when the latest failure was the last, or none was. */
  public Optional<Duration> nextDelay(RandomGenerator random) {
    return failures > 0 && mayRetry()
        ? Optional.of(strategy.delay(failures, random))
        : Optional.empty();
  }
}
