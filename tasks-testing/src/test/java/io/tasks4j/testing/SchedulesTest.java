package io.tasks4j.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tasks4j.Task;
import io.tasks4j.TaskType;
import io.tasks4j.schedule.CronSchedule;
import io.tasks4j.schedule.Schedule;
import io.tasks4j.schedule.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Schedules under a manual clock. */
class SchedulesTest {
  private static final TaskType<String, Void> REPORT = TaskType.of("report", String.class);

  private final List<Instant> ran = new ArrayList<>();
  private final Task<String, Void> report =
      Task.of(
          "report",
          String.class,
          Void.class,
          (payload, context) -> {
            ran.add(Instant.parse(context.headers().get(Scheduler.TICK_HEADER)));
            return null;
          });

  @Test
  void a_week_of_nights_passes_in_no_time() {
    try (TestTasks tasks =
        TestTasks.builder()
            .register(report)
            .clock(new ManualClock(Instant.parse("2026-03-26T12:00:00Z")))
            .build()) {
      tasks.schedules().add("nightly", CronSchedule.of("30 2 * * *", "Europe/Paris"), REPORT, "");

      assertEquals(7, tasks.advance(Duration.ofDays(7)));

      assertEquals(Instant.parse("2026-03-27T01:30:00Z"), ran.get(0));
      assertEquals(Instant.parse("2026-03-29T01:00:00Z"), ran.get(2));
      assertEquals(Instant.parse("2026-03-30T00:30:00Z"), ran.get(3));
    }
  }

  @Test
  void a_drain_fires_what_is_due_and_no_more() {
    try (TestTasks tasks = TestTasks.create(report)) {
      tasks.schedules().add("often", Schedule.fixedRate(Duration.ofMinutes(1)), REPORT, "");

      assertEquals(0, tasks.drain());
      tasks.clock().advance(Duration.ofMinutes(5));
      assertEquals(1, tasks.drain());
      assertEquals(0, tasks.drainUntilIdle());
      tasks.clock().advance(Duration.ofMinutes(1));
      assertEquals(true, tasks.runNext());
      tasks.clock().advance(Duration.ofMinutes(1));
      tasks.crashAfterRun();
    }
  }

  @Test
  void ticks_run_inline_too() {
    try (TestTasks tasks = TestTasks.inline(report)) {
      tasks.schedules().add("often", Schedule.fixedRate(Duration.ofMinutes(1)), REPORT, "");

      var unused = tasks.advance(Duration.ofMinutes(3));

      assertEquals(3, ran.size());
    }
  }
}
