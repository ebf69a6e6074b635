package io.tasks4j.fuzz;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.schedule.CronDialect;
import io.tasks4j.schedule.CronSchedule;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Cron texts of anybody: a schedule whose next time is later, or refused by one type. */
class CronFuzzTest {
  private static final ZoneId ZONE = ZoneId.of("Europe/Paris");
  private static final ZonedDateTime START = ZonedDateTime.of(2024, 3, 30, 23, 59, 59, 0, ZONE);
  private static final List<String> TEXTS =
      List.of(
          "*/15 0,12 1-7 JAN-MAR MON",
          "0 3 * * *",
          "0 0 12 ? * 2#1 2024-2030",
          "0 0 0 L * ?",
          "0 0 0 15W 1/2 ?",
          "0 30 2 29 2 *",
          "@daily",
          "0 0 0 LW * ? 2024/2",
          "59 59 23 ? 12 6L");

  @Test
  void any_text_is_a_schedule_or_refused() {
    Fuzz.run(
        random -> {
          String text = Fuzz.like(Fuzz.pick(TEXTS, random), random);
          Fuzz.bounded(
              1_000_000,
              () -> {
                CronSchedule schedule;
                try {
                  schedule =
                      random.nextBoolean()
                          ? CronSchedule.of(text, ZONE)
                          : CronSchedule.of(
                              text, ZONE, Fuzz.pick(List.of(CronDialect.values()), random));
                } catch (IllegalArgumentException refused) {
                  return;
                }
                ZonedDateTime after = START;
                for (int i = 0; i < 5; i++) {
                  Optional<ZonedDateTime> next = schedule.next(after);
                  if (next.isEmpty()) {
                    return;
                  }
                  assertTrue(next.get().isAfter(after), text);
                  after = next.get();
                }
              });
        });
  }

  @Test
  void a_text_of_any_length_is_refused_at_once_and_not_shown_whole() {
    for (String text :
        List.of(
            "1,".repeat(1_000_000) + "2 * * * *",
            "* ".repeat(1_000_000),
            "x".repeat(1_000_000),
            "@" + "d".repeat(1_000_000),
            "0 0 * * " + "1-".repeat(100_000),
            "9".repeat(100_000) + " * * * *")) {
      var e = assertThrows(IllegalArgumentException.class, () -> CronSchedule.of(text, ZONE));

      assertTrue(e.getMessage().length() < 1_000, () -> "a message of " + e.getMessage().length());
    }
  }
}
