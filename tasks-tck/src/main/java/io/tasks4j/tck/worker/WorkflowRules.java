package io.tasks4j.tck.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.TaskExecutionException;
import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.chain.ChainProgress;
import io.tasks4j.chain.ChainStatus;
import io.tasks4j.chain.Step;
import io.tasks4j.chain.StepFailure;
import io.tasks4j.chain.Workflow;
import io.tasks4j.chain.WorkflowHandle;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

abstract class WorkflowRules extends CompositionRules {
  WorkflowRules(Callable<TaskBackend> opener) {
    super(opener);
  }

  /** Two that depend on one, and a sum of both; then a report that runs anyway. */
  private static Workflow diamond() {
    return Workflow.of(
        Step.of("report", REPORT, "sum:").after("sum", "left").runsAnyway(),
        Step.fromAll(List.of("left", "right"), "sum", SUM),
        Step.from("start", "right", ADD_ONE).options(ONCE.queue("names")),
        Step.from("start", "left", ADD_ONE),
        Step.of("start", ADD_ONE, 10));
  }

  @Test
  @DisplayName(
      "CHAIN-10: the steps of a workflow run after those they depend on, with their results")
  void chain_10_the_steps_of_a_workflow_run_after_those_they_depend_on_with_their_results()
      throws Exception {
    if (lacksJoins()) {
      return;
    }
    WorkflowHandle handle = queue().enqueue(diamond());
    assertEquals(ChainStatus.PENDING, handle.status());
    start(worker());

    handle.await(SOON);

    assertEquals(ChainStatus.COMPLETED, handle.status());
    assertEquals(new ChainProgress(5, 0, 5), handle.progress());
    assertEquals("sum: 24 SUCCESS", handle.step("report", REPORT).await(SOON));
    assertEquals(List.of(10, 11, 11), List.copyOf(ran));
    assertEquals(List.of(), handle.failures());
  }

  @Test
  @DisplayName("CHAIN-11: what comes after a failure is skipped, or runs anyway; a retry goes on")
  void chain_11_what_comes_after_a_failure_is_skipped_or_runs_anyway_a_retry_goes_on()
      throws Exception {
    if (lacksJoins()) {
      return;
    }
    broken.add(11);
    start(worker());
    WorkflowHandle handle = queue().enqueue(diamond());

    assertThrows(TaskExecutionException.class, () -> handle.await(SOON));

    assertEquals(ChainStatus.FAILED, handle.status());
    assertEquals("sum: -1 CANCELLED", handle.step("report", REPORT).await(SOON));
    assertEquals(new ChainProgress(5, 3, 5), handle.progress());
    assertEquals(
        Set.of("left", "right", "sum"),
        Set.copyOf(handle.failures().stream().map(StepFailure::step).toList()));
    assertEquals(
        List.of("sum"),
        handle.failures().stream().filter(StepFailure::skipped).map(StepFailure::step).toList());
    broken.clear();

    assertTrue(WorkflowHandle.of(queue(), handle.id()).retry());
    handle.await(SOON);

    assertEquals(24, handle.step("sum", SUM).await(SOON));
    assertEquals(ChainStatus.COMPLETED, handle.status());
    assertEquals(List.of(10, 11, 11, 11, 11), List.copyOf(ran));
  }

  @Test
  @DisplayName("CHAIN-12: a cancelled workflow runs nothing that waits, and can be retried")
  void chain_12_a_cancelled_workflow_runs_nothing_that_waits_and_can_be_retried() throws Exception {
    if (lacksJoins()) {
      return;
    }
    WorkflowHandle handle = queue().enqueue(diamond());

    assertTrue(handle.cancel());
    start(worker());

    soon().until(() -> handle.progress().ended() >= 4);
    assertEquals(ChainStatus.CANCELLED, handle.status());
    assertEquals(List.of(), List.copyOf(ran));
    assertTrue(handle.retry());
    handle.await(SOON);
    assertEquals(24, handle.step("sum", SUM).await(SOON));
  }

  @Test
  @DisplayName(
      "CHAIN-16: a workflow enqueued again while it runs runs no step that the store has forgotten")
  void chain_16_a_workflow_enqueued_again_while_it_runs_runs_no_step_that_the_store_has_forgotten()
      throws Exception {
    if (lacksJoins()) {
      return;
    }
    start(worker());
    Workflow workflow =
        Workflow.of(
                Step.of("first", ADD_ONE, 1),
                Step.from("first", "second", ADD_ONE),
                Step.from("second", "third", HOLD),
                Step.from("third", "fourth", ADD_ONE))
            .id(TaskId.derived("order 9"));
    WorkflowHandle handle = queue().enqueue(workflow);
    assertTrue(entered.await(SOON.toSeconds(), TimeUnit.SECONDS));
    // As retention does in time.
    for (String step : List.of("first", "second")) {
      assertTrue(queue().admin().purge(handle.step(step, ADD_ONE).id()));
    }

    assertEquals(handle.id(), queue().enqueue(workflow).id());

    for (String step : List.of("first", "second")) {
      assertTrue(queue().admin().find(handle.step(step, ADD_ONE).id()).isEmpty());
    }
    release.countDown();
    handle.await(SOON);
    assertEquals(List.of(1, 2, 3), List.copyOf(ran));
  }

  @Test
  @DisplayName("CHAIN-19: a workflow that lacks a step it would have to run is not retried")
  void chain_19_a_workflow_that_lacks_a_step_it_would_have_to_run_is_not_retried()
      throws Exception {
    if (lacksJoins()) {
      return;
    }
    broken.addAll(List.of(5, 7));
    start(worker());
    for (String gone : List.of("one", "after")) {
      Workflow workflow =
          Workflow.of(
              Step.of("one", ADD_ONE, 5),
              Step.of("two", ADD_ONE, 7),
              Step.from("two", "after", ADD_ONE));
      WorkflowHandle handle = queue().enqueue(workflow);
      soon().until(() -> handle.status() == ChainStatus.FAILED);
      // As retention does in time: one that failed, and one that never ran because of another.
      assertTrue(queue().admin().purge(handle.step(gone, ADD_ONE).id()));

      assertFalse(handle.retry());

      assertEquals(ChainStatus.FAILED, handle.status());
      assertEquals(TaskStatus.FAILURE, handle.step("two", ADD_ONE).status());
    }
    assertEquals(4, ran.size());
  }

  @Test
  @DisplayName("CHAIN-24: of several steps that failed, awaiting the workflow throws the first")
  void chain_24_of_several_steps_that_failed_awaiting_the_workflow_throws_the_first()
      throws Exception {
    if (lacksJoins()) {
      return;
    }
    broken.addAll(List.of(1, 6));
    start(worker());
    WorkflowHandle handle =
        queue()
            .enqueue(
                Workflow.of(
                    Step.of("hold", HOLD, 1),
                    Step.of("first", ADD_ONE, 5),
                    Step.from("hold", "late", ADD_ONE),
                    Step.from("first", "early", ADD_ONE)));
    soon().until(() -> handle.step("early", ADD_ONE).status() == TaskStatus.FAILURE);

    release.countDown();

    TaskExecutionException thrown =
        assertThrows(TaskExecutionException.class, () -> handle.await(SOON));
    assertEquals(TaskStatus.FAILURE, handle.step("late", ADD_ONE).status());
    assertTrue(thrown.toString().contains("broken at 6"), thrown.toString());
  }
}
