package io.tasks4j.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.TaskError;
import io.tasks4j.TaskStatus;
import io.tasks4j.backend.CancelResult;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.Settlement;
import io.tasks4j.message.Join;
import io.tasks4j.message.TaskMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

abstract class FirstFailureRules extends GraphRules {
  FirstFailureRules(BackendContract contract) {
    super(contract);
  }

  private void assertNames(TaskMessage parent, TaskMessage ended) {
    assertStatus(TaskStatus.CANCELLED, ended.id());
    TaskError error = find(ended.id()).error().orElseThrow();
    assertEquals(TaskError.Reason.PARENT, error.reason());
    assertEquals(Optional.of(parent.id()), error.origin());
    assertEquals(Optional.of(error), backend().results().find(ended.id()).orElseThrow().error());
  }

  /** Claims parents that were enqueued last, in the order of their slots. */
  private List<Claim> claimAll(List<TaskMessage> parents) {
    List<Claim> claims = new ArrayList<>();
    parents.forEach(parent -> claims.add(claim(parent.id())));
    return claims;
  }

  private void fail(Claim claim) {
    assertSettles(claim, FAILURE);
    pass(1);
  }

  @Test
  @DisplayName("PARENT-12: of two parents that failed the error names the first in time")
  void parent_12_of_two_parents_that_failed_the_error_names_the_first_in_time() {
    if (lacksJoins()) {
      return;
    }
    for (Join join : List.of(Join.of(2).patiently(), Join.of(3).tolerating(1))) {
      for (int first = 0; first < 2; first++) {
        TaskMessage waiting = waiting(join);
        List<TaskMessage> parents = enqueueWithParents(waiting);
        List<Claim> claims = claimAll(parents);

        fail(claims.get(first));
        fail(claims.get(1 - first));

        assertNames(parents.get(first), waiting);
      }
    }
  }

  @Test
  @DisplayName("PARENT-13: of those that failed by one call the error names the first of the call")
  void parent_13_of_those_that_failed_by_one_call_the_error_names_the_first_of_the_call() {
    if (lacksJoins()) {
      return;
    }
    TaskMessage waiting = waiting(Join.of(2).patiently());
    List<TaskMessage> parents = enqueueWithParents(waiting);
    List<Claim> claims = claimAll(parents);

    List<Boolean> applied =
        backend()
            .settle(
                List.of(
                    Settlement.of(claims.get(1), FAILURE), Settlement.of(claims.get(0), FAILURE)));

    assertEquals(List.of(true, true), applied);
    assertNames(parents.get(1), waiting);
  }

  @Test
  @DisplayName("PARENT-14: a parent that was put back and fails again is not the first any more")
  void parent_14_a_parent_that_was_put_back_and_fails_again_is_not_the_first_any_more() {
    if (lacksJoins()) {
      return;
    }
    TaskMessage waiting = waiting(Join.of(2).patiently());
    List<TaskMessage> parents = enqueueWithParents(waiting);
    claimAll(parents).forEach(this::fail);
    assertNames(parents.get(0), waiting);

    assertTrue(admin().requeue(parents.get(0).id()));
    fail(claim(parents.get(0).id()));

    assertNames(parents.get(1), waiting);
  }

  @Test
  @DisplayName("PARENT-15: a gate whose parents ended while it was cancelled opens when put back")
  void parent_15_a_gate_whose_parents_ended_while_it_was_cancelled_opens_when_put_back() {
    if (lacksJoins()) {
      return;
    }
    TaskMessage last = waiting(Join.of(1));
    TaskMessage gate = parentOf(last, 0).toBuilder().join(Optional.of(Join.of(1).asGate())).build();
    TaskMessage first = parentOf(gate, 0);
    enqueueAll(last, gate, first);
    assertEquals(CancelResult.CANCELLED, admin().cancel(gate.id()));
    assertSettles(claim(first.id()), SUCCESS);
    assertStatus(TaskStatus.CANCELLED, last.id());

    assertTrue(admin().requeue(gate.id()));

    assertStatus(TaskStatus.SUCCESS, gate.id());
    claim(last.id());
  }
}
