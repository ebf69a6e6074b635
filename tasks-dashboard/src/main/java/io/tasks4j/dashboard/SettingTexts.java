package io.tasks4j.dashboard;

import io.tasks4j.dashboard.view.DisplayTexts;
import io.tasks4j.retry.RetryStrategy;
import io.tasks4j.schedule.CronSchedule;
import io.tasks4j.schedule.Schedule;
import java.time.Duration;

/** Settings in words. */
final class SettingTexts {
  private SettingTexts() {}

  /** {@code every 5m}, {@code at 03:00, Europe/Paris}. */
  static String of(Schedule schedule) {
    if (schedule instanceof Schedule.FixedRate rate) {
      return "every " + of(rate.period());
    } else if (schedule instanceof Schedule.FixedDelay delay) {
      return of(delay.delay()) + " after the end of the last run";
    } else if (schedule instanceof Schedule.OneShot) {
      return "once";
    } else if (schedule instanceof CronSchedule cron) {
      return cron.describe() + ", " + cron.zone();
    }
    return schedule.toString();
  }

  /** {@code 3 retries after 1s, each time 2 times as long, at most 1m, with jitter}. */
  static String of(RetryStrategy retry) {
    if (retry.maxRetries() == 0) {
      return "none";
    }
    StringBuilder text = new StringBuilder();
    text.append(retry.maxRetries()).append(retry.maxRetries() == 1 ? " retry" : " retries");
    text.append(" after ").append(of(retry.initialDelay()));
    if (retry.multiplier() != 1) {
      text.append(", then ").append(number(retry.multiplier())).append(" times as long each time");
      text.append(", at most ").append(of(retry.maxDelay()));
    }
    return text.append(retry.jitter() ? ", less a random part" : "").toString();
  }

  static String of(Duration time) {
    return DisplayTexts.age(time).replace(" 0s", "").replace(" 0m", "").replace(" 0h", "");
  }

  private static String number(double value) {
    return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
  }
}
