package io.tasks4j.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.Outcome;
import io.tasks4j.backend.Settlement;
import io.tasks4j.message.Payload;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.result.TaskMetadata;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

abstract class SettleRules extends Rules {
  SettleRules(BackendContract contract) {
    super(contract);
  }

  @Test
  @DisplayName("SETTLE-1: a success ends the task, and its time is kept")
  void settle_1_a_success_ends_the_task_and_its_time_is_kept() {
    TaskId id = enqueue();
    Claim claim = claim(id);
    pass(2);
    assertSettles(claim, SUCCESS);

    TaskMetadata task = find(id);
    assertEquals(TaskStatus.SUCCESS, task.status());
    assertEquals(0, task.failures());
    assertEquals(0, task.losses());
    assertEquals(1, task.attempts());
    assertEquals(Optional.empty(), task.error());
    assertFalse(
        task.finishedAt().orElseThrow().isBefore(task.startedAt().orElseThrow().plus(units(2))));
    assertNothingReady();
  }

  @Test
  @DisplayName("SETTLE-2: a failure is a dead letter with its error, and counts")
  void settle_2_a_failure_is_a_dead_letter_with_its_error_and_counts() {
    TaskId id = enqueue();
    assertSettles(claim(id), FAILURE);

    TaskMetadata task = find(id);
    assertEquals(TaskStatus.FAILURE, task.status());
    assertEquals(Optional.of(error("failed for good")), task.error());
    assertEquals(1, task.failures());
    assertTrue(task.finishedAt().isPresent());
    assertNothingReady();
  }

  @Test
  @DisplayName("SETTLE-3: a cancelled task ends CANCELLED, without a failure")
  void settle_3_a_cancelled_task_ends_cancelled_without_a_failure() {
    TaskId id = enqueue();
    assertSettles(claim(id), CANCELLED);

    TaskMetadata task = find(id);
    assertEquals(TaskStatus.CANCELLED, task.status());
    assertEquals(0, task.failures());
    assertTrue(task.finishedAt().isPresent());
    assertNothingReady();
  }

  @Test
  @DisplayName("SETTLE-4: a release uses up no attempt")
  void settle_4_a_release_uses_up_no_attempt() {
    TaskId id = enqueue();
    for (int i = 0; i < 5; i++) {
      assertSettles(claim(id), RELEASE);
      assertStatus(TaskStatus.PENDING, id);
      assertEquals(Optional.empty(), find(id).finishedAt());
    }

    Claim claim = claim(id);
    assertEquals(1, claim.attempt());
    assertFalse(claim.lastDelivery());
  }

  @Test
  @DisplayName("SETTLE-5: a release keeps its delay")
  void settle_5_a_release_keeps_its_delay() {
    TaskId id = enqueue();
    assertSettles(claim(id), new Outcome.Release(units(5)));

    pass(3);
    assertNothingReady();
    pass(3);
    assertEquals(1, claim(id).attempt());
  }

  @Test
  @DisplayName("SETTLE-6: a release after a failure is RETRY again, with all counts as they were")
  void settle_6_a_release_after_a_failure_is_retry_again_with_all_counts_as_they_were() {
    TaskId id = enqueue();
    assertSettles(claim(id), RETRY);
    assertSettles(claim(id), RELEASE);

    TaskMetadata task = find(id);
    assertEquals(TaskStatus.RETRY, task.status());
    assertEquals(1, task.failures());
    assertEquals(Optional.of(error("failed for now")), task.error());
  }

  @Test
  @DisplayName("SETTLE-7: the second settlement answers false and changes nothing")
  void settle_7_the_second_settlement_answers_false_and_changes_nothing() {
    for (Outcome first : List.of(SUCCESS, FAILURE, CANCELLED, RETRY, RELEASE)) {
      TaskId id = enqueue();
      Claim claim = claim(id);
      assertSettles(claim, first);
      TaskMetadata after = find(id);

      for (Outcome second : List.of(SUCCESS, FAILURE, CANCELLED, RETRY, RELEASE)) {
        assertFalse(settle(claim, second), () -> second + " after " + first);
        assertEquals(after, find(id), () -> second + " after " + first);
      }
      assertTrue(admin().purge(id));
    }
  }

