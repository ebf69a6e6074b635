package io.tasks4j.schedule;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.YearMonth;

/** Days of a month that depend on the month. As a bit set: bit 1 is the first day. */
sealed interface DayRule {
  /** The days of {@code month} that are meant. */
  int in(YearMonth month);

  /** {@code L}, {@code L-3}: so many days before the last. */
  record FromLast(int before) implements DayRule {
    @Override
    public int in(YearMonth month) {
      return before < month.lengthOfMonth() ? 1 << (month.lengthOfMonth() - before) : 0;
    }
  }

  /** {@code LW}: the last day from Monday to Friday. */
  record LastWeekday() implements DayRule {
    @Override
    public int in(YearMonth month) {
      return nearest(month.atEndOfMonth());
    }
  }

  /** {@code 15W}: the day from Monday to Friday nearest to a date, in the same month. */
  record NearestWeekday(int day) implements DayRule {
    @Override
    public int in(YearMonth month) {
      return month.isValidDay(day) ? nearest(month.atDay(day)) : 0;
    }
  }

  /** {@code FRIL}: the last such day of the week. */
  record LastOf(DayOfWeek day) implements DayRule {
    @Override
    public int in(YearMonth month) {
      LocalDate last = month.atEndOfMonth();
      int back = Math.floorMod(last.getDayOfWeek().getValue() - day.getValue(), 7);
      return 1 << (last.getDayOfMonth() - back);
    }
  }

  /** {@code FRI#2}: the second such day of the week. */
  record NthOf(DayOfWeek day, int nth) implements DayRule {
    @Override
    public int in(YearMonth month) {
      int ahead = Math.floorMod(day.getValue() - month.atDay(1).getDayOfWeek().getValue(), 7);
      int found = 1 + ahead + 7 * (nth - 1);
      return month.isValidDay(found) ? 1 << found : 0;
    }
  }

  private static int nearest(LocalDate date) {
    int day = date.getDayOfMonth();
    return 1
        << switch (date.getDayOfWeek()) {
          case SATURDAY -> day == 1 ? 3 : day - 1;
          case SUNDAY -> day == date.lengthOfMonth() ? day - 2 : day + 1;
          default -> day;
        };
  }
}
