package io.tasks4j.redis;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/** Pauses of growing, random length, up to a deadline. Not thread-safe. */
final class Backoff {
  private static final long FIRST_NANOS = 5_000_000;
  private static final long LONGEST_NANOS = 500_000_000;

  private final long deadline;
  private long longest = FIRST_NANOS;

  Backoff(Duration total) {
    this.deadline = System.nanoTime() + total.toNanos();
  }

  /**
   * Waits a moment, interrupted or not.
   *
   * @return false, without a wait, when the time is up
   */
  boolean pause() {
    long left = deadline - System.nanoTime();
    if (left <= 0) {
      return false;
    }
    long nanos = ThreadLocalRandom.current().nextLong(longest / 2, longest + 1);
    // With the interrupt flag set a park returns at once, and this would spin.
    boolean interrupted = Thread.interrupted();
    LockSupport.parkNanos(this, Math.min(nanos, left));
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    longest = Math.min(longest * 2, LONGEST_NANOS);
    return true;
  }
}
