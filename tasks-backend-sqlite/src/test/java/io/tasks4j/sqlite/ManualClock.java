package io.tasks4j.sqlite;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that a test turns. */
final class ManualClock implements InstantSource {
  private final AtomicLong millis = new AtomicLong(1_700_000_000_000L);

  @Override
  public Instant instant() {
    return Instant.ofEpochMilli(millis.get());
  }

  void set(long epochMillis) {
    millis.set(epochMillis);
  }

  void advance(Duration time) {
    millis.addAndGet(time.toMillis());
  }
}
