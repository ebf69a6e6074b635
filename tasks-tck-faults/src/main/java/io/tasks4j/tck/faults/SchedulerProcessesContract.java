package io.tasks4j.tck.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.queue.TaskQueue;
import io.tasks4j.result.TaskMetadata;
import io.tasks4j.result.TaskQuery;
import io.tasks4j.schedule.ScheduleInfo;
import io.tasks4j.schedule.Scheduler;
import io.tasks4j.schedule.Schedules;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Three schedulers in processes that are killed and started again at random: each of 200 ticks is
 * enqueued once. For backends of several processes; takes about half a minute.
 */
public abstract class SchedulerProcessesContract {
  private static final int PROCESSES = 3;
  private static final int TICKS = 200;

  /** For subclasses. */
  protected SchedulerProcessesContract() {}

  /** Address of an empty backend that outlives its processes. */
  protected abstract String address() throws Exception;

  @Test
  void every_tick_of_schedulers_that_are_killed_at_random_is_enqueued_once() throws Exception {
    String address = address();
    Random random = new Random(11);
    List<Process> processes = new ArrayList<>();
    int kills = 0;
    try (TaskQueue queue = TaskQueue.open(address);
        Scheduler last = SchedulerProcess.builder(queue).open()) {
      try {
        for (int i = 0; i < PROCESSES; i++) {
          processes.add(SchedulerProcess.start(address));
        }
        while (count(queue) < TICKS) {
          Process victim = processes.remove(random.nextInt(PROCESSES));
          assertTrue(victim.isAlive(), "a scheduler ended by itself");
          boolean ignored = victim.waitFor(200 + random.nextInt(1_200), TimeUnit.MILLISECONDS);
          victim.destroyForcibly().waitFor();
          kills++;
          processes.add(SchedulerProcess.start(address));
        }
      } finally {
        for (Process process : processes) {
          process.destroyForcibly().waitFor();
        }
      }
      var unused = last.fireDue();
      assertEachOnce(queue);
    }
    assertTrue(kills >= 5, "only " + kills + " were killed");
  }

  private static long count(TaskQueue queue) {
    return queue.admin().stats().values().stream().mapToLong(stats -> stats.live()).sum();
  }

  private static void assertEachOnce(TaskQueue queue) {
    Map<String, List<Instant>> ticks = new TreeMap<>();
    for (TaskMetadata task : queue.admin().list(TaskQuery.all().limit(1_000))) {
      Map<String, String> headers = task.message().headers();
      ticks
          .computeIfAbsent(headers.get(Scheduler.NAME_HEADER), name -> new ArrayList<>())
          .add(Instant.parse(headers.get(Scheduler.TICK_HEADER)));
    }
    assertEquals(SchedulerProcess.SCHEDULES, ticks.size());
    for (ScheduleInfo schedule : Schedules.of(queue).list()) {
      List<Instant> found =
          ticks.getOrDefault(schedule.name(), List.of()).stream().sorted().toList();
      List<Instant> expected = new ArrayList<>();
      for (Instant t = found.get(0); t.isBefore(schedule.next().orElseThrow()); ) {
        expected.add(t);
        t = t.plusSeconds(1);
      }
      assertEquals(expected, found, schedule.name());
    }
  }
}
