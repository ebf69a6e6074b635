package io.tasks4j.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CronScheduleTest {
  private static final ZoneId UTC = ZoneOffset.UTC;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // text | dialect | first days from 2026-01-01
        "0 0 1,15 * 1        | UNIX   | 2026-01-01 2026-01-05 2026-01-12 2026-01-15",
        "0 0 */10 * 1        | UNIX   | 2026-05-11 2026-06-01 2026-08-31 2026-09-21",
        "0 0 * * 7           | UNIX   | 2026-01-04 2026-01-11",
        "0 0 * * 5-7         | UNIX   | 2026-01-02 2026-01-03 2026-01-04 2026-01-09",
        "0 0 * * */2         | UNIX   | 2026-01-01 2026-01-03 2026-01-04 2026-01-06",
        "0 0 31 * *          | UNIX   | 2026-01-31 2026-03-31 2026-05-31",
        "0 0 29 2 *          | UNIX   | 2028-02-29 2032-02-29",
        "0 0 1 jan,Jul *     | UNIX   | 2026-01-01 2026-07-01 2027-01-01",
        "@weekly             | UNIX   | 2026-01-04 2026-01-11",
        "@monthly            | UNIX   | 2026-01-01 2026-02-01",
        "@yearly             | UNIX   | 2026-01-01 2027-01-01",
        "0 0 0 L * *         | SPRING | 2026-01-31 2026-02-28 2026-03-31",
        "0 0 0 L-3 * *       | SPRING | 2026-01-28 2026-02-25 2026-03-28",
        "0 0 0 LW * *        | SPRING | 2026-01-30 2026-02-27 2026-03-31",
        "0 0 0 15W * *       | SPRING | 2026-01-15 2026-02-16 2026-03-16 2026-04-15 2026-05-15",
        "0 0 0 1W * *        | SPRING | 2026-01-01 2026-02-02 2026-03-02",
        "0 0 0 31W * *       | SPRING | 2026-01-30 2026-03-31 2026-05-29",
        "0 0 0 1,LW * *      | SPRING | 2026-01-01 2026-01-30 2026-02-01 2026-02-27",
        "0 0 0 ? * FRI#2     | SPRING | 2026-01-09 2026-02-13",
        "0 0 0 ? * MON#5     | SPRING | 2026-03-30 2026-06-29",
        "0 0 0 ? * FRIL      | SPRING | 2026-01-30 2026-02-27",
        "0 0 0 ? * 0L        | SPRING | 2026-01-25 2026-02-22",
        "0 0 0 ? * 7#1       | SPRING | 2026-01-04 2026-02-01",
        "0 0 0 ? * MON#1,FRI#2 | SPRING | 2026-01-05 2026-01-09 2026-02-02",
        "0 0 0 13 * FRI      | SPRING | 2026-02-13 2026-03-13 2026-11-13",
        "0 0 0 29 2 MON      | SPRING | 2044-02-29 2072-02-29 2112-02-29",
        "0 0 0 ? * 1         | QUARTZ | 2026-01-04 2026-01-11",
        "0 0 0 ? * 2-3       | QUARTZ | 2026-01-05 2026-01-06 2026-01-12",
        "0 0 0 ? * SUN-TUE   | QUARTZ | 2026-01-04 2026-01-05 2026-01-06 2026-01-11",
        "0 0 0 ? * 6L        | QUARTZ | 2026-01-30 2026-02-27",
        "0 0 0 ? * 6#3       | QUARTZ | 2026-01-16 2026-02-20",
        "0 0 0 1 1 ? 2027,2030-2031 | QUARTZ | 2027-01-01 2030-01-01 2031-01-01",
        "0 0 0 1 1 ? */2     | QUARTZ | 2026-01-01 2028-01-01",
      })
  void days_of_every_dialect(String text, CronDialect dialect, String days) {
    CronSchedule schedule = CronSchedule.of(text, UTC, dialect);
    List<LocalDate> expected = List.of(days.split(" ", -1)).stream().map(LocalDate::parse).toList();

    List<ZonedDateTime> times = schedule.preview(at("2025-12-31T12:00:00Z"), expected.size());

    assertEquals(expected, times.stream().map(ZonedDateTime::toLocalDate).toList());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "61 * * * *        ; field 1, minute, is '61': Value 61 not in range [0, 59]",
        "* 25 * * *        ; field 2, hour, is '25': Value 25 not in range [0, 23]",
        "0 0 32 * *        ; field 3, day of month, is '32'",
        "0 0 * 13 *        ; field 4, month, is '13'",
        "0 0 * foo *       ; field 4, month, is 'foo'",
        "0 0 * * 8         ; field 5, day of week, is '8'",
        "0 0 * * fri-mon   ; field 5, day of week, is 'fri-mon': Invalid range! [5,1]",
        "*/0 * * * *       ; field 1, minute, is '*/0'",
        "0 0 L * *         ; field 3, day of month, is 'L'",
        "0 0|1 * * *       ; field 2, hour, is '0|1': '|' has no meaning here",
        "0 0 * * 1||1      ; field 5, day of week, is '1||1'",
        "0 99 * * * *      ; field 2, minute, is '99'",
        "0 0 0 ? * MON#6   ; field 6, day of week, is 'MON#6': a month has the 1st to 5th",
        "0 0 0 ? * L       ; field 6, day of week, is 'L': L wants a day before it, as in FRIL",
        "0 0 0 ? * 0 2030  ; field 6, day of week, is '0'",
        "0 0 0 * * ? 1066  ; field 7, year, is '1066'",
        "0 0 0 1 * MON 2030 ; Both, a day-of-week AND a day-of-month parameter, are not supported",
        "0 0 31 2 *        ; it never fires, because no month has such a day",
        "0 0 30 feb *      ; it never fires",
        "0 0 0 31 4,6,9,11 * ; it never fires",
        "0 0 * *           ; has 4 fields",
        "@reboot           ; no cron macro '@reboot'; there are [@annually",
        "@every 5m         ; no cron macro '@every 5m'",
      })
  void a_wrong_text_is_refused_by_an_error_that_names_the_field(String text, String message) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> CronSchedule.of(text, UTC));

    assertTrue(e.getMessage().contains(message), e.getMessage());
  }

  @Test
  void a_text_of_another_dialect_says_how_many_fields_it_should_have() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> CronSchedule.of("0 0 * * *", UTC, CronDialect.QUARTZ));

    assertEquals("cron text '0 0 * * *' has 5 fields, but QUARTZ has 6 or 7", e.getMessage());
  }

  @Test
  void an_empty_text_and_an_unknown_zone_are_refused() {
    assertThrows(IllegalArgumentException.class, () -> CronSchedule.of("", UTC));
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> CronSchedule.of("@daily", "Europe/Pariss"));

    assertTrue(e.getMessage().startsWith("no time zone 'Europe/Pariss'"), e.getMessage());
  }

  @Test
  void a_text_without_a_next_time_ends() {
    CronSchedule schedule = CronSchedule.of("0 0 0 1 1 ? 2027", UTC);

    assertEquals(
        Optional.of(at("2027-01-01T00:00:00Z")), schedule.next(at("2026-06-01T00:00:00Z")));
    assertEquals(Optional.empty(), schedule.next(at("2027-01-01T00:00:00Z")));
    assertEquals(Optional.empty(), CronSchedule.of("@daily", UTC).next(at("9999-12-31T00:00:00Z")));
    assertEquals(
        Optional.empty(), CronSchedule.of("@daily", UTC).next(at("+20000-01-01T00:00:00Z")));
  }

  @Test
  void a_hidden_last_hour_of_a_last_day_is_still_found() {
    // The clocks of Paris show 2 o'clock twice on 2026-10-25; the second one is the last match.
    CronSchedule schedule = CronSchedule.of("0 * 2 25 10 ? 2026", ZoneId.of("Europe/Paris"));

    List<ZonedDateTime> all = schedule.preview(at("2026-01-01T00:00:00Z"), 500);

    assertEquals(120, all.size());
    assertEquals(at("2026-10-25T01:59:00Z").toInstant(), all.get(119).toInstant());
  }

  @Test
  void a_time_before_1970_counts_as_before_all() {
    assertEquals(
        Optional.of(at("1970-01-01T00:00:00Z")),
        CronSchedule.of("@daily", UTC).next(at("1900-01-01T00:00:00Z")));
  }

  @Test
  void it_is_described_in_words() {
    assertEquals("at 03:00", CronSchedule.of("0 3 * * *", UTC).describe());
    assertEquals("every 15 minutes", CronSchedule.of("*/15 * * * *", UTC).describe());
    assertEquals(
        "at 00:00 last Friday of every month", CronSchedule.of("0 0 0 ? * FRIL", UTC).describe());
    assertEquals(
        "at times of cron text '0 0 0 1,LW * *'",
        CronSchedule.of("0 0 0 1,LW * *", UTC).describe());
  }

  @Test
  void daily_and_weekly_are_cron_in_short() {
    CronSchedule daily = Schedule.daily(LocalTime.of(2, 30), UTC);
    CronSchedule weekly = Schedule.weekly(DayOfWeek.SUNDAY, LocalTime.of(2, 30, 15), UTC);

    assertEquals(Optional.of(at("2026-01-01T02:30:00Z")), daily.next(at("2026-01-01T00:00:00Z")));
    assertEquals(Optional.of(at("2026-01-04T02:30:15Z")), weekly.next(at("2026-01-01T00:00:00Z")));
    assertThrows(
        IllegalArgumentException.class, () -> Schedule.daily(LocalTime.of(2, 30, 0, 1), UTC));
  }

  @Test
  void equal_texts_zones_and_dialects_are_equal() {
    assertEquals(CronSchedule.of("@daily", UTC), CronSchedule.of("@daily", UTC));
    assertNotEquals(
        CronSchedule.of("@daily", UTC), CronSchedule.of("@daily", ZoneId.of("Europe/Paris")));
    assertNotEquals(
        CronSchedule.of("0 0 0 ? * 2", UTC),
        CronSchedule.of("0 0 0 ? * 2", UTC, CronDialect.QUARTZ));
  }

  private static ZonedDateTime at(String text) {
    return ZonedDateTime.parse(text);
  }
}