  @Test
  @DisplayName("SETTLE-8: a claim that is in one batch twice is settled by the first")
  void settle_8_a_claim_that_is_in_one_batch_twice_is_settled_by_the_first() {
    TaskId id = enqueue();
    Claim claim = claim(id);

    assertEquals(
        List.of(true, false),
        backend().settle(List.of(Settlement.of(claim, SUCCESS), Settlement.of(claim, FAILURE))));
    assertStatus(TaskStatus.SUCCESS, id);
  }

  @Test
  @DisplayName("SETTLE-9: a batch answers in order; stale ones in it hold up no other")
  void settle_9_a_batch_answers_in_order_stale_ones_in_it_hold_up_no_other() {
    Claim succeeds = claim(enqueue());
    Claim stale = claim(enqueue());
    assertSettles(stale, SUCCESS);
    Claim fails = claim(enqueue());
    Claim retries = claim(enqueue());
    Claim unknown = new Claim(message().build(), stale.token() + 100, 0, 0, false);

    List<Boolean> answers =
        backend()
            .settle(
                List.of(
                    Settlement.of(succeeds, SUCCESS),
                    Settlement.of(stale, FAILURE),
                    Settlement.of(fails, FAILURE),
                    Settlement.of(unknown, SUCCESS),
                    Settlement.of(retries, new Outcome.Retry(units(1), error("again")))));

    assertEquals(List.of(true, false, true, false, true), answers);
    assertStatus(TaskStatus.SUCCESS, succeeds.id());
    assertStatus(TaskStatus.SUCCESS, stale.id());
    assertStatus(TaskStatus.FAILURE, fails.id());
    assertStatus(TaskStatus.RETRY, retries.id());
    assertEquals(Optional.empty(), admin().find(unknown.id()));
  }

  @Test
  @DisplayName("SETTLE-10: released and claimed again is not the same claim (A, B, A)")
  void settle_10_released_and_claimed_again_is_not_the_same_claim_a_b_a() {
    TaskId id = enqueue();
    Claim first = claim(id);
    assertSettles(first, RELEASE);
    Claim second = claim(id);

    assertFalse(settle(first, SUCCESS));
    assertStatus(TaskStatus.RUNNING, id);
    assertSettles(second, FAILURE);
    assertStatus(TaskStatus.FAILURE, id);
  }

  @Test
  @DisplayName("SETTLE-11: a claim from before a requeue settles nothing after it")
  void settle_11_a_claim_from_before_a_requeue_settles_nothing_after_it() {
    TaskId id = enqueue();
    Claim first = claim(id);
    assertSettles(first, FAILURE);
    assertTrue(admin().requeue(id));
    assertFalse(settle(first, SUCCESS));
    assertStatus(TaskStatus.PENDING, id);
    claim(id);

    assertFalse(settle(first, SUCCESS));
    assertStatus(TaskStatus.RUNNING, id);
  }

  @Test
  @DisplayName("SETTLE-12: an empty batch of settlements gives no answer")
  void settle_12_an_empty_batch_of_settlements_gives_no_answer() {
    assertEquals(List.of(), backend().settle(List.of()));
  }

  @Test
  @DisplayName("SETTLE-13: a claim that was kept aside settles by its task and token alone")
  void settle_13_a_claim_that_was_kept_aside_settles_by_its_task_and_token_alone() {
    TaskId id = enqueue();
    Claim claim = claim(id);
    // As a process would hold it that only kept the id and the token.
    Claim bare =
        new Claim(
            TaskMessage.builder(id, "other", Payload.json("0"), claim.message().enqueuedAt())
                .queue(QUEUE)
                .build(),
            claim.token(),
            0,
            0,
            false);

    assertSettles(bare, new Outcome.Retry(Duration.ZERO, error("again")));

    assertEquals(claim.message(), claim(id).message());
  }
}
