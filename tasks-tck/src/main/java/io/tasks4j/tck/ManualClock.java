package io.tasks4j.tck;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that moves when a rule says so. Thread-safe. */
final class ManualClock implements InstantSource {
  private final AtomicLong millis =
      new AtomicLong(Instant.parse("2025-03-01T12:00:00Z").toEpochMilli());

  @Override
  public Instant instant() {
    return Instant.ofEpochMilli(millis.get());
  }

  void advance(Duration time) {
    long ignored = millis.addAndGet(time.toMillis());
  }
}
