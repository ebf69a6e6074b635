package io.tasks4j.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tasks4j.internal.Durations;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts of schedules where the JVM's locale has letters and digits of its own. */
class LocaleTest {
  private static final ZonedDateTime NOW = ZonedDateTime.parse("2026-01-01T00:00:00Z");
  private static final List<String> CRONS =
      List.of("0 0 * jul fri", "15 3 1-7 jun,JUL mon-Fri", "@MIDNIGHT", "*/45 * * * *");

  private final Locale before = Locale.getDefault();

  @AfterEach
  void restore() {
    Locale.setDefault(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ar-EG", "tr-TR", "fa-IR-u-nu-arabext"})
  void cron_texts_and_durations_mean_and_read_the_same_in_every_locale(String tag) {
    Locale.setDefault(Locale.ROOT);
    List<String> expected = CRONS.stream().map(LocaleTest::read).toList();

    Locale.setDefault(Locale.forLanguageTag(tag));

    assertEquals(expected, CRONS.stream().map(LocaleTest::read).toList());
    assertEquals(Duration.ofMinutes(5), Durations.parse("a time", "5M"));
  }

  private static String read(String cron) {
    CronSchedule schedule = CronSchedule.of(cron, ZoneOffset.UTC);
    return schedule + " " + schedule.describe() + " " + schedule.next(NOW);
  }
}
