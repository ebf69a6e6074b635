package io.tasks4j.examples.docs;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.Task;
import io.tasks4j.TaskId;
import io.tasks4j.TaskType;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.backend.TaskBackends;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.schedule.CronDialect;
import io.tasks4j.schedule.CronSchedule;
import io.tasks4j.schedule.MissedTicks;
import io.tasks4j.schedule.Overlap;
import io.tasks4j.schedule.Schedule;
import io.tasks4j.schedule.ScheduleInfo;
import io.tasks4j.schedule.ScheduleOptions;
import io.tasks4j.schedule.Scheduler;
import io.tasks4j.schedule.Schedules;
import io.tasks4j.worker.Worker;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the regions of code that {@code docs/schedules.md} shows, and works out its table. */
class SchedulesTest {
  record Params(String month) {}

  static final class Report {
    static final TaskType<Params, Void> TYPE = TaskType.of("report", Params.class);
  }

  @TempDir Path folder;

  private final Params params = new Params("current");
  private String address;

  @BeforeEach
  void name() {
    address = "sqlite:" + folder.resolve("tasks.db");
  }

  @Test
  void a_schedule_is_started() throws Exception {
    List<String> ran = new ArrayList<>();
    Task<Params, Void> report =
        Task.of(
            "report",
            Params.class,
            Void.class,
            (p, context) -> {
              ran.add(context.headers().get(Scheduler.NAME_HEADER));
              return null;
            });
    try (TaskQueue queue = TaskQueue.open(address);
        Worker worker = Worker.builder(queue).register(report).start()) {
      // snippet: nightly
      Scheduler scheduler =
          Scheduler.builder(queue)
              .add("nightly", CronSchedule.of("0 3 * * *", "Europe/Paris"), Report.TYPE, params)
              .start();
      TaskId id = scheduler.schedules().trigger("nightly"); // once now, beside its ticks
      // end
      await().until(() -> !ran.isEmpty());
      scheduler.close();
      assertEquals(List.of("nightly"), ran);
      assertTrue(queue.admin().find(id).isPresent());
      assertEquals(1, scheduler.schedules().list().size());
      assertEquals(1, worker.config().queues().size());
    }
  }

  @Test
  void there_are_schedules_of_many_kinds() {
    ZoneId paris = ZoneId.of("Europe/Paris");
    Instant start = Instant.parse("2026-01-01T08:00:00Z");
    // snippet: kinds
    List<Schedule> kinds =
        List.of(
            CronSchedule.of("*/15 8-18 * * mon-fri", paris), // 5 fields: Unix
            CronSchedule.of("0 0 9 ? * MON#1", paris), // 6 fields: Spring
            CronSchedule.of("0 0 12 LW * ? 2030", paris), // 7 fields: Quartz
            CronSchedule.of("0 0 12 ? * 2", paris, CronDialect.QUARTZ),
            CronSchedule.of("@daily", "UTC"),
            Schedule.daily(LocalTime.of(2, 30), paris),
            Schedule.weekly(DayOfWeek.SUNDAY, LocalTime.of(2, 30), paris),
            Schedule.fixedRate(Duration.ofMinutes(5)), // at :00, :05, :10 and so on
            Schedule.fixedRate(Duration.ofHours(36), start),
            Schedule.fixedDelay(Duration.ofMinutes(10)), // after the end of each run
            Schedule.once(start),
            after -> Optional.of(after.plusDays(1).withHour(after.getDayOfMonth() % 24)));
    // end
    ZonedDateTime now = ZonedDateTime.parse("2025-12-31T10:00:00Z");
    kinds.forEach(kind -> assertTrue(kind.next(now).orElseThrow().isAfter(now)));
    // snippet: preview
    CronSchedule schedule = CronSchedule.of("0 0 9 ? * MON#1", paris);
    String words = schedule.describe(); // at 09:00 Monday 1 of every month
    List<ZonedDateTime> next = schedule.preview(ZonedDateTime.now(paris), 5);
    // end
    assertEquals("at 09:00 Monday 1 of every month", words);
    assertEquals(5, next.size());
  }

  @Test
  void schedules_have_options_and_are_managed() {
    try (TaskQueue queue = TaskQueue.open(address)) {
      Schedule hourly = CronSchedule.of("@hourly", "UTC");
      Instant newYear = Instant.parse("2099-01-01T00:00:00Z");
      // snippet: options
      ScheduleOptions options =
          ScheduleOptions.defaults()
              .missed(MissedTicks.catchUp(24)) // or skip(), or fireOnce(), the default
              .overlap(Overlap.SKIP) // not while the last one waits or runs
              .jitter(Duration.ofMinutes(5)) // each tick up to so much late
              .endAt(newYear); // or startAt(…)
      // end
      // snippet: manage
      Schedules schedules = Schedules.of(queue); // in any process; needs no scheduler
      schedules.add("hourly", hourly, Report.TYPE, params, options);
      schedules.pause("hourly");
      schedules.resume("hourly");
      TaskId now = schedules.trigger("hourly");
      for (ScheduleInfo s : schedules.list()) {
        System.out.println(s.name() + " " + s.state() + " " + s.next() + " " + s.lastTick());
      }
      schedules.remove("hourly");
      // end
      assertTrue(queue.admin().find(now).isPresent());
      assertEquals(List.of(), schedules.list());
    }
  }

  @Test
  void schedules_can_be_kept_elsewhere() {
    try (TaskQueue queue = TaskQueue.open("memory:")) {
      // snippet: store
      TaskBackend other = TaskBackends.open(address); // is closed after the scheduler
      Scheduler scheduler =
          Scheduler.builder(queue)
              .store(other.schedules())
              .add("minutely", CronSchedule.of("* * * * *", "UTC"), Report.TYPE, params)
              .start();
      // end
      assertTrue(other.schedules().find("minutely").isPresent());
      assertEquals(1, scheduler.schedules().list().size());
      scheduler.close();
      other.close();
    }
  }

  @Test
  void the_table_of_nights_is_right() {
    List<String> rows =
        Docs.read(Docs.root().resolve("docs/schedules.md"))
            .lines()
            .filter(line -> line.matches("\\| [A-Z]\\w+/\\w+ \\| \\d{4}-.*"))
            .toList();
    assertTrue(rows.size() >= 15, rows.size() + " rows");
    for (String row : rows) {
      List<String> cells = Stream.of(row.split(" *\\| *", -1)).filter(c -> !c.isEmpty()).toList();
      ZoneId zone = ZoneId.of(cells.get(0));
      LocalDate night = LocalDate.parse(cells.get(1));
      CronSchedule schedule = CronSchedule.of(cells.get(2).replace("`", ""), zone);

      List<ZonedDateTime> ticks =
          schedule.preview(night.atStartOfDay(zone).minusNanos(1), 50).stream()
              .filter(t -> t.toLocalDate().equals(night))
              .toList();

      assertEquals(Integer.parseInt(cells.get(3)), ticks.size(), row);
      List<String> shown = List.of(cells.get(4).replace(", …", "").split(", ", -1));
      DateTimeFormatter format = DateTimeFormatter.ofPattern("HH:mmxxx");
      assertEquals(shown, ticks.stream().limit(shown.size()).map(format::format).toList(), row);
      assertEquals(cells.get(4).endsWith("…"), shown.size() < ticks.size(), row);
    }
  }
}
