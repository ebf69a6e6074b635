package io.tasks4j.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import io.tasks4j.When;
import io.tasks4j.backend.Capability;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.Outcome;
import io.tasks4j.message.Payload;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.result.TaskMetadata;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TimeZone;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

abstract class TimeRules extends Rules {
  TimeRules(BackendContract contract) {
    super(contract);
  }

  private boolean lacksDelay() {
    if (has(Capability.DELAY)) {
      return false;
    }
    refused(() -> backend().enqueue(List.of(due(5).build())));
    return true;
  }

  private TaskMessage.Builder expiring(int units) {
    return message().expiry(Optional.of(new When.After(units(units))));
  }

  @Test
  @DisplayName("TIME-1: a delayed task is PENDING until it is due, and then handed out")
  void time_1_a_delayed_task_is_pending_until_it_is_due_and_then_handed_out() {
    if (lacksDelay()) {
      return;
    }
    TaskId id = enqueue(due(5));
    TaskMetadata task = find(id);
    assertEquals(TaskStatus.PENDING, task.status());
    assertEquals(task.enqueuedAt().plus(units(5)), task.dueAt());
    assertNothingReady();
    pass(3);
    assertNothingReady();
    pass(3);

    assertEquals(1, claim(id).attempt());
  }

  @Test
  @DisplayName("TIME-2: a fixed due time is kept to the millisecond, and one in the past is now")
  void time_2_a_fixed_due_time_is_kept_to_the_millisecond_and_one_in_the_past_is_now() {
    if (lacksDelay()) {
      return;
    }
    TaskId probe = enqueue();
    Instant now = find(probe).enqueuedAt();
    claim(probe);
    TaskId past = enqueue(message().due(Optional.of(new When.At(Instant.EPOCH))));
    Instant later = now.plus(units(10)).plusMillis(7);
    TaskId future = enqueue(message().due(Optional.of(new When.At(later))));

    claim(past);
    assertEquals(later, find(future).dueAt());
    assertNothingReady();
  }

  @Test
  @DisplayName("TIME-3: a delay counts from the enqueue by the backend's clock, not the producer's")
  void time_3_a_delay_counts_from_the_enqueue_by_the_backends_clock_not_the_producers() {
    if (lacksDelay()) {
      return;
    }
    for (Instant wrong : List.of(Instant.EPOCH, Instant.parse("2099-01-01T00:00:00Z"))) {
      TaskId id = TaskId.next();
      enqueue(
          TaskMessage.builder(id, "greet", Payload.json("1"), wrong)
              .due(Optional.of(new When.After(units(5))))
              .expiry(Optional.of(new When.After(units(50)))));
      pass(3);
      assertNothingReady();
      pass(3);
      assertSettles(claim(id), SUCCESS);
      assertFalse(find(id).enqueuedAt().equals(wrong));
    }
  }

  @Test
  @DisplayName("TIME-4: a task that waits when it expires ends CANCELLED and is never handed out")
  void time_4_a_task_that_waits_when_it_expires_ends_cancelled_and_is_never_handed_out() {
    TaskId id = enqueue(expiring(5));
    assertEquals(Optional.of(find(id).enqueuedAt().plus(units(5))), find(id).expiresAt());
    pass(3);
    assertStatus(TaskStatus.PENDING, id);
    pass(3);

    assertNothingReady();
    assertStatus(TaskStatus.CANCELLED, id);
    assertTrue(find(id).finishedAt().isPresent());
  }

  @Test
  @DisplayName("TIME-5: an expired task shows as CANCELLED though nobody claims")
  void time_5_an_expired_task_shows_as_cancelled_though_nobody_claims() {
    TaskId id = enqueue(expiring(5));
    pass(6);

    assertStatus(TaskStatus.CANCELLED, id);
    assertEquals(1, stats(QUEUE).count(TaskStatus.CANCELLED));
  }

  @Test
  @DisplayName("TIME-6: a running task does not expire")
  void time_6_a_running_task_does_not_expire() {
    TaskId id = enqueue(expiring(5));
    Claim claim = claim(id);
    pass(7);

    assertStatus(TaskStatus.RUNNING, id);
    assertSettles(claim, SUCCESS);
    assertStatus(TaskStatus.SUCCESS, id);
  }

  @Test
  @DisplayName("TIME-7: a task that waits to be tried again, or was lost, expires too")
  void time_7_a_task_that_waits_to_be_tried_again_or_was_lost_expires_too() {
    TaskId retried = enqueue(expiring(15));
    TaskId lost = enqueue(expiring(8));
    assertSettles(claim(retried), new Outcome.Retry(units(10), error("again")));
    claim(lost);
    pass(16);

    assertNothingReady();
    assertStatus(TaskStatus.CANCELLED, retried);
    assertStatus(TaskStatus.CANCELLED, lost);
  }

