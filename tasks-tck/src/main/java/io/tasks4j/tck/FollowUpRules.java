package io.tasks4j.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import io.tasks4j.UniqueKey;
import io.tasks4j.backend.Capability;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.Outcome;
import io.tasks4j.message.Payload;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.result.TaskQuery;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

abstract class FollowUpRules extends Rules {
  FollowUpRules(BackendContract contract) {
    super(contract);
  }

  static TaskMessage after(TaskId cause, String role) {
    return TaskMessage.builder(
            TaskId.derived(cause, role), role, Payload.json("\"next\""), Instant.EPOCH)
        .build();
  }

  @Test
  @DisplayName("FOLLOW-1: follow-ups are there once the settlement is, in their order, not before")
  void follow_1_follow_ups_are_there_once_the_settlement_is_in_their_order_not_before() {
    TaskId id = enqueue();
    Claim claim = claim(id);
    TaskMessage first = after(id, "first");
    TaskMessage second = after(id, "second");
    assertNothingReady();

    assertTrue(settle(claim, SUCCESS, List.of(first, second)));

    List<Claim> claims = claim(10);
    assertEquals(List.of(first, second), claims.stream().map(Claim::message).toList());
  }

  @Test
  @DisplayName("FOLLOW-2: a settlement that has no effect brings no follow-up")
  void follow_2_a_settlement_that_has_no_effect_brings_no_follow_up() {
    TaskId id = enqueue();
    Claim stale = claim(id);
    lapse();
    Claim current = claim(id);

    assertFalse(settle(stale, SUCCESS, List.of(after(id, "next"))));
    assertEquals(Optional.empty(), admin().find(TaskId.derived(id, "next")));

    assertTrue(settle(current, SUCCESS, List.of(after(id, "next"))));
    assertFalse(settle(current, SUCCESS, List.of(after(id, "another"))));
    assertEquals(List.of("next"), claim(10).stream().map(c -> c.message().name()).toList());
  }

  @Test
  @DisplayName("FOLLOW-3: a follow-up whose id is kept is not added again; the settlement stands")
  void follow_3_a_follow_up_whose_id_is_kept_is_not_added_again_the_settlement_stands() {
    TaskId id = enqueue();
    TaskMessage next = after(id, "next");
    Claim claim = claim(id);
    assertTrue(settle(claim, RETRY, List.of(next)));
    Claim again = claim(id);
    assertSettles(claim(next.id()), SUCCESS);

    assertTrue(settle(again, SUCCESS, List.of(next)));

    assertStatus(TaskStatus.SUCCESS, id);
    assertStatus(TaskStatus.SUCCESS, next.id());
    assertNothingReady();
    assertEquals(2, admin().list(TaskQuery.all()).size());
  }

  @Test
  @DisplayName("FOLLOW-4: a cancel that turns the outcome into CANCELLED drops the follow-ups")
  void follow_4_a_cancel_that_turns_the_outcome_into_cancelled_drops_the_follow_ups() {
    for (Outcome outcome : List.of(CANCELLED, RETRY, FAILURE, RELEASE)) {
      TaskId id = enqueue();
      Claim claim = claim(id);
      admin().cancel(id);

      assertTrue(settle(claim, outcome, List.of(after(id, "next"))));

      assertStatus(TaskStatus.CANCELLED, id);
      assertEquals(Optional.empty(), admin().find(TaskId.derived(id, "next")));
    }
  }

  @Test
  @DisplayName("FOLLOW-5: a success keeps its follow-ups, although a cancel was requested")
  void follow_5_a_success_keeps_its_follow_ups_although_a_cancel_was_requested() {
    TaskId id = enqueue();
    Claim claim = claim(id);
    admin().cancel(id);

    assertTrue(settle(claim, SUCCESS, List.of(after(id, "next"))));

    assertStatus(TaskStatus.SUCCESS, id);
    claim(TaskId.derived(id, "next"));
  }

  @Test
  @DisplayName("FOLLOW-6: a failure brings its follow-ups too")
  void follow_6_a_failure_brings_its_follow_ups_too() {
    TaskId id = enqueue();

    assertTrue(settle(claim(id), FAILURE, List.of(after(id, "callback"))));

    claim(TaskId.derived(id, "callback"));
  }

  @Test
  @DisplayName("FOLLOW-7: follow-ups keep their queue, and their due time from then")
  void follow_7_follow_ups_keep_their_queue_and_their_due_time_from_then() {
    TaskId id = enqueue();
    Claim claim = claim(id);
    pass(3);
    TaskMessage.Builder next = after(id, "next").toBuilder().queue("other");
    if (has(Capability.DELAY)) {
      next.due(due(5).build().due());
    }
    assertTrue(settle(claim, SUCCESS, List.of(next.build())));
    assertNothingReady();
    var other = request().queues(List.of("other"));
    if (has(Capability.DELAY)) {
      pass(3);
      assertEquals(List.of(), look(other).claims());
      pass(3);
    }

    assertEquals(List.of(TaskId.derived(id, "next")), ids(look(other).claims()));
  }

  @Test
  @DisplayName("FOLLOW-8: a follow-up may take the unique key that its own task frees by ending")
  void follow_8_a_follow_up_may_take_the_unique_key_that_its_own_task_frees_by_ending() {
    if (!has(Capability.UNIQUE)) {
      TaskMessage keyed = message().unique(Optional.of(UniqueKey.whileLive("k"))).build();
      refused(() -> backend().enqueue(List.of(keyed)));
      return;
    }
    Optional<UniqueKey> key = Optional.of(UniqueKey.whileLive("tick"));
    TaskId id = enqueue(message().unique(key));
    TaskMessage next = after(id, "next").toBuilder().unique(key).build();
    TaskMessage held = after(id, "held").toBuilder().unique(key).build();

    assertTrue(settle(claim(id), SUCCESS, List.of(next, held)));

    assertEquals(List.of(next.id()), ids(claim(10)));
    assertEquals(Optional.empty(), admin().find(held.id()));
  }
}
