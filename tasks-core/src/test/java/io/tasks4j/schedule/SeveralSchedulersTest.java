package io.tasks4j.schedule;

import static io.tasks4j.schedule.Rig.HOURLY;
import static io.tasks4j.schedule.Rig.MINUTELY;
import static io.tasks4j.schedule.Rig.at;
import static io.tasks4j.schedule.Rig.info;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.BackendUnavailableException;
import io.tasks4j.backend.ForwardingBackend;
import io.tasks4j.backend.ForwardingScheduleStore;
import io.tasks4j.backend.ScheduleRecord;
import io.tasks4j.backend.ScheduleStore;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.queue.EnqueueInterceptor;
import io.tasks4j.queue.QueueConfig;
import io.tasks4j.queue.TaskQueue;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Several schedulers on one store, and some that fail: each tick once. */
class SeveralSchedulersTest {

  @AutoClose private final Rig rig = new Rig();

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

    assertEquals(IntStream.rangeClosed(1, 60).mapToObj(Rig::at).toList(), rig.ticks());
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

    assertEquals(IntStream.rangeClosed(1, 100).mapToObj(Rig::at).toList(), shared.ticks());
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
        List.of(
            ScheduleInfo.State.ACTIVE, ScheduleInfo.State.UNREADABLE, ScheduleInfo.State.ACTIVE),
        scheduler.schedules().list().stream().map(ScheduleInfo::state).toList());
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

  /** A backend whose notes of ticks fail on demand. */
  private static final class FailingNotes extends ForwardingBackend {
    private boolean fails;

    FailingNotes(TaskBackend next) {
      super(next);
    }

    @Override
    public ScheduleStore schedules() {
      return new ForwardingScheduleStore(super.schedules()) {
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
      return new ForwardingScheduleStore(super.schedules()) {
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
