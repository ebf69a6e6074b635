package io.tasks4j.result;

import io.tasks4j.internal.Durations;
import java.time.Duration;
import java.time.InstantSource;

/**
 * What all stores of records have in common. Immutable: each setter gives a changed copy.
 *
 * @param clock judges ages, where the store has no clock of its own; the system's by default
 * @param endedAge how long an ended task's record is kept after it was stored so; default 24 h
 * @param endedCount records of ended tasks kept, the newest; 0 or more, default 10,000
 */
public record MetadataSettings(InstantSource clock, Duration endedAge, int endedCount) {
  public MetadataSettings {
    Durations.positive("endedAge", endedAge);
    if (endedCount < 0) {
      throw new IllegalArgumentException("endedCount must be 0 or more, but is " + endedCount);
    }
  }

  /** The defaults. */
  public static MetadataSettings defaults() {
    return new MetadataSettings(InstantSource.system(), Duration.ofHours(24), 10_000);
  }

  /** The same with another clock. */
  public MetadataSettings clock(InstantSource source) {
    return new MetadataSettings(source, endedAge, endedCount);
  }

  /** The same with another age. */
  public MetadataSettings endedAge(Duration age) {
    return new MetadataSettings(clock, age, endedCount);
  }

  /** The same with another count. */
  public MetadataSettings endedCount(int count) {
    return new MetadataSettings(clock, endedAge, count);
  }
}
