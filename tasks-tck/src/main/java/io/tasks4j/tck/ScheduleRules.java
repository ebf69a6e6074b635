package io.tasks4j.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.BackendException;
import io.tasks4j.TaskType;
import io.tasks4j.backend.Capability;
import io.tasks4j.backend.ScheduleRecord;
import io.tasks4j.backend.ScheduleStore;
import io.tasks4j.queue.QueueConfig;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.schedule.Schedule;
import io.tasks4j.schedule.ScheduleInfo;
import io.tasks4j.schedule.Scheduler;
import io.tasks4j.schedule.Schedules;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a store of schedules promises by itself is in {@code ScheduleStoreContract}. */
abstract class ScheduleRules extends Rules {
  ScheduleRules(BackendContract contract) {
    super(contract);
  }

  private static ScheduleRecord record(Instant due) {
    return new ScheduleRecord("nightly", 0, Optional.of(due), "data");
  }

  @Test
  @DisplayName("SCHED-1: schedules are kept and found when due, by the clock of due tasks")
  void sched_1_schedules_are_kept_and_found_when_due_by_the_clock_of_due_tasks() {
    if (!has(Capability.SCHEDULES)) {
      refused(() -> backend().schedules());
      return;
    }
    ScheduleStore store = backend().schedules();
    Instant before = find(enqueue()).enqueuedAt();
    pass(3);

    assertTrue(!store.now().isBefore(before.plus(units(3))), before + " then " + store.now());
    assertEquals(List.of(true), store.put(List.of(record(store.now().plus(units(100))))));
    assertEquals(List.of(), store.due(units(50), 10).records());
    pass(101);
    assertEquals(1, store.due(Duration.ZERO, 10).records().size());
  }

  @Test
  @DisplayName("SCHED-2: after the backend is closed its schedules fail with a BackendException")
  void sched_2_after_the_backend_is_closed_its_schedules_fail_with_a_backendexception() {
    if (!has(Capability.SCHEDULES)) {
      refused(() -> backend().schedules());
      return;
    }
    ScheduleStore store = backend().schedules();
    backend().close();

    assertThrows(BackendException.class, () -> store.put(List.of(record(Instant.EPOCH))));
    assertThrows(BackendException.class, () -> store.due(Duration.ZERO, 1));
  }

  @Test
  @DisplayName("SCHED-3: schedules outlive a restart")
  void sched_3_schedules_outlive_a_restart() {
    if (!has(Capability.SCHEDULES) || !has(Capability.DURABLE)) {
      return;
    }
    assertEquals(List.of(true), backend().schedules().put(List.of(record(Instant.EPOCH))));
    Optional<ScheduleRecord> record = backend().schedules().find("nightly");
    backend().close();

    assertEquals(record, reopen().schedules().find("nightly"));
    assertTrue(record.isPresent());
  }

  @Test
  @DisplayName(
      "SCHED-4: what a process defined and its store lost is put back, not what was removed")
  void sched_4_what_a_process_defined_and_its_store_lost_is_put_back_not_what_was_removed()
      throws Exception {
    if (!has(Capability.SCHEDULES)) {
      refused(() -> backend().schedules());
      return;
    }
    Schedule often = Schedule.fixedRate(units(10), backend().schedules().now());
    TaskType<String, Void> tick = TaskType.of("tick", String.class);
    QueueConfig config = QueueConfig.create().clock(settings().clock());
    TaskQueue queue = TaskQueue.over(backend(), config);
    Scheduler scheduler =
        Scheduler.builder(queue)
            .pollInterval(Duration.ofMillis(10))
            .add("kept", often, tick, "")
            .add("removed", often, tick, "")
            .open();
    if (has(Capability.DURABLE)) {
      contract().empty();
      awaitSchedule(scheduler, "kept");
      awaitSchedule(scheduler, "removed");
    }
    assertTrue(Schedules.of(queue).remove("removed"));
    ScheduleRecord kept = backend().schedules().find("kept").orElseThrow();
    assertTrue(backend().schedules().remove("kept", kept.version()));

    awaitSchedule(scheduler, "kept");

    assertEquals(
        List.of("kept"), scheduler.schedules().list().stream().map(ScheduleInfo::name).toList());
    pass(10);
    scheduler.fireDue();
    assertTrue(scheduler.schedules().find("kept").flatMap(ScheduleInfo::lastTick).isPresent());
  }

  private void awaitSchedule(Scheduler scheduler, String name) {
    long deadline = System.nanoTime() + patience().toNanos();
    while (scheduler.schedules().find(name).isEmpty()) {
      assertTrue(System.nanoTime() < deadline, () -> name + " did not come back");
      scheduler.fireDue();
    }
  }
}
