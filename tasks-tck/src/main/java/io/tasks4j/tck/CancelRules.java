package io.tasks4j.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import io.tasks4j.backend.CancelResult;
import io.tasks4j.backend.Capability;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.Outcome;
import io.tasks4j.result.TaskMetadata;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

abstract class CancelRules extends Rules {
  CancelRules(BackendContract contract) {
    super(contract);
  }

  @Test
  @DisplayName("CANCEL-1: a waiting task ends CANCELLED at once, and is never handed out")
  void cancel_1_a_waiting_task_ends_cancelled_at_once_and_is_never_handed_out() {
    TaskId id = enqueue();
    TaskId next = enqueue();

    assertEquals(CancelResult.CANCELLED, admin().cancel(id));

    assertStatus(TaskStatus.CANCELLED, id);
    assertTrue(find(id).finishedAt().isPresent());
    assertEquals(List.of(next), ids(claim(10)));
  }

  @Test
  @DisplayName("CANCEL-2: a delayed task and one that waits to be tried again end at once too")
  void cancel_2_a_delayed_task_and_one_that_waits_to_be_tried_again_end_at_once_too() {
    TaskId retry = enqueue();
    assertSettles(claim(retry), new Outcome.Retry(units(3), error("again")));
    assertEquals(CancelResult.CANCELLED, admin().cancel(retry));
    if (has(Capability.DELAY)) {
      TaskId delayed = enqueue(due(3));
      assertEquals(CancelResult.CANCELLED, admin().cancel(delayed));
      assertStatus(TaskStatus.CANCELLED, delayed);
    }
    pass(5);

    assertNothingReady();
    assertStatus(TaskStatus.CANCELLED, retry);
    assertEquals(Optional.of(error("again")), find(retry).error());
  }

  @Test
  @DisplayName("CANCEL-3: a running task is asked to end, goes on until it does, and is CANCELLED")
  void cancel_3_a_running_task_is_asked_to_end_goes_on_until_it_does_and_is_cancelled() {
    TaskId id = enqueue();
    Claim claim = claim(id);

    assertEquals(CancelResult.REQUESTED, admin().cancel(id));
    assertEquals(CancelResult.REQUESTED, admin().cancel(id));

    TaskMetadata task = find(id);
    assertEquals(TaskStatus.RUNNING, task.status());
    assertTrue(task.cancelRequested());
    assertEquals(Optional.empty(), task.finishedAt());
    assertSettles(claim, CANCELLED);
    assertStatus(TaskStatus.CANCELLED, id);
  }

  @Test
  @DisplayName("CANCEL-4: a success stands, although a cancel was requested")
  void cancel_4_a_success_stands_although_a_cancel_was_requested() {
    TaskId id = enqueue();
    Claim claim = claim(id);
    admin().cancel(id);

    assertSettles(claim, SUCCESS);

    assertStatus(TaskStatus.SUCCESS, id);
  }

  @Test
  @DisplayName("CANCEL-5: every other outcome of a task to be cancelled ends CANCELLED")
  void cancel_5_every_other_outcome_of_a_task_to_be_cancelled_ends_cancelled() {
    for (Outcome outcome :
        List.of(RETRY, FAILURE, RELEASE, CANCELLED, new Outcome.Unknown(Duration.ofHours(1)))) {
      TaskId id = enqueue();
      Claim claim = claim(id);
      admin().cancel(id);

      assertSettles(claim, outcome);

      assertStatus(TaskStatus.CANCELLED, id);
      assertNothingReady();
    }
  }

  @Test
  @DisplayName("CANCEL-6: the cancel of a task that ended, or is unknown, changes nothing")
  void cancel_6_the_cancel_of_a_task_that_ended_or_is_unknown_changes_nothing() {
    for (Outcome outcome : List.of(SUCCESS, FAILURE, CANCELLED)) {
      TaskId id = enqueue();
      assertSettles(claim(id), outcome);
      TaskMetadata before = find(id);

      assertEquals(CancelResult.NOTHING, admin().cancel(id));

      assertEquals(before, find(id));
    }
    assertEquals(CancelResult.NOTHING, admin().cancel(TaskId.next()));
  }

  @Test
  @DisplayName("CANCEL-7: a cancel request does not outlive a requeue")
  void cancel_7_a_cancel_request_does_not_outlive_a_requeue() {
    TaskId id = enqueue();
    Claim claim = claim(id);
    admin().cancel(id);
    assertSettles(claim, CANCELLED);
    assertTrue(admin().requeue(id));

    assertFalse(find(id).cancelRequested());
    assertSettles(claim(id), FAILURE);
    assertStatus(TaskStatus.FAILURE, id);
  }

  @Test
  @DisplayName("CANCEL-8: a cancel that meets claim and settlement ends in one of their ways")
  void cancel_8_a_cancel_that_meets_claim_and_settlement_ends_in_one_of_their_ways()
      throws Exception {
    for (int round = 0; round < 40; round++) {
      TaskId id = enqueue();
      List<Object> results =
          Threads.race(
              2,
              patience(),
              i ->
                  () -> {
                    if (i == 0) {
                      return admin().cancel(id);
                    }
                    List<Claim> claims = claim(1);
                    return claims.isEmpty() || settle(claims.get(0), SUCCESS) ? claims.size() : -1;
                  });

      boolean ran = results.get(1).equals(1);
      assertEquals(!ran, results.get(0) == CancelResult.CANCELLED, () -> results.toString());
      assertStatus(ran ? TaskStatus.SUCCESS : TaskStatus.CANCELLED, id);
    }
  }
}
