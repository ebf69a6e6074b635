package io.tasks4j.schedule;

import static io.tasks4j.schedule.Rig.HOURLY;
import static io.tasks4j.schedule.Rig.MINUTELY;
import static io.tasks4j.schedule.Rig.at;
import static io.tasks4j.schedule.Rig.info;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.TaskStatus;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.ClaimRequest;
import io.tasks4j.backend.EnqueueResult;
import io.tasks4j.backend.ForwardingBackend;
import io.tasks4j.backend.Outcome;
import io.tasks4j.backend.Settlement;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.message.TaskMessage;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Ticks of schedules in a store: when they come, by a clock that the test turns. */
class SchedulerTest {

  @AutoClose private final Rig rig = new Rig();

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
  void two_thousand_schedules_of_one_second_are_enqueued_in_large_batches() {
    List<Integer> batches = new ArrayList<>();
    try (Rig counted = new Rig(backend -> new Counting(backend, batches))) {
      Scheduler scheduler = counted.scheduler();
      for (int i = 0; i < 2_000; i++) {
        scheduler.schedules().add("s-" + i, HOURLY, Rig.REPORT, "");
      }
      counted.set(at(60));

      scheduler.fireDue();

      assertEquals(List.of(500, 500, 500, 500), batches);
      assertEquals(2_000, counted.queue.admin().stats().get("default").count(TaskStatus.PENDING));
    }
  }

  @Test
  void a_thousand_schedules_of_other_processes_hide_none_behind_them() {
    Schedules theirs = rig.scheduler().schedules();
    for (int i = 0; i < 1_000; i++) {
      theirs.add("theirs-" + i, after -> Optional.of(after.plusMinutes(1)), Rig.REPORT, "");
    }
    Scheduler scheduler = rig.scheduler();
    scheduler.schedules().add("report", Schedule.once(at(2)), Rig.REPORT, "");
    rig.set(at(2));

    scheduler.fireDue();
    scheduler.fireDue();

    assertEquals(List.of(at(2)), rig.ticks());
  }

  /** A backend that notes how many tasks came at once. */
  private static final class Counting extends ForwardingBackend {
    private final List<Integer> batches;

    Counting(TaskBackend next, List<Integer> batches) {
      super(next);
      this.batches = batches;
    }

    @Override
    public List<EnqueueResult> enqueue(List<TaskMessage> messages) {
      batches.add(messages.size());
      return super.enqueue(messages);
    }
  }

  private Claim claim() {
    ClaimRequest request = ClaimRequest.of("worker", "default", Duration.ofDays(1));
    return rig.backend.claim(request).claims().get(0);
  }

  private void settle(Claim claim, Outcome outcome) {
    assertEquals(List.of(true), rig.backend.settle(List.of(Settlement.of(claim, outcome))));
  }
}
