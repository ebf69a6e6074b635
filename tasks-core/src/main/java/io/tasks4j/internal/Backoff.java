package io.tasks4j.internal;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * Pauses of growing, random length, up to a deadline: for backends and stores that try again. Not
 * thread-safe.
 */
public final class Backoff {
  private final long deadline;
  private final long longest;
  private long next;

  /**
   * Pauses that begin now.
   *
   * @param total after which there is no more pause
   * @param first the first one lasts from half of it to all of it, and each next one twice as long
   * @param longest no pause is longer
   */
  public Backoff(Duration total, Duration first, Duration longest) {
    this.deadline = System.nanoTime() + Durations.nanos(total);
    this.next = first.toNanos();
    this.longest = longest.toNanos();
  }

  /**
   * The pause before attempt {@code n}, from 1: from half of it to all of it, at most {@code first}
   * doubled with each attempt.
   */
  public static Duration delay(int n, Duration first, Duration longest) {
    long most = Math.min(longest.toNanos(), first.toNanos() << Math.min(n - 1, 10));
    return Duration.ofNanos(most / 2 + ThreadLocalRandom.current().nextLong(most / 2 + 1));
  }

  /**
   * Waits a moment, interrupted or not.
   *
   * @return false, without a wait, when the time is up
   */
  public boolean pause() {
    long left = deadline - System.nanoTime();
    if (left <= 0) {
      return false;
    }
    long nanos = ThreadLocalRandom.current().nextLong(next / 2, next + 1);
    // With the interrupt flag set a park returns at once, and this would spin.
    boolean interrupted = Thread.interrupted();
    LockSupport.parkNanos(this, Math.min(nanos, left));
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    next = Math.min(next * 2, longest);
    return true;
  }
}
