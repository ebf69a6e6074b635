package io.tasks4j.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.BackendUnavailableException;
import io.tasks4j.Task;
import io.tasks4j.TaskId;
import io.tasks4j.TaskOptions;
import io.tasks4j.TaskStatus;
import io.tasks4j.UniqueKey;
import io.tasks4j.UnsupportedCapabilityException;
import io.tasks4j.backend.Capability;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.ClaimRequest;
import io.tasks4j.backend.ForwardingBackend;
import io.tasks4j.backend.Outcome;
import io.tasks4j.backend.ScheduleRecord;
import io.tasks4j.backend.ScheduleStore;
import io.tasks4j.backend.Settlement;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.queue.EnqueueInterceptor;
import io.tasks4j.queue.QueueConfig;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.worker.Worker;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Schedules in a store, by a clock that the test turns. */
class SchedulerTest {
  private static final Schedule HOURLY = CronSchedule.of("@hourly", ZoneOffset.UTC);
  private static final Schedule MINUTELY = Schedule.fixedRate(Duration.ofMinutes(1));

  private final Rig rig = new Rig();

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void a_tick_is_enqueued_when_its_time_has_come_and_once() {
    Scheduler scheduler = rig.scheduler();
    scheduler.schedules().add("report", HOURLY, Rig.REPORT, "monthly");

    assertEquals(Optional.of(at(60)), scheduler.fireDue());
    assertEquals(List.of(), rig.ticks());
    rig.set(at(60).minusMillis(1));
    scheduler.fireDue();
    assertEquals(List.of(), rig.ticks());
    rig.set(at(60));
    assertEquals(Optional.of(at(120)), scheduler.fireDue());
    scheduler.fireDue();

    assertEquals(List.of(at(60)), rig.ticks());
    assertEquals("report", rig.tasks().get(0).message().headers().get(Scheduler.NAME_HEADER));
    assertEquals("\"monthly\"", rig.tasks().get(0).message().payload().text());
    assertEquals(at(60), rig.tasks().get(0).dueAt());
  }

  @Test
  void five_schedulers_that_look_at_random_enqueue_each_tick_once() {
    List<Scheduler> schedulers = IntStream.range(0, 5).mapToObj(i -> rig.scheduler()).toList();
    schedulers.forEach(s -> s.schedules().add("report", MINUTELY, Rig.REPORT, ""));
    Random random = new Random(7);

    for (int i = 0; i < 6 * 60; i++) {
      rig.advance(Duration.ofSeconds(10));
      schedulers.get(random.nextInt(5)).fireDue();
    }
    schedulers.get(0).fireDue();

    assertEquals(IntStream.rangeClosed(1, 60).mapToObj(SchedulerTest::at).toList(), rig.ticks());
  }

  @Test
  void of_three_schedulers_one_is_cut_off_and_healed_and_each_of_100_ticks_is_there_once() {
    Rig shared = new Rig(FailingNotes::new);
    FailingNotes link = (FailingNotes) shared.backend;
    List<Scheduler> all = IntStream.range(0, 3).mapToObj(i -> shared.scheduler()).toList();
    all.forEach(s -> s.schedules().add("report", MINUTELY, Rig.REPORT, ""));

    for (int minute = 1; minute <= 100; minute++) {
      shared.set(at(minute));
      // From the 30th to the 60th it can enqueue, and note nothing: the worst place to be cut off.
      link.fails = minute >= 30 && minute <= 60;
      if (link.fails) {
        assertThrows(BackendUnavailableException.class, all.get(0)::fireDue);
        link.fails = false;
      }
      all.get(minute % 3).fireDue();
      all.get((minute + 1) % 3).fireDue();
    }

    assertEquals(
        IntStream.rangeClosed(1, 100).mapToObj(SchedulerTest::at).toList(), shared.ticks());
    shared.close();
  }

