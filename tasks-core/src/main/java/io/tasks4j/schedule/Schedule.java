package io.tasks4j.schedule;

import io.tasks4j.internal.Durations;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * When something happens: a pure function from one point in time to the next.
 *
 * <p>Implementations are immutable and thread-safe. Equal arguments give equal answers, in every
 * process and whatever the time is, and a later {@code after} never gives an earlier answer.
 */
@FunctionalInterface
public interface Schedule {
  /**
   * The first time that is later than {@code after}; empty when there is none. Always ends, and
   * never gives {@code after} itself or anything before it.
   */
  Optional<ZonedDateTime> next(ZonedDateTime after);

  /** The first {@code count} times that are later than {@code after}, or fewer when it ends. */
  default List<ZonedDateTime> preview(ZonedDateTime after, int count) {
    List<ZonedDateTime> times = new ArrayList<>();
    Optional<ZonedDateTime> next = Optional.of(after);
    while (times.size() < count) {
      next = next(next.orElseThrow());
      if (next.isEmpty()) {
        break;
      }
      times.add(next.get());
    }
    return times;
  }

  /**
   * Every whole multiple of {@code period} since 1970, UTC: {@code
   * fixedRate(Duration.ofMinutes(5))} is at :00, :05, :10 and so on, in every process. Knows no
   * zone and no daylight saving.
   *
   * @param period from 1 s to 36,500 days
   */
  static Schedule fixedRate(Duration period) {
    return fixedRate(period, Instant.EPOCH);
  }

  /**
   * {@code first}, and every {@code period} after it.
   *
   * @param period from 1 s to 36,500 days
   */
  static Schedule fixedRate(Duration period, Instant first) {
    return new FixedRate(period, first);
  }

  /**
   * {@code delay} after the end of the last run, however long that took. The first one comes one
   * delay after the schedule was added.
   *
   * @param delay from 1 s to 36,500 days
   */
  static Schedule fixedDelay(Duration delay) {
    return new FixedDelay(delay);
  }

  /** Once, at {@code instant}. */
  static Schedule once(Instant instant) {
    return new OneShot(instant);
  }

  /** Every day at {@code time}, whole seconds, by the clocks of {@code zone}. */
  static CronSchedule daily(LocalTime time, ZoneId zone) {
    return CronSchedule.of(at(time) + " * * *", zone, CronDialect.SPRING);
  }

  /** Every week on {@code day} at {@code time}, whole seconds, by the clocks of {@code zone}. */
  static CronSchedule weekly(DayOfWeek day, LocalTime time, ZoneId zone) {
    return CronSchedule.of(at(time) + " * * " + day.getValue(), zone, CronDialect.SPRING);
  }

  private static String at(LocalTime time) {
    if (time.getNano() != 0) {
      throw new IllegalArgumentException("a time must be of whole seconds, but is " + time);
    }
    return time.getSecond() + " " + time.getMinute() + " " + time.getHour();
  }

  /** Checks a period: shorter ones are work for a loop, not for a queue. */
  private static void checkPeriod(String what, Duration value) {
    if (Durations.positive(what, value).compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException(what + " must be at least 1 s, but is " + value);
    }
  }

  /** See {@link #fixedRate(Duration, Instant)}. */
  record FixedRate(Duration period, Instant first) implements Schedule {
    public FixedRate {
      checkPeriod("a period", period);
      first = WholeMillis.of(first);
    }

    @Override
    public Optional<ZonedDateTime> next(ZonedDateTime after) {
      long since = Math.subtractExact(WholeMillis.floor(after), first.toEpochMilli());
      long steps = since < 0 ? 0 : since / period.toMillis() + 1;
      return WholeMillis.at(first.toEpochMilli() + steps * period.toMillis(), after);
    }
  }

  /** See {@link #fixedDelay}. */
  record FixedDelay(Duration delay) implements Schedule {
    public FixedDelay {
      checkPeriod("a delay", delay);
    }

    /** The time of the run after the one that ended at {@code after}. */
    @Override
    public Optional<ZonedDateTime> next(ZonedDateTime after) {
      return WholeMillis.at(WholeMillis.floor(after) + delay.toMillis(), after);
    }
  }

  /** See {@link #once}. */
  record OneShot(Instant instant) implements Schedule {
    public OneShot {
      instant = WholeMillis.of(instant);
    }

    @Override
    public Optional<ZonedDateTime> next(ZonedDateTime after) {
      return instant.toEpochMilli() > WholeMillis.floor(after)
          ? WholeMillis.at(instant.toEpochMilli(), after)
          : Optional.empty();
    }
  }
}
