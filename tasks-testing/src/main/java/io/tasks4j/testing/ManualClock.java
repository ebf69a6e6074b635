package io.tasks4j.testing;

import io.tasks4j.internal.Durations;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;

/** A clock that stands still until a test moves it. Thread-safe. */
public final class ManualClock implements InstantSource {
  /** Where a clock starts that is not told otherwise: a Monday, midnight UTC. */
  public static final Instant START = Instant.parse("2024-01-01T00:00:00Z");

  private Instant now;
  private final List<Runnable> watchers = new CopyOnWriteArrayList<>();

  /** A clock that stands at {@link #START}. */
  public ManualClock() {
    this(START);
  }

  /** A clock that stands at {@code start}. */
  public ManualClock(Instant start) {
    this.now = Objects.requireNonNull(start, "start");
  }

  @Override
  public synchronized Instant instant() {
    return now;
  }

  /**
   * Moves the clock forward.
   *
   * @throws IllegalArgumentException when {@code time} is negative; see {@link #set}
   */
  public void advance(Duration time) {
    Durations.notNegative("time", time);
    synchronized (this) {
      now = now.plus(time);
    }
    tell();
  }

  /** Moves the clock to {@code instant}, also back, as the clock of a host may be. */
  public void set(Instant instant) {
    synchronized (this) {
      now = Objects.requireNonNull(instant, "instant");
    }
    tell();
  }

  /** Calls {@code watcher} after each move, on the thread that moved the clock. */
  void watch(Runnable watcher) {
    watchers.add(watcher);
  }

  void unwatch(Runnable watcher) {
    watchers.remove(watcher);
  }

  @Override
  public String toString() {
    return "ManualClock[" + instant() + "]";
  }

  // Never under the lock: whoever is told asks the time, and may hold locks of its own.
  private void tell() {
    watchers.forEach(Runnable::run);
  }
}
