package io.tasks4j.worker;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.TaskId;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.memory.MemoryBackend;
import io.tasks4j.executor.Execution.Stop;
import io.tasks4j.message.Payload;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.worker.SlotPool.ClaimTurn;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SlotPoolTest {
  private static final long MICROSECOND = 1_000;
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final SlotPool slots = new SlotPool(4);

  @Test
  void before_anything_was_measured_only_free_slots_are_filled() throws Exception {
    try (ClaimTurn turn = slots.awaitTurn()) {
      assertEquals(4, turn.room());
      turn.fill(held(2));
    }

    slots.take();
    slots.take();
    assertEquals(2, awaitTurn());
  }

  @Test
  void free_slots_are_filled_while_a_long_task_runs() throws Exception {
    slots.fill(held(1));
    CompletableFuture<Integer> room = new CompletableFuture<>();
    Thread claimLoop = new Thread(() -> room.complete(awaitTurn()));
    claimLoop.start();
    await().until(() -> claimLoop.getState() == Thread.State.WAITING);

    slots.take();

    assertEquals(3, room.get(10, TimeUnit.SECONDS));
  }

  @Test
  void what_was_given_back_makes_room_at_once() throws Exception {
    slots.fill(held(1));
    CompletableFuture<Integer> room = new CompletableFuture<>();
    Thread claimLoop = new Thread(() -> room.complete(awaitTurn()));
    claimLoop.start();
    await().until(() -> claimLoop.getState() == Thread.State.WAITING);

    slots.takeStale(0);

    assertEquals(4, room.get(10, TimeUnit.SECONDS));
  }

  @Test
  void quick_tasks_reach_all_slots_that_wait() throws Exception {
    runOne(1);
    List<Thread> waiting = new ArrayList<>();
    List<CompletableFuture<InFlightTask>> taken = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      CompletableFuture<InFlightTask> next = new CompletableFuture<>();
      Thread slot = new Thread(() -> next.complete(slots.take()));
      slot.start();
      waiting.add(slot);
      taken.add(next);
    }
    await().until(() -> waiting.stream().allMatch(t -> t.getState() == Thread.State.WAITING));

    slots.fill(held(4));

    for (CompletableFuture<InFlightTask> next : taken) {
      assertNotNull(next.get(10, TimeUnit.SECONDS));
    }
  }

  @Test
  void two_milliseconds_of_work_are_claimed_ahead() throws Exception {
    runOne(100 * MICROSECOND);

    // 4 slots do 80 tasks of 100 microseconds in 2 ms.
    assertEquals(4 + 80, awaitTurn());
  }

  @Test
  void the_quickest_tasks_are_claimed_by_the_hundred_and_not_more() throws Exception {
    runOne(1);

    assertEquals(4 + 128, awaitTurn());
  }

  @Test
  void behind_slow_tasks_nothing_waits() throws Exception {
    runOne(3_000 * MICROSECOND);

    assertEquals(4, awaitTurn());
  }

  @Test
  void no_more_is_claimed_until_half_of_the_buffer_is_gone() throws Exception {
    runOne(100 * MICROSECOND);
    slots.fill(held(84));
    List<InFlightTask> running = new ArrayList<>();
    for (int i = 0; i < 44; i++) {
      running.add(slots.take());
    }
    for (int i = 0; i < 40; i++) {
      slots.done(running.get(i), 100 * MICROSECOND, false);
    }

    assertEquals(84 - 4 - 40, awaitTurn());
  }

  @Test
  void what_waits_behind_a_slow_task_is_given_back_and_no_more_is_claimed_ahead() throws Exception {
    runOne(1);
    slots.fill(held(6));
    List<InFlightTask> running = List.of(slots.take(), slots.take(), slots.take(), slots.take());

    assertTrue(slots.takeStale(SECOND).isEmpty());
    assertEquals(2, slots.takeStale(0).size());

    slots.done(running.get(0), SECOND, false);
    assertEquals(1, awaitTurn());
  }

  @Test
  void a_task_that_goes_on_after_a_stop_is_given_up_once() {
    slots.fill(held(2));
    InFlightTask stubborn = slots.take();
    slots.take();
    stubborn.execution.stop(Stop.TIMEOUT);

    assertTrue(slots.takeAbandoned(SECOND).isEmpty());
    assertEquals(List.of(stubborn), slots.takeAbandoned(0));
    assertTrue(slots.takeAbandoned(0).isEmpty());
    assertEquals(1, slots.running().size());
  }

  @Test
  void no_more_threads_are_given_up_than_there_are_slots() {
    for (int i = 0; i < 8; i++) {
      slots.fill(held(1));
      slots.take().execution.stop(Stop.TIMEOUT);
    }

    List<InFlightTask> overdue = slots.takeAbandoned(0);

    assertEquals(8, overdue.size());
    assertEquals(4, overdue.stream().filter(held -> held.abandoned).count());
    assertTrue(slots.takeAbandoned(0).isEmpty());
  }

  @Test
  void closed_slots_take_nothing_and_give_back_what_has_not_started() throws Exception {
    slots.fill(held(3));
    slots.take();

    assertEquals(2, slots.close().size());

    assertEquals(0, awaitTurn());
    assertNull(slots.take());
    assertEquals(1, slots.fill(held(1)).size());
  }

  @Test
  void one_has_the_turn_at_a_time() throws Exception {
    try (ClaimTurn turn = slots.awaitTurn();
        ClaimTurn none = slots.tryTurn()) {
      assertEquals(4, turn.room());
      assertEquals(0, none.room());
    }

    try (ClaimTurn turn = slots.tryTurn();
        ClaimTurn none = slots.tryTurn()) {
      assertEquals(4, turn.room());
      assertEquals(0, none.room());
    }
  }

  @Test
  void a_turn_without_room_ends_nobody_elses() throws Exception {
    try (ClaimTurn turn = slots.awaitTurn()) {
      assertEquals(4, turn.room());
      slots.tryTurn().close();

      assertEquals(0, slots.tryTurn().room());
    }
  }

  @Test
  void while_tasks_end_the_turn_is_left_to_the_settler() throws Exception {
    slots.fill(held(2));
    InFlightTask first = slots.take();
    InFlightTask second = slots.take();
    CompletableFuture<Integer> room = new CompletableFuture<>();
    Thread claimLoop = new Thread(() -> room.complete(awaitTurn()));
    slots.done(first, SECOND, true);
    claimLoop.start();
    await().until(() -> claimLoop.getState() == Thread.State.WAITING);

    // The second is taken up before its slot is done with it: it counts as ended all the same.
    slots.settling(List.of(first, second));
    try (ClaimTurn turn = slots.tryTurn()) {
      assertEquals(4, turn.room());
      slots.done(second, SECOND, true);
    }

    assertEquals(4, room.get(10, TimeUnit.SECONDS));
  }

  @Test
  void the_claim_loop_claims_while_the_settler_has_to_settle_again() throws Exception {
    slots.fill(held(1));
    InFlightTask ended = slots.take();
    slots.done(ended, SECOND, true);

    slots.settlerClaims(false);

    assertEquals(0, slots.tryTurn().room());
    assertEquals(4, awaitTurn());
  }

  private void runOne(long nanos) {
    slots.fill(held(1));
    slots.done(slots.take(), nanos, false);
  }

  private static List<InFlightTask> held(int count) {
    List<InFlightTask> held = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      TaskMessage message =
          TaskMessage.builder(TaskId.next(), "t", Payload.json("1"), Instant.EPOCH).build();
      held.add(
          new InFlightTask(
              new Claim(message, i, 0, 0, false),
              new MemoryBackend().results(),
              System.nanoTime()));
    }
    return held;
  }

  private int awaitTurn() {
    try {
      return slots.awaitTurn().room();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
