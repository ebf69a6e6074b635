package io.tasks4j.schedule;

import static io.tasks4j.schedule.Rig.HOURLY;
import static io.tasks4j.schedule.Rig.MINUTELY;
import static io.tasks4j.schedule.Rig.at;
import static io.tasks4j.schedule.Rig.info;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.Task;
import io.tasks4j.TaskId;
import io.tasks4j.TaskOptions;
import io.tasks4j.TaskStatus;
import io.tasks4j.UniqueKey;
import io.tasks4j.UnsupportedCapabilityException;
import io.tasks4j.backend.Capability;
import io.tasks4j.backend.EnqueueResult;
import io.tasks4j.backend.ForwardingBackend;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.queue.EnqueueInterceptor;
import io.tasks4j.queue.QueueConfig;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.worker.Worker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Schedules that are added, changed, listed and removed while they run. */
class ManagedSchedulesTest {

  @AutoClose private final Rig rig = new Rig();

  @Test
  void a_replaced_schedule_leaves_no_old_tick() {
    Scheduler scheduler = rig.scheduler();
    scheduler.schedules().add("report", HOURLY, Rig.REPORT, "old");
    rig.set(at(59));
    Schedule sevens = Schedule.fixedRate(Duration.ofMinutes(7), at(0));
    assertTrue(rig.scheduler().schedules().add("report", sevens, Rig.REPORT, "new"));

    rig.set(at(60));
    scheduler.fireDue();
    assertEquals(List.of(), rig.ticks());
    rig.set(at(63));
    scheduler.fireDue();

    assertEquals(List.of(at(63)), rig.ticks());
    assertEquals("\"new\"", rig.tasks().get(0).message().payload().text());
    assertEquals(Optional.of(at(70)), info(scheduler).next());
  }

  @Test
  void a_schedule_that_was_removed_and_added_again_begins_anew() {
    Scheduler scheduler = rig.scheduler();
    scheduler.schedules().add("report", HOURLY, Rig.REPORT, "");
    assertTrue(rig.scheduler().schedules().remove("report"));
    assertFalse(rig.scheduler().schedules().remove("report"));
    rig.set(at(30));
    scheduler.schedules().add("report", Schedule.fixedRate(Duration.ofMinutes(20)), Rig.REPORT, "");

    assertEquals(Optional.of(at(40)), scheduler.fireDue());
    rig.set(at(60));
    scheduler.fireDue();

    assertEquals(List.of(at(60)), rig.ticks());
    assertEquals(1, scheduler.schedules().list().size());
  }

  @Test
  void the_same_definition_changes_nothing() {
    Scheduler scheduler = rig.scheduler();
    assertTrue(scheduler.schedules().add("report", HOURLY, Rig.REPORT, ""));
    rig.set(at(45));

    assertFalse(scheduler.schedules().add("report", HOURLY, Rig.REPORT, ""));

    rig.set(at(61));
    assertFalse(scheduler.schedules().add("report", HOURLY, Rig.REPORT, ""));
    scheduler.fireDue();
    assertEquals(List.of(at(60)), rig.ticks());
  }

  @Test
  void a_paused_schedule_rests_also_over_a_new_definition_and_then_goes_on() {
    Scheduler scheduler = rig.scheduler();
    scheduler.schedules().add("report", HOURLY, Rig.REPORT, "");
    assertTrue(rig.scheduler().schedules().pause("report"));
    assertEquals(ScheduleInfo.State.PAUSED, info(scheduler).state());
    scheduler.schedules().add("report", MINUTELY, Rig.REPORT, "");

    rig.set(at(300).plusSeconds(1));
    assertEquals(Optional.empty(), scheduler.fireDue());
    assertTrue(scheduler.schedules().resume("report"));
    assertEquals(Optional.of(at(301)), scheduler.fireDue());

    assertEquals(List.of(), rig.ticks());
    assertFalse(scheduler.schedules().pause("nobody"));
    assertFalse(scheduler.schedules().resume("nobody"));
  }

  @Test
  void a_trigger_enqueues_now_and_leaves_the_ticks_alone() {
    Scheduler scheduler = rig.scheduler();
    scheduler.schedules().add("report", HOURLY, Rig.REPORT, "");
    rig.set(at(7));

    TaskId id = rig.scheduler().schedules().trigger("report");

    assertEquals(TaskStatus.PENDING, rig.queue.admin().find(id).orElseThrow().status());
    assertEquals(List.of(at(7)), rig.ticks());
    assertEquals(Optional.of(id), info(scheduler).lastTask());
    assertEquals(Optional.of(at(60)), info(scheduler).next());
    assertThrows(IllegalArgumentException.class, () -> scheduler.schedules().trigger("nobody"));
  }