  @Test
  void eight_nodes_that_add_the_same_schedules_in_a_loop_make_one_tick_of_each() throws Exception {
    ExecutorService nodes = Executors.newFixedThreadPool(8);
    try {
      for (int minute = 1; minute <= 5; minute++) {
        rig.set(at(minute));
        List<Callable<Boolean>> starts = new ArrayList<>();
        for (int node = 0; node < 8; node++) {
          starts.add(
              () -> {
                Scheduler.Builder builder = Scheduler.builder(rig.queue);
                for (int i = 0; i < 20; i++) {
                  builder.add("report-" + i, MINUTELY, Rig.REPORT, "");
                }
                builder.open().fireDue();
                return true;
              });
        }
        for (Future<Boolean> start : nodes.invokeAll(starts)) {
          assertTrue(start.get());
        }
      }
    } finally {
      nodes.shutdown();
    }

    List<String> ticks =
        rig.tasks().stream()
            .map(task -> task.message().headers())
            .map(h -> h.get(Scheduler.NAME_HEADER) + h.get(Scheduler.TICK_HEADER))
            .toList();
    assertEquals(20 * 4, ticks.size());
    assertEquals(20 * 4, ticks.stream().distinct().count());
    assertEquals(20, rig.scheduler().schedules().list().size());
  }

  @Test
  void restarts_every_20_minutes_lose_no_hour() {
    for (int i = 0; i < 3 * 24; i++) {
      try (Scheduler scheduler =
          Scheduler.builder(rig.queue).add("report", HOURLY, Rig.REPORT, "").open()) {
        rig.advance(Duration.ofMinutes(19));
        scheduler.fireDue();
      }
      rig.advance(Duration.ofMinutes(1));
    }
    rig.scheduler().fireDue();

    assertEquals(IntStream.rangeClosed(1, 24).mapToObj(h -> at(60 * h)).toList(), rig.ticks());
  }

  @Test
  void of_missed_ticks_the_latest_is_run_by_default() {
    Scheduler scheduler = rig.scheduler();
    scheduler.schedules().add("report", MINUTELY, Rig.REPORT, "");

    rig.set(at(60).plusSeconds(59));
    scheduler.fireDue();

    assertEquals(List.of(at(60)), rig.ticks());
    assertEquals(Optional.of(at(61)), info(scheduler).next());
  }

  @Test
  void missed_ticks_can_be_left_out_but_not_one_that_is_a_little_late() {
    Scheduler scheduler = rig.scheduler();
    ScheduleOptions skip = ScheduleOptions.defaults().missed(MissedTicks.skip());
    scheduler.schedules().add("report", HOURLY, Rig.REPORT, "", skip);

    rig.set(at(181).plusMillis(1));
    scheduler.fireDue();
    assertEquals(List.of(), rig.ticks());
    assertEquals(Optional.of(at(240)), info(scheduler).next());
    rig.set(at(241));
    scheduler.fireDue();

    assertEquals(List.of(at(240)), rig.ticks());
  }

  @Test
  void missed_ticks_can_be_caught_up_with_to_a_number() {
    Scheduler scheduler = rig.scheduler();
    ScheduleOptions catchUp = ScheduleOptions.defaults().missed(MissedTicks.catchUp(3));
    scheduler.schedules().add("report", MINUTELY, Rig.REPORT, "", catchUp);

    rig.set(at(2));
    scheduler.fireDue();
    assertEquals(List.of(at(1), at(2)), rig.ticks());
    rig.set(at(60));
    scheduler.fireDue();

    assertEquals(List.of(at(1), at(2), at(58), at(59), at(60)), rig.ticks());
  }

  @Test
  void a_year_of_missed_seconds_is_no_work() {
    int[] asked = new int[1];
    Schedule secondly =
        after -> {
          asked[0]++;
          return Schedule.fixedRate(Duration.ofSeconds(1)).next(after);
        };
    Scheduler scheduler = rig.scheduler();
    scheduler.schedules().add("report", secondly, Rig.REPORT, "");

    rig.advance(Duration.ofDays(365));
    scheduler.fireDue();

    assertEquals(List.of(rig.now()), rig.ticks());
    assertTrue(asked[0] < 100, "asked " + asked[0] + " times");
  }

  @Test
  void a_clock_that_steps_back_fires_nothing_again() {
    Scheduler scheduler = rig.scheduler();
    scheduler.schedules().add("report", MINUTELY, Rig.REPORT, "");
    rig.set(at(10));
    scheduler.fireDue();

    rig.set(at(5));
    scheduler.fireDue();
    rig.set(at(10).plusSeconds(30));
    scheduler.fireDue();

    assertEquals(List.of(at(10)), rig.ticks());
  }

