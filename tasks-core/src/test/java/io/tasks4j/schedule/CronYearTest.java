package io.tasks4j.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole years and change-over nights of real zones, against the oracle. */
class CronYearTest {
  private static final List<String> TEXTS =
      List.of(
          "30 2 * * *",
          "0 2 * * *",
          "0 3 * * *",
          "0 12 * * *",
          "0 0 * * *",
          "59 23 * * *",
          "30 0 * * *",
          "15 1 * * *",
          "45 1 * * *",
          "0 * * * *",
          "30 * * * *",
          "*/15 * * * *",
          "* * * * *",
          "*/5 2-4 * * *",
          "0 */2 * * *",
          "0 1-3 * * *",
          "0,30 2 * * *",
          "0 2,3 * * *",
          "5/20 1,2 * * *",
          "10 2 * * sun",
          "30 1 * * 0,6",
          "30 2 1 * *",
          "30 2 1,15 * mon",
          "0 0 */2 * mon",
          "0 8-18 * * mon-fri",
          "0 0 29 2 *",
          "0 0 31 * *",
          "0 2 * 3,10 sun",
          "0 0-23 * * *",
          "30 2 * * 7");

  @Tag("thorough")
  @ParameterizedTest
  @CsvSource({
    "Europe/Paris, 2026",
    "US/Pacific, 2026",
    "Australia/Lord_Howe, 2026",
    "Africa/Casablanca, 2026",
    "America/Sao_Paulo, 2018",
    "Asia/Beirut, 2026",
    "Pacific/Apia, 2011",
    "Asia/Kathmandu, 1986",
    "America/St_Johns, 2006",
    "Africa/Cairo, 2024",
    "Antarctica/Troll, 2045",
    "Asia/Gaza, 2039",
  })
  void a_year_of_thirty_texts_is_as_the_oracle_says(String zoneId, int year) {
    ZoneId zone = ZoneId.of(zoneId);
    CronOracle.Timeline line = CronOracle.Timeline.of(year, zone);
    assertEquals(30, TEXTS.size());

    for (String text : TEXTS) {
      List<Instant> expected = new CronOracle(text).times(line);

      assertEquals(expected, line.times(CronSchedule.of(text, zone)), text);
    }
  }

  static Stream<ZoneOffsetTransition> nightsOfParis() {
    return nights(ZoneId.of("Europe/Paris"), 2026);
  }

  @ParameterizedTest
  @MethodSource("nightsOfParis")
  void seconds_are_as_the_oracle_says_on_nights_of_change(ZoneOffsetTransition night) {
    ZoneId zone = ZoneId.of("Europe/Paris");
    Instant from = night.getInstant().minus(Duration.ofHours(5));
    Instant until = night.getInstant().plus(Duration.ofHours(5));
    CronOracle.Timeline line = new CronOracle.Timeline(from, until, zone, 1);
    List<String> texts =
        List.of(
            "*/15 * * * * *",
            "30 30 2 * * *",
            "7 0 3 * * *",
            "*/10 30 2 * * *",
            "10,50 59 1,2 * * *",
            "0 0/7 2 * * SUN");

    for (String text : texts) {
      List<Instant> expected = new CronOracle(text).times(line);

      assertEquals(expected, line.times(CronSchedule.of(text, zone)), text);
    }
  }

  @Property(tries = 400)
  void any_text_is_as_the_oracle_says_around_any_change_of_any_zone(
      @ForAll("texts") String text, @ForAll("changes") Change change) {
    Instant from = change.at.minus(Duration.ofHours(30));
    Instant until = change.at.plus(Duration.ofHours(30));
    CronOracle.Timeline line = new CronOracle.Timeline(from, until, change.zone, 60);

    List<Instant> expected = new CronOracle(text).times(line);

    assertEquals(expected, line.times(CronSchedule.of(text, change.zone)));
  }

  @Property(tries = 400)
  void the_next_time_is_later_and_nothing_lies_between(
      @ForAll("texts") String text, @ForAll("changes") Change change, @ForAll int seed) {
    CronSchedule schedule = CronSchedule.of(text, change.zone);
    ZonedDateTime after = change.at.plusMillis(seed % 200_000_000L).atZone(change.zone);

    Optional<ZonedDateTime> next = schedule.next(after);

    assertTrue(next.isPresent());
    assertTrue(next.get().isAfter(after));
    ZonedDateTime between =
        after.plus(Duration.between(after, next.get()).dividedBy(3)).plusNanos(seed & 0xFFFF);
    if (between.isBefore(next.get())) {
      assertEquals(next, schedule.next(between));
    }
  }

  private record Change(ZoneId zone, Instant at) {}

  @Provide
  Arbitrary<Change> changes() {
    List<Change> all = new ArrayList<>();
    Instant begin = Instant.parse("1970-01-03T00:00:00Z");
    for (String id : ZoneId.getAvailableZoneIds()) {
      ZoneId zone = ZoneId.of(id);
      ZoneOffsetTransition change = zone.getRules().nextTransition(begin);
      for (int i = 0; change != null && i < 300; i++) {
        // The oracle looks at whole minutes.
        if (change.getOffsetBefore().getTotalSeconds() % 60 == 0
            && change.getOffsetAfter().getTotalSeconds() % 60 == 0) {
          all.add(new Change(zone, change.getInstant()));
        }
        change = zone.getRules().nextTransition(change.getInstant());
      }
    }
    return Arbitraries.of(all);
  }

  @Provide
  Arbitrary<String> texts() {
    return Combinators.combine(
            field(0, 59), field(0, 23), Arbitraries.of("*", "*/2", "1-20", "5,9,31"), field(0, 7))
        .as((minute, hour, day, week) -> minute + " " + hour + " " + day + " * " + week);
  }

  private static Arbitrary<String> field(int least, int most) {
    Arbitrary<Integer> number = Arbitraries.integers().between(least, Math.min(most, 5));
    return Arbitraries.frequencyOf(
        net.jqwik.api.Tuple.of(3, number.map(String::valueOf)),
        net.jqwik.api.Tuple.of(2, Arbitraries.just("*")),
        net.jqwik.api.Tuple.of(1, number.map(n -> "*/" + (n + 1))),
        net.jqwik.api.Tuple.of(1, number.map(n -> n + "-" + most)),
        net.jqwik.api.Tuple.of(1, Combinators.combine(number, number).as((a, b) -> a + "," + b)));
  }

  private static Stream<ZoneOffsetTransition> nights(ZoneId zone, int year) {
    Instant start = LocalDate.of(year, 1, 1).atStartOfDay(zone).toInstant();
    ZoneOffsetTransition first = zone.getRules().nextTransition(start);
    return Stream.of(first, zone.getRules().nextTransition(first.getInstant()));
  }
}
