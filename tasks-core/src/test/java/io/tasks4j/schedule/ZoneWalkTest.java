package io.tasks4j.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The search ends after little work, in every zone. */
class ZoneWalkTest {
  private static final List<String> TEXTS =
      List.of(
          "0 30 2 * * *",
          "0 0 0 * * *",
          "0 0 12 * * *",
          "0 59 23 * * *",
          "0 0 * * * *",
          "*/15 * * * * *",
          "0 */5 * * * *",
          "0 0 */2 * * *",
          "0 0 0 1 * *",
          "0 30 1 L * *",
          "0 0 2 LW * *",
          "0 0 3 15W * *",
          "0 0 0 ? * SUNL",
          "0 30 2 ? * SUN#4",
          "0 0 0 29 2 *",
          "0 0 * 29 2 *",
          "0 * * 29 2 MON",
          "0 0 0 31 * *",
          "0 0,30 0-3 * 3,10 SUN",
          "0 15 0 1 1 *");

  @Test
  void many_times_that_the_clocks_show_twice_are_passed_over_at_once() {
    StringBuilder minutes = new StringBuilder("0");
    for (int i = 1; i < 60; i++) {
      minutes.append(',').append(i);
    }
    AtomicInteger looks = new AtomicInteger();
    CronPattern pattern = CronParser.parse("0 " + minutes + " 1,2 * * *").pattern();
    ZoneWalk walk =
        new ZoneWalk(
            ZoneId.of("Europe/Paris").getRules(),
            from -> {
              looks.incrementAndGet();
              return pattern.atOrAfter(from);
            });

    Instant next = walk.nextFixed(Instant.parse("2026-10-25T01:00:30Z"));

    assertEquals(Instant.parse("2026-10-26T00:00:00Z"), next);
    assertTrue(looks.get() <= 3, "looks " + looks);
  }

  @Test
  void every_zone_takes_few_looks_for_twenty_texts_in_years_near_and_far() {
    AtomicInteger looks = new AtomicInteger();
    List<CronPattern> patterns =
        TEXTS.stream().map(text -> CronParser.parse(text).pattern()).toList();
    int checked = 0;

    for (String id : ZoneId.getAvailableZoneIds()) {
      for (CronPattern pattern : patterns) {
        ZoneWalk walk =
            new ZoneWalk(
                ZoneId.of(id).getRules(),
                from -> {
                  looks.incrementAndGet();
                  return pattern.atOrAfter(from);
                });
        for (String start : List.of("1971-01-01", "2026-02-25", "2026-10-20", "2050-03-20")) {
          Instant t = Instant.parse(start + "T00:00:00Z");
          for (int i = 0; i < 8; i++) {
            looks.set(0);
            Instant next = pattern.everyHour() ? walk.nextShown(t) : walk.nextFixed(t);
            assertTrue(next != null && next.isAfter(t), id + " " + pattern + " after " + t);
            assertTrue(looks.get() <= 40, id + " " + pattern + " looks " + looks);
            checked++;
            t = next;
          }
        }
      }
    }

    assertTrue(checked > 300_000, "checked " + checked);
  }
}