  @Test
  void a_tick_does_not_come_back_when_its_id_is_forgotten() {
    Scheduler scheduler = rig.scheduler();
    scheduler.schedules().add("report", HOURLY, Rig.REPORT, "");
    rig.set(at(60));
    scheduler.fireDue();
    rig.tasks().forEach(task -> assertTrue(rig.queue.admin().purge(task.id())));

    scheduler.fireDue();
    rig.scheduler().fireDue();

    assertEquals(List.of(), rig.ticks());
  }

  @Test
  void a_crash_between_enqueue_and_note_repeats_and_changes_nothing() {
    Rig faulty = new Rig(FailingNotes::new);
    Scheduler scheduler = faulty.scheduler();
    scheduler.schedules().add("report", HOURLY, Rig.REPORT, "");
    faulty.set(at(60));
    ((FailingNotes) faulty.backend).fails = true;
    assertThrows(BackendUnavailableException.class, scheduler::fireDue);
    assertEquals(List.of(at(60)), faulty.ticks());

    ((FailingNotes) faulty.backend).fails = false;
    faulty.scheduler().fireDue();
    faulty.scheduler().fireDue();

    assertEquals(List.of(at(60)), faulty.ticks());
    faulty.close();
  }

  @Test
  void a_process_that_slept_in_the_middle_looks_again() {
    Sleepy[] sleepy = new Sleepy[1];
    Rig slept = new Rig(real -> sleepy[0] = new Sleepy(real));
    sleepy[0].rig = slept;
    slept.scheduler().schedules().add("report", HOURLY, Rig.REPORT, "");
    slept.set(at(60));
    sleepy[0].sleeps = true;

    slept.scheduler().fireDue();

    // Had it gone on with what it saw, it would have run the hour that others ran long ago.
    assertEquals(List.of(at(60 * 48)), slept.ticks());
    slept.close();
  }

  @Test
  void overlapping_ticks_are_left_out_until_the_task_has_ended() {
    Scheduler scheduler = rig.scheduler();
    ScheduleOptions skip = ScheduleOptions.defaults().overlap(Overlap.SKIP);
    scheduler.schedules().add("report", MINUTELY, Rig.REPORT, "", skip);
    rig.set(at(1));
    scheduler.fireDue();
    Claim claim = claim();

    rig.set(at(2));
    scheduler.fireDue();
    assertEquals(List.of(at(1)), rig.ticks());
    assertEquals(Optional.of(at(1)), info(scheduler).lastTick());
    settle(claim, new Outcome.Success(Optional.empty()));
    rig.set(at(3));
    scheduler.fireDue();

    assertEquals(List.of(at(1), at(3)), rig.ticks());
    assertEquals(Optional.of(at(3)), info(scheduler).lastTick());
  }

  @Test
  void a_task_longer_than_the_period_keeps_no_later_tick_away() {
    Scheduler scheduler = rig.scheduler();
    scheduler.schedules().add("report", MINUTELY, Rig.REPORT, "");
    rig.set(at(1));
    scheduler.fireDue();
    claim();

    rig.set(at(2));
    scheduler.fireDue();

    assertEquals(List.of(at(1), at(2)), rig.ticks());
  }

  @Test
  void a_fixed_delay_counts_from_the_end_of_the_task() {
    Scheduler scheduler = rig.scheduler();
    scheduler
        .schedules()
        .add("report", Schedule.fixedDelay(Duration.ofMinutes(10)), Rig.REPORT, "");
    assertEquals(Optional.of(at(10)), scheduler.fireDue());
    rig.set(at(10));
    scheduler.fireDue();
    Claim claim = claim();

    rig.set(at(25));
    rig.scheduler().fireDue();
    assertEquals(List.of(at(10)), rig.ticks());
    rig.set(at(27));
    settle(claim, new Outcome.Success(Optional.empty()));
    assertEquals(Optional.of(at(35)), rig.scheduler().fireDue());
    rig.set(at(35));
    assertEquals(Optional.of(at(37)), rig.scheduler().fireDue());
    assertEquals(List.of(at(10)), rig.ticks());
    rig.set(at(37));
    rig.scheduler().fireDue();
    scheduler.fireDue();

    assertEquals(List.of(at(10), at(37)), rig.ticks());
  }

