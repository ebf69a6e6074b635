package io.tasks4j.schedule;

import java.time.YearMonth;
import java.util.List;

/**
 * The two day fields of a cron text.
 *
 * @param ofMonth plain days of the month; bit 1 is the first
 * @param monthRules further days of the month
 * @param ofWeek plain days of the week; bit 1 is Monday, bit 7 is Sunday
 * @param weekRules further days of the week
 * @param either whether one of the fields is enough
 */
record CronDays(
    int ofMonth, List<DayRule> monthRules, int ofWeek, List<DayRule> weekRules, boolean either) {

  CronDays {
    monthRules = List.copyOf(monthRules);
    weekRules = List.copyOf(weekRules);
  }

  /** The days of {@code month}; bit 1 is the first. */
  int in(YearMonth month) {
    int byMonth = ofMonth;
    for (DayRule rule : monthRules) {
      byMonth |= rule.in(month);
    }
    int byWeek = 0;
    int weekday = month.atDay(1).getDayOfWeek().getValue();
    for (int day = 1; day <= 31; day++) {
      byWeek |= (ofWeek >> weekday & 1) << day;
      weekday = weekday % 7 + 1;
    }
    for (DayRule rule : weekRules) {
      byWeek |= rule.in(month);
    }
    int existing = -1 >>> (31 - month.lengthOfMonth()) & ~1;
    return (either ? byMonth | byWeek : byMonth & byWeek) & existing;
  }
}
