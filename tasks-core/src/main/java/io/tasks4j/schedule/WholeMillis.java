package io.tasks4j.schedule;

import io.tasks4j.When;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.Optional;

/** Points in time as backends keep them: whole milliseconds from 1970 to the end of 9999. */
final class WholeMillis {
  private WholeMillis() {}

  /** {@code instant} without what is below a millisecond, checked. */
  static Instant of(Instant instant) {
    return new When.At(instant).instant();
  }

  /** {@code instant}, or the first whole millisecond after it, checked. */
  static Instant ceiling(Instant instant) {
    Instant floor = of(instant);
    return floor.isBefore(instant) ? floor.plusMillis(1) : floor;
  }

  /** The last whole millisecond that is not after {@code time}; out of range, one beyond it. */
  static long floor(ZonedDateTime time) {
    Instant instant = time.toInstant();
    if (instant.isBefore(Instant.EPOCH)) {
      return -1;
    }
    return instant.isAfter(When.LATEST) ? When.LATEST.toEpochMilli() + 1 : instant.toEpochMilli();
  }

  /** The time at {@code millis} in the zone of {@code like}; empty after the end of 9999. */
  static Optional<ZonedDateTime> at(long millis, ZonedDateTime like) {
    return millis > When.LATEST.toEpochMilli()
        ? Optional.empty()
        : Optional.of(Instant.ofEpochMilli(millis).atZone(like.getZone()));
  }
}