  @Test
  void a_fixed_delay_goes_on_when_the_last_task_is_forgotten() {
    Scheduler scheduler = rig.scheduler();
    scheduler
        .schedules()
        .add("report", Schedule.fixedDelay(Duration.ofMinutes(10)), Rig.REPORT, "");
    rig.set(at(10));
    scheduler.fireDue();
    rig.tasks().forEach(task -> rig.queue.admin().purge(task.id()));

    rig.set(at(20));
    scheduler.fireDue();

    assertEquals(List.of(at(20)), rig.ticks());
  }

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
  void no_tick_is_before_the_start_or_after_the_end() {
    Scheduler scheduler = rig.scheduler();
    ScheduleOptions bounds =
        ScheduleOptions.defaults()
            .missed(MissedTicks.catchUp(1_000))
            .startAt(at(120))
            .endAt(at(180));
    scheduler.schedules().add("report", HOURLY, Rig.REPORT, "", bounds);

    rig.set(at(600));
    scheduler.fireDue();

    assertEquals(List.of(at(120), at(180)), rig.ticks());
    assertEquals(ScheduleInfo.State.ENDED, info(scheduler).state());
  }

  @Test
  void jitter_makes_ticks_late_by_the_same_amount_everywhere() {
    Scheduler scheduler = rig.scheduler();
    Duration most = Duration.ofMinutes(3);
    ScheduleOptions jitter =
        ScheduleOptions.defaults().jitter(most).missed(MissedTicks.catchUp(1_000));
    scheduler.schedules().add("report", MINUTELY, Rig.REPORT, "", jitter);
    List<Duration> late = new ArrayList<>();

    for (int i = 0; i < 20 * 60; i++) {
      rig.advance(Duration.ofSeconds(1));
      int before = rig.ticks().size();
      (i % 2 == 0 ? scheduler : rig.scheduler()).fireDue();
      List<Instant> ticks = rig.ticks();
      for (int n = before; n < ticks.size(); n++) {
        late.add(Duration.between(ticks.get(n), rig.now()));
      }
    }

    assertTrue(rig.ticks().size() >= 17, rig.ticks().size() + " ticks");
    assertTrue(late.stream().allMatch(d -> d.compareTo(most.plusMinutes(2)) <= 0), "" + late);
    assertTrue(late.stream().distinct().count() > 8, "" + late);
    assertEquals(rig.ticks().size(), rig.ticks().stream().distinct().count());
  }

  @Test
  void a_class_of_the_application_is_fired_by_those_who_know_it() {
    Scheduler knows = rig.scheduler();
    Schedule primes = after -> Optional.of(after.plusMinutes(7));
    knows.schedules().add("report", primes, Rig.REPORT, "");
    Scheduler other = rig.scheduler();
    rig.set(at(7));

    other.fireDue();
    assertEquals(List.of(), rig.ticks());
    knows.fireDue();

    assertEquals(List.of(at(7)), rig.ticks());
    assertEquals(Optional.empty(), info(other).schedule());
    other.schedules().trigger("report");
    rig.set(at(14));
    knows.fireDue();
    assertEquals(List.of(at(7), at(7), at(14)), rig.ticks());
    other.schedules().pause("report");
    assertThrows(IllegalStateException.class, () -> other.schedules().resume("report"));
    assertTrue(knows.schedules().resume("report"));
  }

  @Test
  void a_bad_record_or_class_keeps_no_other_from_its_time() {
    Scheduler scheduler = rig.scheduler();
    Schedule stuck = after -> Optional.of(after.minusYears(1));
    assertThrows(
        IllegalStateException.class,
        () -> scheduler.schedules().add("a-stuck", stuck, Rig.REPORT, ""));
    scheduler.schedules().add("b-throws", new Moody(), Rig.REPORT, "");
    rig.backend
        .schedules()
        .put(List.of(new ScheduleRecord("c-broken", 0, Optional.of(at(1)), "{\"v\":99}")));
    scheduler.schedules().add("report", MINUTELY, Rig.REPORT, "");

    rig.set(at(1));
    scheduler.fireDue();

    assertEquals(List.of(at(1)), rig.ticks());
    assertEquals(
        List.of("b-throws", "report"),
        scheduler.schedules().list().stream().map(ScheduleInfo::name).toList());
  }

