package io.tasks4j.schedule;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * What a cron text matches, in local time: a set of seconds, minutes, hours, days, months, years.
 *
 * @param everyHour whether it follows elapsed time over changes of the clocks: see {@link ZoneWalk}
 * @param years none means all
 */
record CronPattern(
    long seconds,
    long minutes,
    int hours,
    CronDays days,
    int months,
    @Nullable BitSet years,
    boolean everyHour) {

  /**
   * The calendar repeats after 400 years, weekdays included: what is not found in them is never.
   */
  private static final int MONTHS_IN_CYCLE = 400 * 12;

  /** The first match that is not before {@code from}; null when there is none. */
  @Nullable LocalDateTime atOrAfter(LocalDateTime from) {
    LocalDateTime start = from.truncatedTo(ChronoUnit.SECONDS);
    start = start.isBefore(from) ? start.plusSeconds(1) : start;
    LocalDate day = dayFrom(start.toLocalDate());
    if (day != null && day.equals(start.toLocalDate())) {
      LocalTime time = timeFrom(start.toLocalTime());
      if (time != null) {
        return day.atTime(time);
      }
      day = dayFrom(day.plusDays(1));
    }
    return day == null ? null : day.atTime(first(hours), first(minutes), first(seconds));
  }

  private @Nullable LocalDate dayFrom(LocalDate from) {
    YearMonth month = YearMonth.from(from);
    int dayBits = -1 << from.getDayOfMonth();
    for (int i = 0; i <= MONTHS_IN_CYCLE; i++) {
      if (years != null && !years.get(month.getYear())) {
        int year = years.nextSetBit(month.getYear());
        if (year < 0) {
          return null;
        }
        month = YearMonth.of(year, 1);
        dayBits = -1;
      }
      if ((months >> month.getMonthValue() & 1) != 0) {
        int found = days.in(month) & dayBits;
        if (found != 0) {
          return month.atDay(first(found));
        }
      }
      month = month.plusMonths(1);
      dayBits = -1;
    }
    return null;
  }

  private @Nullable LocalTime timeFrom(LocalTime from) {
    int hour = next(hours, from.getHour());
    if (hour == from.getHour()) {
      int minute = next(minutes, from.getMinute());
      if (minute == from.getMinute()) {
        int second = next(seconds, from.getSecond());
        if (second >= 0) {
          return LocalTime.of(hour, minute, second);
        }
        minute = next(minutes, minute + 1);
      }
      if (minute >= 0) {
        return LocalTime.of(hour, minute, first(seconds));
      }
      hour = next(hours, hour + 1);
    }
    return hour < 0 ? null : LocalTime.of(hour, first(minutes), first(seconds));
  }

  private static int first(long bits) {
    return Long.numberOfTrailingZeros(bits);
  }

  /** The first bit that is set, from {@code from} on; -1 when there is none. */
  private static int next(long bits, int from) {
    long rest = bits & -1L << from;
    return rest == 0 || from > 63 ? -1 : Long.numberOfTrailingZeros(rest);
  }
}
