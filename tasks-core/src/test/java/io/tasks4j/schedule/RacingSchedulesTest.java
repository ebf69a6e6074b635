package io.tasks4j.schedule;

import static io.tasks4j.schedule.Rig.MINUTELY;
import static io.tasks4j.schedule.Rig.at;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.TaskId;
import io.tasks4j.result.TaskMetadata;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Threads that fire and threads that change, on one store at the same time. */
class RacingSchedulesTest {
  private static final int MINUTES = 300;

  @AutoClose private final Rig rig = new Rig();

  @Test
  void triggers_beside_ticks_are_each_there_once_and_no_tick_is_lost() throws Exception {
    Schedules schedules = Schedules.of(rig.queue);
    schedules.add("report", MINUTELY, Rig.REPORT, "");
    ConcurrentLinkedQueue<TaskId> triggered = new ConcurrentLinkedQueue<>();
    Callable<Void> trigger =
        () -> {
          for (int i = 0; i < 150; i++) {
            triggered.add(schedules.trigger("report"));
          }
          return null;
        };

    together(List.of(this::fireEachMinute, fireAlways(), trigger, trigger));

    assertEquals(300, new HashSet<>(triggered).size());
    Set<TaskId> asked = new HashSet<>(triggered);
    List<TaskMetadata> tasks = rig.tasks();
    assertEquals(MINUTES + 300, tasks.size());
    List<Instant> ticks =
        tasks.stream().filter(t -> !asked.contains(t.id())).map(this::tick).sorted().toList();
    assertEquals(IntStream.rangeClosed(1, MINUTES).mapToObj(Rig::at).toList(), ticks);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void a_schedule_that_is_replaced_while_it_fires_has_no_tick_twice(boolean remove)
      throws Exception {
    Schedules schedules = Schedules.of(rig.queue);
    schedules.add("report", MINUTELY, Rig.REPORT, "first");
    Callable<Void> change =
        () -> {
          for (int i = 0; rig.now().isBefore(at(MINUTES)); i++) {
            if (remove && i % 3 == 2) {
              schedules.remove("report");
            }
            schedules.add("report", MINUTELY, Rig.REPORT, "number " + i);
          }
          return null;
        };

    together(List.of(this::fireEachMinute, fireAlways(), change));

    // One that is removed and added is another schedule, and may have a tick of the same moment.
    List<String> ticks = rig.tasks().stream().map(t -> tick(t) + (remove ? text(t) : "")).toList();
    assertEquals(new HashSet<>(ticks).size(), ticks.size(), "a tick twice");
    schedules.add("report", MINUTELY, Rig.REPORT, "last");
    rig.set(at(MINUTES + 1));
    Scheduler scheduler = rig.scheduler();
    scheduler.fireDue();
    List<TaskMetadata> last =
        rig.tasks().stream().filter(t -> tick(t).equals(at(MINUTES + 1))).toList();
    assertEquals(1, last.size());
    assertEquals("\"last\"", text(last.get(0)));
  }

  /** Turns the clock too, once somebody has fired what is due. */
  private Void fireEachMinute() {
    Scheduler scheduler = rig.scheduler();
    for (int minute = 1; minute <= MINUTES; minute++) {
      rig.set(at(minute));
      scheduler.fireDue();
    }
    return null;
  }

  private Callable<Void> fireAlways() {
    return () -> {
      Scheduler scheduler = rig.scheduler();
      while (rig.now().isBefore(at(MINUTES))) {
        scheduler.fireDue();
      }
      scheduler.fireDue();
      return null;
    };
  }

  private static void together(List<Callable<Void>> calls) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(calls.size());
    try {
      List<Future<Void>> all = new ArrayList<>(threads.invokeAll(calls));
      for (Future<Void> each : all) {
        Void ignored = each.get();
        assertTrue(each.isDone());
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static String text(TaskMetadata task) {
    return task.message().payload().text();
  }

  private Instant tick(TaskMetadata task) {
    return Instant.parse(task.message().headers().get(Scheduler.TICK_HEADER));
  }
}
