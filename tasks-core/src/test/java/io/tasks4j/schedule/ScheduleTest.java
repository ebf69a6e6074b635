package io.tasks4j.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.When;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class ScheduleTest {
  private static final ZonedDateTime NEW_YEAR = ZonedDateTime.parse("2026-01-01T00:00:00Z");

  @Test
  void a_fixed_rate_is_the_same_in_every_process() {
    Schedule schedule = Schedule.fixedRate(Duration.ofMinutes(5));

    assertEquals(
        List.of(NEW_YEAR.plusMinutes(5), NEW_YEAR.plusMinutes(10)),
        schedule.preview(NEW_YEAR.plusSeconds(1), 2));
    assertEquals(Optional.of(NEW_YEAR.plusMinutes(5)), schedule.next(NEW_YEAR));
  }

  @Test
  void a_fixed_rate_begins_with_its_first() {
    Instant first = NEW_YEAR.plusSeconds(7).toInstant();
    Schedule schedule = Schedule.fixedRate(Duration.ofSeconds(10), first);

    assertEquals(
        List.of(NEW_YEAR.plusSeconds(7), NEW_YEAR.plusSeconds(17)),
        schedule.preview(NEW_YEAR.minusYears(3), 2));
  }

  @Property
  void a_fixed_rate_is_always_later_and_never_a_period_later(
      @ForAll @LongRange(min = 1_000, max = 1_000_000_000) long period,
      @ForAll @LongRange(min = 0, max = 4_000_000_000_000L) long first,
      @ForAll @LongRange(min = -5_000, max = 4_000_000_000_000L) long after) {
    Schedule schedule = Schedule.fixedRate(Duration.ofMillis(period), Instant.ofEpochMilli(first));

    long next = schedule.next(utc(after)).orElseThrow().toInstant().toEpochMilli();

    assertTrue(next > after);
    assertEquals(0, (next - first) % period);
    assertTrue(next == first || next - after <= period);
  }

  @Test
  void a_fixed_delay_counts_from_the_end_of_the_last_run() {
    assertEquals(
        Optional.of(NEW_YEAR.plusMinutes(10)),
        Schedule.fixedDelay(Duration.ofMinutes(10)).next(NEW_YEAR));
  }

  @Test
  void a_one_shot_comes_once() {
    Schedule schedule = Schedule.once(NEW_YEAR.toInstant());

    assertEquals(Optional.of(NEW_YEAR), schedule.next(NEW_YEAR.minusNanos(1)));
    assertEquals(Optional.empty(), schedule.next(NEW_YEAR));
    assertEquals(List.of(NEW_YEAR), schedule.preview(NEW_YEAR.minusYears(1), 5));
  }

  @Test
  void nothing_comes_after_the_year_9999() {
    ZonedDateTime end = When.LATEST.atZone(ZoneOffset.UTC);

    assertEquals(Optional.empty(), Schedule.fixedRate(Duration.ofDays(1)).next(end));
    assertEquals(Optional.empty(), Schedule.fixedDelay(Duration.ofDays(1)).next(end));
    assertEquals(Optional.empty(), Schedule.fixedRate(Duration.ofDays(1)).next(end.plusYears(9)));
  }

  @Test
  void answers_are_in_the_zone_of_the_question() {
    ZoneId paris = ZoneId.of("Europe/Paris");

    ZonedDateTime next =
        Schedule.fixedRate(Duration.ofHours(1))
            .next(NEW_YEAR.withZoneSameInstant(paris))
            .orElseThrow();

    assertEquals(paris, next.getZone());
  }

  @Test
  void periods_under_a_second_are_refused() {
    assertThrows(IllegalArgumentException.class, () -> Schedule.fixedRate(Duration.ofMillis(999)));
    assertThrows(IllegalArgumentException.class, () -> Schedule.fixedDelay(Duration.ZERO));
    assertThrows(IllegalArgumentException.class, () -> Schedule.fixedDelay(Duration.ofSeconds(-1)));
    assertThrows(IllegalArgumentException.class, () -> Schedule.fixedRate(Duration.ofDays(40_000)));
    assertThrows(
        IllegalArgumentException.class, () -> Schedule.once(Instant.parse("1969-12-31T00:00:00Z")));
  }

  private static ZonedDateTime utc(long millis) {
    return Instant.ofEpochMilli(millis).atZone(ZoneOffset.UTC);
  }
}