  @Test
  void interceptors_are_around_a_trigger_but_not_around_ticks() {
    List<String> seen = new ArrayList<>();
    EnqueueInterceptor around =
        new EnqueueInterceptor() {
          @Override
          public TaskMessage intercept(TaskMessage message) {
            return message;
          }

          @Override
          public List<EnqueueResult> around(List<TaskMessage> messages, Next next) {
            seen.addAll(messages.stream().map(m -> m.id().toString()).toList());
            return next.proceed(messages);
          }
        };
    TaskQueue watched =
        TaskQueue.over(rig.backend, QueueConfig.create().clock(rig.clock).intercept(around));
    Scheduler scheduler = Scheduler.builder(watched).add("report", HOURLY, Rig.REPORT, "").open();

    TaskId id = scheduler.schedules().trigger("report");
    rig.set(at(60));
    scheduler.fireDue();

    assertEquals(2, rig.ticks().size());
    assertEquals(List.of(id.toString()), seen);
  }

  @Test
  void a_schedule_without_a_next_time_ends_and_is_forgotten_after_a_day() {
    Scheduler scheduler = rig.scheduler();
    scheduler.schedules().add("report", Schedule.once(at(5)), Rig.REPORT, "");
    rig.set(at(5));
    scheduler.fireDue();
    assertEquals(ScheduleInfo.State.ENDED, info(scheduler).state());
    assertEquals(List.of(at(5)), rig.ticks());

    rig.advance(Duration.ofDays(1));
    scheduler.fireDue();

    assertEquals(List.of(), scheduler.schedules().list());
  }

  @Test
  void a_one_shot_in_the_past_ends_quietly() {
    Scheduler scheduler = rig.scheduler();
    scheduler.schedules().add("report", Schedule.once(at(-5)), Rig.REPORT, "");

    scheduler.fireDue();

    assertEquals(List.of(), rig.ticks());
    assertEquals(ScheduleInfo.State.ENDED, info(scheduler).state());
  }

  @Test
  void what_cannot_be_is_refused_when_it_is_added() {
    Schedules schedules = rig.scheduler().schedules();
    ScheduleOptions skip = ScheduleOptions.defaults().overlap(Overlap.SKIP);

    assertThrows(
        IllegalArgumentException.class, () -> schedules.add("no good", HOURLY, Rig.REPORT, ""));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            schedules.add(
                "report",
                HOURLY,
                Rig.REPORT.withDefaults(TaskOptions.defaults().delay(Duration.ofMinutes(1))),
                ""));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            schedules.add(
                "report",
                HOURLY,
                Rig.REPORT.withDefaults(TaskOptions.defaults().unique(UniqueKey.whileLive("mine"))),
                "",
                skip));
    assertThrows(
        IllegalArgumentException.class,
        () -> ScheduleOptions.defaults().startAt(at(5)).endAt(at(4)));
    assertThrows(IllegalArgumentException.class, () -> MissedTicks.catchUp(0));
    assertThrows(IllegalArgumentException.class, () -> MissedTicks.catchUp(1_001));
    assertThrows(
        IllegalArgumentException.class, () -> new MissedTicks(MissedTicks.Policy.FIRE_ONCE, 2));
    assertThrows(
        IllegalArgumentException.class,
        () -> ScheduleOptions.defaults().jitter(Duration.ofDays(2)));
    assertThrows(
        IllegalArgumentException.class,
        () -> Scheduler.builder(rig.queue).pollInterval(Duration.ZERO));
    try (TaskQueue keyless = TaskQueue.over(new Keyless(rig.backend))) {
      assertThrows(
          UnsupportedCapabilityException.class,
          () -> Schedules.of(keyless).add("report", HOURLY, Rig.REPORT, "", skip));
      assertEquals(List.of(), schedules.list());
    }
  }

  @Test
  void ticks_run_inline_on_a_backend_that_does_so() {
    List<String> ran = new ArrayList<>();
    try (TaskQueue inline = TaskQueue.open("immediate:");
        Worker worker =
            Worker.builder(inline)
                .register(
                    Task.of(
                        "report",
                        String.class,
                        Void.class,
                        (payload, context) -> {
                          ran.add(context.headers().get(Scheduler.NAME_HEADER));
                          return null;
                        }))
                .start()) {
      Scheduler scheduler = Scheduler.builder(inline).open();
      scheduler.schedules().add("report", HOURLY, Rig.REPORT, "");

      scheduler.schedules().trigger("report");

      assertEquals(List.of("report"), ran);
    }
  }

  @Test
  void a_listing_has_all_in_order_of_names() {
    Schedules schedules = rig.scheduler().schedules();
    for (int i = 2_100; i > 0; i--) {
      schedules.add("s-" + (10_000 + i), HOURLY, Rig.REPORT, "");
    }

    List<String> names = schedules.list().stream().map(ScheduleInfo::name).toList();

    assertEquals(2_100, names.size());
    assertEquals(names.stream().sorted().toList(), names);
    assertEquals("report", schedules.find("s-10001").orElseThrow().taskName());
    assertEquals(Optional.empty(), schedules.find("s-1"));
  }

  /** A backend without unique keys. */
  private static final class Keyless extends ForwardingBackend {
    Keyless(TaskBackend next) {
      super(next);
    }

    @Override
    public Set<Capability> capabilities() {
      return Set.of(Capability.SCHEDULES);
    }
  }
}