  @Test
  void an_interceptor_that_refuses_one_schedule_holds_up_no_other() {
    EnqueueInterceptor picky =
        message -> {
          if (message.headers().containsValue("a-bad")) {
            throw new IllegalArgumentException("not this one");
          }
          return message;
        };
    QueueConfig config = QueueConfig.create().clock(rig.clock).intercept(picky);
    try (TaskQueue queue = TaskQueue.over(rig.backend, config)) {
      Scheduler scheduler =
          Scheduler.builder(queue)
              .add("a-bad", MINUTELY, Rig.REPORT, "")
              .add("report", MINUTELY, Rig.REPORT, "")
              .open();
      rig.set(at(1));

      scheduler.fireDue();
      scheduler.fireDue();

      assertEquals(List.of(at(1)), rig.ticks());
      assertEquals(Optional.of(at(1)), scheduler.schedules().find("a-bad").orElseThrow().next());
    }
  }

  @Test
  void ticks_follow_the_changes_of_the_clocks() {
    Scheduler scheduler = rig.scheduler();
    rig.set(Instant.parse("2026-03-28T12:00:00Z"));
    ScheduleOptions all = ScheduleOptions.defaults().missed(MissedTicks.catchUp(1_000));
    CronSchedule nightly = CronSchedule.of("30 2 * * *", ZoneId.of("Europe/Paris"));
    scheduler.schedules().add("report", nightly, Rig.REPORT, "", all);

    rig.set(Instant.parse("2026-03-30T12:00:00Z"));
    scheduler.fireDue();

    assertEquals(
        List.of(Instant.parse("2026-03-29T01:00:00Z"), Instant.parse("2026-03-30T00:30:00Z")),
        rig.ticks());
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

  @Test
  void two_thousand_schedules_of_one_second_are_enqueued_together() {
    Scheduler scheduler = rig.scheduler();
    for (int i = 0; i < 2_000; i++) {
      scheduler.schedules().add("s-" + i, HOURLY, Rig.REPORT, "");
    }
    rig.set(at(60));

    scheduler.fireDue();

    assertEquals(2_000, rig.queue.admin().stats().get("default").count(TaskStatus.PENDING));
  }

  private ScheduleInfo info(Scheduler scheduler) {
    return scheduler.schedules().find("report").orElseThrow();
  }

  private Claim claim() {
    ClaimRequest request = ClaimRequest.of("worker", "default", Duration.ofDays(1));
    return rig.backend.claim(request).claims().get(0);
  }

  private void settle(Claim claim, Outcome outcome) {
    assertEquals(List.of(true), rig.backend.settle(List.of(Settlement.of(claim, outcome))));
  }

  /** A number of minutes after the start. */
  private static Instant at(int minutes) {
    return Rig.START.plus(Duration.ofMinutes(minutes));
  }

  /** Answers once, then throws. */
  private static final class Moody implements Schedule {
    private boolean answered;

    @Override
    public Optional<ZonedDateTime> next(ZonedDateTime after) {
      if (answered) {
        throw new IllegalStateException("out of order");
      }
      answered = true;
      return Optional.of(after.plusMinutes(1));
    }
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

  /** A backend whose notes of ticks fail on demand. */
  private static final class FailingNotes extends ForwardingBackend {
    private boolean fails;

    FailingNotes(TaskBackend next) {
      super(next);
    }

    @Override
    public ScheduleStore schedules() {
      return new ForwardingStore(super.schedules()) {
        @Override
        public List<Boolean> put(List<ScheduleRecord> records) {
          if (fails) {
            throw new BackendUnavailableException("crashed", null);
          }
          return super.put(records);
        }
      };
    }
  }

  /** A backend whose caller sleeps two days after its look, once. */
  private static final class Sleepy extends ForwardingBackend {
    private boolean sleeps;
    private Rig rig;

    Sleepy(TaskBackend next) {
      super(next);
    }

    @Override
    public ScheduleStore schedules() {
      return new ForwardingStore(super.schedules()) {
        @Override
        public io.tasks4j.backend.DueSchedules due(Duration ahead, int max) {
          io.tasks4j.backend.DueSchedules seen = super.due(ahead, max);
          if (sleeps) {
            sleeps = false;
            rig.set(at(60 * 48));
          }
          return seen;
        }
      };
    }
  }
}
