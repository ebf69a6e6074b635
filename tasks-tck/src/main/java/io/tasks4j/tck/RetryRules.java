package io.tasks4j.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.TaskError;
import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import io.tasks4j.backend.Capability;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.Outcome;
import io.tasks4j.result.TaskMetadata;
import io.tasks4j.result.TaskResult;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

abstract class RetryRules extends Rules {
  RetryRules(BackendContract contract) {
    super(contract);
  }

  @Test
  @DisplayName(
      "RETRY-1: a failure to be tried again is RETRY, with its error, until its delay is over")
  void retry_1_a_failure_to_be_tried_again_is_retry_with_its_error_until_its_delay_is_over() {
    TaskId id = enqueue();
    assertSettles(claim(id), new Outcome.Retry(units(5), error("first")));

    TaskMetadata task = find(id);
    assertEquals(TaskStatus.RETRY, task.status());
    assertEquals(Optional.of(error("first")), task.error());
    assertEquals(Optional.empty(), task.finishedAt());
    assertEquals(1, task.failures());
    assertEquals(1, task.attempts());
    pass(3);
    assertNothingReady();
    pass(3);
    Claim second = claim(id);
    assertEquals(1, second.failures());
    assertEquals(2, second.attempt());
    assertFalse(find(id).startedAt().orElseThrow().isBefore(find(id).dueAt()));
  }

  @Test
  @DisplayName("RETRY-2: every failure counts, and the latest error is the one that is kept")
  void retry_2_every_failure_counts_and_the_latest_error_is_the_one_that_is_kept() {
    TaskId id = enqueue();
    for (int attempt = 1; attempt <= 12; attempt++) {
      Claim claim = claim(id);
      assertEquals(attempt, claim.attempt());
      assertEquals(attempt - 1, claim.failures());
      assertSettles(claim, new Outcome.Retry(Duration.ZERO, error("no. " + attempt)));
      assertEquals(Optional.of(error("no. " + attempt)), find(id).error());
    }
  }

  @Test
  @DisplayName("RETRY-3: lost deliveries use up no retry, and failures no delivery")
  void retry_3_lost_deliveries_use_up_no_retry_and_failures_no_delivery() {
    TaskId id = enqueue();
    assertSettles(claim(id), RETRY);
    claim(id);
    lapse();

    Claim third = claim(id);
    assertEquals(1, third.failures());
    assertEquals(1, third.losses());
    assertEquals(3, third.attempt());
    assertSettles(third, RETRY);
    Claim fourth = claim(id);
    assertEquals(2, fourth.failures());
    assertEquals(1, fourth.losses());
  }

  @Test
  @DisplayName("RETRY-4: ten failures do not make a poisonous task")
  void retry_4_ten_failures_do_not_make_a_poisonous_task() {
    TaskId id = enqueue();
    for (int i = 0; i < 10; i++) {
      Claim claim = claim(id);
      assertFalse(claim.lastDelivery());
      assertSettles(claim, RETRY);
    }

    assertStatus(TaskStatus.RETRY, id);
    assertEquals(0, claim(id).losses());
  }

  @Test
  @DisplayName("RETRY-5: a success after failures keeps the last error beside it")
  void retry_5_a_success_after_failures_keeps_the_last_error_beside_it() {
    TaskId id = enqueue();
    assertSettles(claim(id), RETRY);
    assertSettles(claim(id), SUCCESS);

    TaskResult result = backend().results().find(id).orElseThrow();
    assertEquals(TaskStatus.SUCCESS, result.status());
    assertEquals(2, result.attempts());
    assertEquals(Optional.of(error("failed for now")), result.error());
    assertEquals(1, find(id).failures());
  }

  @Test
  @DisplayName("RETRY-6: a task that is tried again keeps its priority and its place")
  void retry_6_a_task_that_is_tried_again_keeps_its_priority_and_its_place() {
    List<TaskId> ids = enqueue(3);
    assertSettles(claim(ids.get(0)), RETRY);
    if (has(Capability.PRIORITY)) {
      TaskId high = enqueue(message().priority(9));
      assertSettles(claim(high), RETRY);
      claim(high);
    }

    assertEquals(ids, ids(claim(10)));
  }

  @Test
  @DisplayName("RETRY-7: an error is kept with every member, and every character")
  void retry_7_an_error_is_kept_with_every_member_and_every_character() {
    TaskError error =
        new TaskError(
            TaskError.Reason.TIMEOUT,
            "com.example.Odd$Exception",
            "\"quotes\" \\ \u0000\u0001 naïve 漢字 👩‍🚀\n; DROP TABLE tasks --",
            "at a.B.c(B.java:1)\n\tat d.E.f(E.java:2)",
            3,
            Instant.ofEpochMilli(1_234_567_890_123L));
    TaskId retried = enqueue();
    assertSettles(claim(retried), new Outcome.Retry(units(1), error));
    TaskId failed = enqueue();
    assertSettles(claim(failed), new Outcome.Failure(error));

    assertEquals(Optional.of(error), find(retried).error());
    assertEquals(Optional.of(error), find(failed).error());
    assertEquals(Optional.of(error), backend().results().find(failed).orElseThrow().error());
  }

  @Test
  @DisplayName("RETRY-8: a retry that waits blocks no task behind it")
  void retry_8_a_retry_that_waits_blocks_no_task_behind_it() {
    List<TaskId> ids = enqueue(2);
    assertSettles(claim(ids.get(0)), new Outcome.Retry(units(50), RetryRules.error("later")));

    assertEquals(ids.subList(1, 2), ids(claim(10)));
    assertTrue(status(ids.get(0)) == TaskStatus.RETRY);
  }
}
