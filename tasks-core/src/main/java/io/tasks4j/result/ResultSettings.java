package io.tasks4j.result;

import io.tasks4j.TaskSerializationException;
import io.tasks4j.internal.Durations;
import java.time.Duration;
import java.time.InstantSource;

/**
 * What all stores of results have in common. Immutable: each setter gives a changed copy.
 *
 * @param clock judges ages, where the store has no clock of its own; the system's by default
 * @param ttl how long a result is kept after it was stored; default 24 h
 * @param maxCount results kept, the newest; 1 or more, default 100,000
 * @param maxBytes the largest encoded value accepted, from 1 to 64 MiB; default 1 MiB
 */
public record ResultSettings(InstantSource clock, Duration ttl, int maxCount, int maxBytes) {
  /** Written as Base64, what is larger comes near the longest text that JSON parsers read. */
  private static final int MOST = 64 * 1024 * 1024;

  public ResultSettings {
    Durations.positive("ttl", ttl);
    if (maxCount < 1) {
      throw new IllegalArgumentException("maxCount must be 1 or more, but is " + maxCount);
    }
    if (maxBytes < 1 || maxBytes > MOST) {
      throw new IllegalArgumentException(
          "maxBytes must be from 1 to " + MOST + ", but is " + maxBytes);
    }
  }

  /** The defaults. */
  public static ResultSettings defaults() {
    return new ResultSettings(InstantSource.system(), Duration.ofHours(24), 100_000, 1024 * 1024);
  }

  /** The same with another clock. */
  public ResultSettings clock(InstantSource source) {
    return new ResultSettings(source, ttl, maxCount, maxBytes);
  }

  /** The same with another TTL. */
  public ResultSettings ttl(Duration kept) {
    return new ResultSettings(clock, kept, maxCount, maxBytes);
  }

  /** The same with another count. */
  public ResultSettings maxCount(int count) {
    return new ResultSettings(clock, ttl, count, maxBytes);
  }

  /** The same with another limit for values. */
  public ResultSettings maxBytes(int bytes) {
    return new ResultSettings(clock, ttl, maxCount, bytes);
  }

  /**
   * Refuses a result whose value is over the limit.
   *
   * @throws TaskSerializationException when it is
   */
  public void check(TaskResult result) {
    int size = result.value().map(value -> value.size()).orElse(0);
    if (size > maxBytes) {
      throw new TaskSerializationException(
          "the result of task "
              + result.id()
              + " has "
              + size
              + " bytes, more than the "
              + maxBytes
              + " allowed; store it elsewhere and return a reference, or raise maxBytes",
          null);
    }
  }
}
