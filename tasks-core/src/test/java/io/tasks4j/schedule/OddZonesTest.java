package io.tasks4j.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Zones whose clocks change by half an hour, by two hours, by a quarter past, by a day, or back for
 * a month: whole years against the oracle.
 */
class OddZonesTest {
  private static final List<String> CRON =
      List.of(
          "45 2 * * *", "15 2 * * *", "0 */3 * * *", "20 * * * *", "*/20 1-3 * * *", "0 12 * * *");

  /** Each quarter of the hours in which clocks change, and some of the day. */
  private static final List<LocalTime> TIMES =
      Stream.concat(
              IntStream.range(0, 16).mapToObj(quarter -> LocalTime.MIN.plusMinutes(15L * quarter)),
              Stream.of(LocalTime.of(5, 15), LocalTime.NOON, LocalTime.of(23, 45)))
          .toList();

  @ParameterizedTest
  @CsvSource({
    "Australia/Lord_Howe, 2026",
    "Pacific/Chatham, 2026",
    "Antarctica/Troll, 2026",
    "Pacific/Apia, 2011",
    "Africa/Casablanca, 2025",
    "Africa/El_Aaiun, 2026",
  })
  void every_kind_of_schedule_is_as_the_oracle_says(String zoneId, int year) {
    ZoneId zone = ZoneId.of(zoneId);
    CronOracle.Timeline line = CronOracle.Timeline.of(year, zone);

    for (String text : CRON) {
      assertEquals(new CronOracle(text).times(line), line.times(CronSchedule.of(text, zone)), text);
    }
    for (LocalTime time : TIMES) {
      String text = time.getMinute() + " " + time.getHour() + " * * ";
      assertEquals(
          new CronOracle(text + "*").times(line),
          line.times(Schedule.daily(time, zone)),
          "daily at " + time);
      assertEquals(
          new CronOracle(text + "sun").times(line),
          line.times(Schedule.weekly(DayOfWeek.SUNDAY, time, zone)),
          "on Sundays at " + time);
    }
    assertEquals(
        elapsed(line.from, line.until, Duration.ofMinutes(50)),
        line.times(Schedule.fixedRate(Duration.ofMinutes(50), line.from)));
  }

  private static List<Instant> elapsed(Instant from, Instant until, Duration period) {
    List<Instant> all = new ArrayList<>();
    for (Instant t = from.plus(period); !t.isAfter(until); t = t.plus(period)) {
      all.add(t);
    }
    return all;
  }
}
