package io.tasks4j.schedule;

import io.tasks4j.internal.Durations;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How a schedule is kept to. Immutable: each setter gives a changed copy.
 *
 * @param missed what becomes of ticks that nobody could fire in time; default fire once
 * @param overlap what becomes of ticks while an earlier task has not ended; default allow
 * @param jitter each tick is late by an amount from 0 to this, up to a day, the same in every
 *     process; default 0
 * @param startAt no tick is before it; empty (the default) means at once
 * @param endAt no tick is after it; empty (the default) means never
 */
public record ScheduleOptions(
    MissedTicks missed,
    Overlap overlap,
    Duration jitter,
    Optional<Instant> startAt,
    Optional<Instant> endAt) {
  private static final ScheduleOptions DEFAULTS =
      new ScheduleOptions(
          MissedTicks.fireOnce(), Overlap.ALLOW, Duration.ZERO, Optional.empty(), Optional.empty());

  public ScheduleOptions {
    if (Durations.notNegative("jitter", jitter).compareTo(Duration.ofDays(1)) > 0) {
      throw new IllegalArgumentException("jitter must be a day at most, but is " + jitter);
    }
    jitter = Duration.ofMillis(jitter.toMillis());
    startAt = startAt.map(WholeMillis::of);
    endAt = endAt.map(WholeMillis::of);
    if (startAt.isPresent() && endAt.isPresent() && endAt.get().isBefore(startAt.get())) {
      throw new IllegalArgumentException(
          "a schedule cannot end at " + endAt.get() + ", before its start at " + startAt.get());
    }
  }

  /** The defaults. */
  public static ScheduleOptions defaults() {
    return DEFAULTS;
  }

  /** What becomes of ticks that nobody could fire in time; default {@link MissedTicks#fireOnce}. */
  public ScheduleOptions missed(MissedTicks policy) {
    return new ScheduleOptions(policy, overlap, jitter, startAt, endAt);
  }

  /** What becomes of ticks while an earlier task has not ended; default {@link Overlap#ALLOW}. */
  public ScheduleOptions overlap(Overlap policy) {
    return new ScheduleOptions(missed, policy, jitter, startAt, endAt);
  }

  /** Makes each tick late by an amount from 0 to {@code most}, up to a day; default 0. */
  public ScheduleOptions jitter(Duration most) {
    return new ScheduleOptions(missed, overlap, most, startAt, endAt);
  }

  /** Lets no tick be before {@code instant}. */
  public ScheduleOptions startAt(Instant instant) {
    return new ScheduleOptions(missed, overlap, jitter, Optional.of(instant), endAt);
  }

  /** Lets no tick be after {@code instant}. */
  public ScheduleOptions endAt(Instant instant) {
    return new ScheduleOptions(missed, overlap, jitter, startAt, Optional.of(instant));
  }
}