  @Test
  @DisplayName("TIME-8: a task that expires before it is due never runs")
  void time_8_a_task_that_expires_before_it_is_due_never_runs() {
    if (lacksDelay()) {
      return;
    }
    TaskId id = enqueue(due(8).expiry(Optional.of(new When.After(units(4)))));
    pass(6);
    assertStatus(TaskStatus.CANCELLED, id);
    pass(4);

    assertNothingReady();
    assertStatus(TaskStatus.CANCELLED, id);
  }

  @Test
  @DisplayName("TIME-9: a task that had expired when it came is CANCELLED at once")
  void time_9_a_task_that_had_expired_when_it_came_is_cancelled_at_once() {
    TaskId id = enqueue(message().expiry(Optional.of(new When.At(Instant.EPOCH))));

    assertNothingReady();
    assertStatus(TaskStatus.CANCELLED, id);
  }

  @Test
  @DisplayName("TIME-10: 10,000 tasks of a far future do not hold up the one that is due")
  void time_10_10_000_tasks_of_a_far_future_do_not_hold_up_the_one_that_is_due() {
    if (lacksDelay()) {
      return;
    }
    List<TaskMessage> far = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      far.add(message().due(Optional.of(new When.After(Duration.ofDays(365 + i % 7)))).build());
    }
    backend().enqueue(far);
    TaskId id = enqueue(due(3));
    assertNothingReady();
    pass(4);

    assertEquals(List.of(id), ids(claim(10)));
  }

  @Test
  @DisplayName("TIME-11: when they are due, delayed tasks come in order of priority and enqueueing")
  void time_11_when_they_are_due_delayed_tasks_come_in_order_of_priority_and_enqueueing() {
    if (lacksDelay()) {
      return;
    }
    boolean priorities = has(Capability.PRIORITY);
    TaskId first = enqueue(due(6));
    TaskId second = enqueue(due(3));
    TaskId high = enqueue(due(5).priority(priorities ? 9 : 5));
    pass(4);
    assertEquals(List.of(second), ids(claim(10)));
    pass(4);

    assertEquals(priorities ? List.of(high, first) : List.of(first, high), ids(claim(10)));
  }

  @Test
  @DisplayName("TIME-12: 503 tasks that are due at once are all handed out")
  void time_12_503_tasks_that_are_due_at_once_are_all_handed_out() {
    if (lacksDelay()) {
      return;
    }
    List<TaskMessage> messages = new ArrayList<>();
    for (int i = 0; i < 503; i++) {
      messages.add(due(2).build());
    }
    backend().enqueue(messages);
    pass(3);

    List<TaskId> handedOut = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      handedOut.addAll(ids(claim(10)));
    }
    assertEquals(messages.stream().map(TaskMessage::id).toList(), handedOut);
  }

  @Test
  @DisplayName(
      "TIME-14: a change of the JVM's default time zone moves no due time, expiry or lease")
  void time_14_a_change_of_the_jvms_default_time_zone_moves_no_due_time_expiry_or_lease() {
    if (lacksDelay()) {
      return;
    }
    TimeZone before = TimeZone.getDefault();
    try {
      TimeZone.setDefault(TimeZone.getTimeZone("GMT+14"));
      claim(enqueue());
      TaskId delayed = enqueue(due(5));
      TaskId expiring = enqueue(due(9).expiry(Optional.of(new When.After(units(4)))));
      TimeZone.setDefault(TimeZone.getTimeZone("GMT-12"));
      pass(3);
      assertNothingReady();
      assertEquals(TaskStatus.PENDING, find(expiring).status());
      pass(3);
      assertEquals(1, claim(delayed).attempt());
      assertEquals(TaskStatus.CANCELLED, find(expiring).status());
    } finally {
      TimeZone.setDefault(before);
    }
  }

  @Test
  @DisplayName("TIME-13: the latest times there are can be stored, and never come")
  void time_13_the_latest_times_there_are_can_be_stored_and_never_come() {
    if (lacksDelay()) {
      return;
    }
    TaskId fixed = enqueue(message().due(Optional.of(new When.At(When.LATEST))));
    TaskId delay = enqueue(message().due(Optional.of(new When.After(Duration.ofDays(36_500)))));
    TaskId expiry = enqueue(message().expiry(Optional.of(new When.At(When.LATEST))));
    pass(5);

    assertEquals(List.of(expiry), ids(claim(10)));
    assertEquals(When.LATEST, find(fixed).dueAt());
    assertEquals(find(delay).enqueuedAt().plus(Duration.ofDays(36_500)), find(delay).dueAt());
    assertEquals(Optional.of(When.LATEST), find(expiry).expiresAt());
  }
}
