package io.tasks4j.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.TaskError;
import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import io.tasks4j.When;
import io.tasks4j.backend.Transition.Effect;
import io.tasks4j.message.Join;
import io.tasks4j.message.Payload;
import io.tasks4j.message.TaskMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TransitionsTest {
  private static final long NOW = 1_000_000;
  private static final TaskError ERROR =
      new TaskError(TaskError.Reason.EXECUTION, "E", "broken", "", 1, Instant.EPOCH);

  private final Transitions transitions = new Transitions(2);

  private static TaskMessage.Builder message() {
    return TaskMessage.builder(TaskId.next(), "greet", Payload.json("1"), Instant.EPOCH);
  }

  private static TaskState enqueued(TaskMessage.Builder message) {
    return TaskState.enqueued(message.build(), NOW);
  }

  private static TaskEvent settled(Outcome outcome, long now) {
    return new TaskEvent.Settled(outcome, "greet", now);
  }

  private TaskState after(TaskState state, TaskEvent... events) {
    TaskState next = state;
    for (TaskEvent event : events) {
      next = transitions.apply(next, event).state();
    }
    return next;
  }

  private TaskState running() {
    return after(enqueued(message()), new TaskEvent.Claimed(NOW));
  }

  private TaskState suspended() {
    return after(running(), new TaskEvent.Suspend(NOW));
  }

  @Test
  void losses_end_a_task_when_there_are_as_many_as_it_may_have() {
    TaskState once = after(running(), new TaskEvent.Lapsed("w", NOW + 5));

    Transition last =
        transitions.apply(
            after(once, new TaskEvent.Claimed(NOW + 5)), new TaskEvent.Lapsed("w", NOW + 9));

    assertEquals(TaskStatus.RETRY, once.status());
    assertEquals(TaskStatus.FAILURE, last.state().status());
    assertEquals(0, last.state().failures());
    assertEquals(2, last.state().losses());
    assertEquals(Optional.of(TaskError.Reason.LOST), last.state().error().map(TaskError::reason));
    assertEquals(
        EnumSet.of(Effect.REPORT_LOSS, Effect.TELL_ENDED, Effect.TELL_DEPENDANTS), last.effects());
  }

  @ParameterizedTest
  @CsvSource({"0, 1000", "999, 1000", "5000, 5000", "60000, 60000", "90000, 60000"})
  void an_unknown_name_is_tried_again_after_as_long_as_it_has_been_unknown(
      long unknownFor, long delay) {
    Outcome unknown = new Outcome.Unknown(Duration.ofHours(1));
    TaskState first = after(running(), settled(unknown, NOW));

    TaskState next = after(first, new TaskEvent.Claimed(NOW), settled(unknown, NOW + unknownFor));

    assertEquals(NOW + 1_000, first.due());
    assertEquals(NOW + unknownFor + delay, next.due());
    assertEquals(TaskStatus.PENDING, next.status());
    assertTrue(next.delayed());
  }

  @Test
  void the_time_of_an_unknown_name_starts_anew_when_the_task_was_run_in_between() {
    Outcome unknown = new Outcome.Unknown(Duration.ofMinutes(1));
    TaskState run =
        after(
            running(),
            settled(unknown, NOW),
            new TaskEvent.Claimed(NOW + 1_000),
            settled(new Outcome.Release(Duration.ZERO), NOW + 1_000),
            new TaskEvent.Claimed(NOW + 90_000));

    TaskState again = after(run, settled(unknown, NOW + 90_000));
    TaskState givenUp =
        after(again, new TaskEvent.Claimed(NOW + 150_000), settled(unknown, NOW + 150_000));

    assertEquals(NOW + 91_000, again.due());
    assertEquals(TaskStatus.FAILURE, givenUp.status());
    assertEquals(
        Optional.of(TaskError.Reason.UNKNOWN_NAME), givenUp.error().map(TaskError::reason));
  }

  @Test
  void a_cancel_request_makes_any_outcome_but_success_a_cancel_without_follow_ups() {
    TaskState asked = after(running(), new TaskEvent.Cancel(NOW));

    Transition retried =
        transitions.apply(asked, settled(new Outcome.Retry(Duration.ZERO, ERROR), NOW));
    Transition succeeded =
        transitions.apply(asked, settled(new Outcome.Success(Optional.empty()), NOW));

    assertEquals(TaskStatus.RUNNING, asked.status());
    assertEquals(TaskStatus.CANCELLED, retried.state().status());
    assertEquals(0, retried.state().failures());
    assertEquals(Optional.of(ERROR), retried.state().error());
    assertFalse(retried.has(Effect.STORE_FOLLOW_UPS));
    assertEquals(TaskStatus.SUCCESS, succeeded.state().status());
    assertTrue(succeeded.has(Effect.STORE_FOLLOW_UPS));
  }

  @Test
  void what_does_not_run_cannot_be_settled() {
    TaskState waiting = enqueued(message());

    Transition late =
        transitions.apply(waiting, settled(new Outcome.Success(Optional.empty()), NOW));

    assertFalse(late.applied());
    assertSame(waiting, late.state());
    assertEquals(Set.of(), late.effects());
  }

  @Test
  void a_suspended_task_has_no_lease_to_lapse_and_does_not_expire() {
    TaskState state =
        after(
            enqueued(message().expiry(Optional.of(new When.After(Duration.ofSeconds(1))))),
            new TaskEvent.Claimed(NOW),
            new TaskEvent.Suspend(NOW));

    assertEquals(TaskStatus.SUSPENDED, state.status());
    assertFalse(transitions.apply(state, new TaskEvent.Lapsed("w", NOW + 9_000)).applied());
    assertFalse(transitions.apply(state, new TaskEvent.Expire(NOW + 9_000)).applied());
    assertFalse(transitions.apply(state, new TaskEvent.Claimed(NOW + 9_000)).applied());
  }

  @Test
  void a_suspended_task_comes_back_to_its_old_place() {
    Transition resumed = transitions.apply(suspended(), new TaskEvent.Resume(NOW + 9_000));
    TaskState failedBefore =
        after(
            running(),
            settled(new Outcome.Retry(Duration.ZERO, ERROR), NOW),
            new TaskEvent.Claimed(NOW),
            new TaskEvent.Suspend(NOW),
            new TaskEvent.Resume(NOW));

    assertEquals(TaskStatus.PENDING, resumed.state().status());
    assertEquals(NOW, resumed.state().due());
    assertTrue(resumed.state().ready());
    assertTrue(resumed.has(Effect.WAKE));
    assertEquals(TaskStatus.RETRY, failedBefore.status());
  }

  @Test
  void a_suspended_task_can_be_cancelled_and_removed_at_once() {
    Transition cancelled = transitions.apply(suspended(), new TaskEvent.Cancel(NOW));
    Transition removed = transitions.apply(suspended(), new TaskEvent.Purge(NOW));

    assertEquals(TaskStatus.CANCELLED, cancelled.state().status());
    assertTrue(cancelled.has(Effect.TELL_DEPENDANTS));
    assertEquals(EnumSet.of(Effect.TELL_DEPENDANTS, Effect.REMOVE), removed.effects());
  }

  @Test
  void a_cancel_that_was_requested_before_ends_what_would_be_suspended() {
    TaskState asked = after(running(), new TaskEvent.Cancel(NOW));

    assertEquals(TaskStatus.CANCELLED, after(asked, new TaskEvent.Suspend(NOW)).status());
  }

  @Test
  void a_gate_succeeds_when_its_parents_have() {
    TaskState gate = enqueued(message().join(Optional.of(Join.of(2).asGate())));

    Transition first = transitions.apply(gate, new TaskEvent.ParentsEnded(1, 0, NOW));
    Transition last = transitions.apply(first.state(), new TaskEvent.ParentsEnded(1, 0, NOW));

    assertEquals(TaskStatus.PENDING, first.state().status());
    assertEquals(TaskStatus.SUCCESS, last.state().status());
  }

  @Test
  void delay_and_expiry_of_what_waits_for_others_count_from_the_release() {
    TaskState waiting =
        enqueued(
            message()
                .join(Optional.of(Join.of(1)))
                .due(Optional.of(new When.After(Duration.ofMillis(10))))
                .expiry(Optional.of(new When.After(Duration.ofMillis(30)))));

    TaskState released = after(waiting, new TaskEvent.ParentsEnded(1, 0, NOW + 500));

    assertEquals(TaskState.NEVER, waiting.expires());
    assertEquals(NOW + 510, released.due());
    assertEquals(NOW + 530, released.expires());
  }

  @Test
  void what_parents_keep_from_running_is_left_to_them() {
    TaskState ended =
        after(
            enqueued(message().join(Optional.of(Join.of(2)))),
            new TaskEvent.Cancel(NOW),
            new TaskEvent.ParentsEnded(0, 1, NOW));

    Transition barred = transitions.apply(ended, new TaskEvent.Requeue(NOW));
    Transition revived = transitions.apply(barred.state(), new TaskEvent.ParentPutBack(NOW));

    assertFalse(barred.applied());
    assertEquals(TaskStatus.CANCELLED, barred.state().status());
    assertEquals(TaskStatus.PENDING, revived.state().status());
    assertTrue(revived.has(Effect.REVIVE_DEPENDANTS));
  }
}
