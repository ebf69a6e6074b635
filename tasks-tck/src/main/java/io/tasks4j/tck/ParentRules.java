package io.tasks4j.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.TaskError;
import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import io.tasks4j.When;
import io.tasks4j.backend.CancelResult;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.ClaimState;
import io.tasks4j.backend.Outcome;
import io.tasks4j.backend.Renewal;
import io.tasks4j.message.Dependant;
import io.tasks4j.message.Join;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.result.Arrival;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

abstract class ParentRules extends GraphRules {
  ParentRules(BackendContract contract) {
    super(contract);
  }

  private void assertEndedBy(TaskMessage parent, TaskMessage ended) {
    assertStatus(TaskStatus.CANCELLED, ended.id());
    TaskError error = find(ended.id()).error().orElseThrow();
    assertEquals(TaskError.Reason.PARENT, error.reason());
    assertEquals(Optional.of(parent.id()), error.origin());
    assertTrue(error.message().contains(parent.id().toString()), error.message());
    assertEquals(Optional.of(error), backend().results().find(ended.id()).orElseThrow().error());
  }

  @Test
  @DisplayName("PARENT-1: every end of a parent is noticed, whatever brought it about")
  void parent_1_every_end_of_a_parent_is_noticed_whatever_brought_it_about() {
    if (lacksJoins()) {
      return;
    }
    open(settings().maxDeliveries(1));
    TaskMessage waiting = waiting(Join.of(9).tolerating(9));
    List<TaskMessage> parents = new ArrayList<>(parentsOf(waiting));
    parents.set(
        0, parents.get(0).toBuilder().expiry(Optional.of(new When.After(units(5)))).build());
    parents.set(
        1, parents.get(1).toBuilder().expiry(Optional.of(new When.After(units(5)))).build());
    enqueueAll(waiting);
    enqueueAll(parents.subList(0, 1));
    pass(6);
    assertStatus(TaskStatus.CANCELLED, parents.get(0).id());
    assertJoin(9, 1, 1, waiting.id());
    enqueueAll(parents.subList(1, 9));
    Claim expires = claim(parents.get(1).id());
    pass(6);
    assertSettles(expires, RELEASE);
    assertStatus(TaskStatus.CANCELLED, parents.get(1).id());
    assertJoin(9, 2, 2, waiting.id());
    assertSettles(claim(parents.get(2).id()), SUCCESS);
    assertSettles(claim(parents.get(3).id()), FAILURE);
    assertSettles(claim(parents.get(4).id()), new Outcome.Unknown(Duration.ZERO));
    assertJoin(9, 5, 4, waiting.id());
    assertEquals(CancelResult.CANCELLED, admin().cancel(parents.get(5).id()));
    assertTrue(admin().purge(parents.get(6).id()));
    assertJoin(9, 7, 6, waiting.id());
    Claim cancelled = claim(parents.get(7).id());
    assertEquals(CancelResult.REQUESTED, admin().cancel(parents.get(7).id()));
    assertSettles(cancelled, RETRY);
    assertJoin(9, 8, 7, waiting.id());
    claim(parents.get(8).id());
    lapse();

    // The claim that finds the loss may or may not find what it released.
    List<Claim> claims = new ArrayList<>(claim(10));
    claims.addAll(claim(10));

    assertEquals(List.of(waiting.id()), ids(claims));
    assertJoin(9, 9, 8, waiting.id());
    TaskStatus[] statuses =
        backend().results().arrivals(waiting.id(), 0, 9).stream()
            .map(Arrival::status)
            .toArray(TaskStatus[]::new);
    assertEquals(
        List.of(
            TaskStatus.CANCELLED,
            TaskStatus.CANCELLED,
            TaskStatus.SUCCESS,
            TaskStatus.FAILURE,
            TaskStatus.FAILURE,
            TaskStatus.CANCELLED,
            TaskStatus.CANCELLED,
            TaskStatus.CANCELLED,
            TaskStatus.FAILURE),
        List.of(statuses));
  }

  @Test
  @DisplayName("PARENT-2: a retry, a release and a loss that is not the last are no ends")
  void parent_2_a_retry_a_release_and_a_loss_that_is_not_the_last_are_no_ends() {
    if (lacksJoins()) {
      return;
    }
    TaskMessage waiting = waiting(Join.of(1));
    TaskMessage parent = enqueueWithParents(waiting).get(0);
    assertSettles(claim(parent.id()), RETRY);
    assertSettles(claim(parent.id()), RELEASE);
    claim(parent.id());
    lapse();
    Claim last = claim(parent.id());
    assertJoin(1, 0, 0, waiting.id());

    assertSettles(last, SUCCESS);

    claim(waiting.id());
  }

  @Test
  @DisplayName("PARENT-3: one failure more than it bears ends it CANCELLED at once, and says whose")
  void parent_3_one_failure_more_than_it_bears_ends_it_cancelled_at_once_and_says_whose() {
    if (lacksJoins()) {
      return;
    }
    TaskMessage strict = waiting(Join.of(2));
    TaskMessage lenient = waiting(Join.of(3).tolerating(1));
    List<TaskMessage> parents = enqueueWithParents(strict);
    List<TaskMessage> others = enqueueWithParents(lenient);

    assertSettles(claim(parents.get(0).id()), FAILURE);
    assertEndedBy(parents.get(0), strict);
    assertEquals(
        "java.io.IOException", find(strict.id()).error().map(TaskError::type).orElseThrow());
    assertEquals(CancelResult.CANCELLED, admin().cancel(others.get(1).id()));
    assertStatus(TaskStatus.PENDING, lenient.id());
    assertSettles(claim(parents.get(1).id()), SUCCESS);
    assertSettles(claim(others.get(0).id()), SUCCESS);
    assertSettles(claim(others.get(2).id()), SUCCESS);

    assertSettles(claim(lenient.id()), SUCCESS);
    assertNothingReady();
    assertStatus(TaskStatus.CANCELLED, strict.id());
  }

  @Test
  @DisplayName("PARENT-4: a patient one ends so only when all parents have ended")
  void parent_4_a_patient_one_ends_so_only_when_all_parents_have_ended() {
    if (lacksJoins()) {
      return;
    }
    TaskMessage waiting = waiting(Join.of(2).patiently().asGate());
    List<TaskMessage> parents = enqueueWithParents(waiting);
    assertSettles(claim(parents.get(0).id()), FAILURE);
    assertStatus(TaskStatus.PENDING, waiting.id());

    assertSettles(claim(parents.get(1).id()), SUCCESS);

    assertEndedBy(parents.get(0), waiting);
  }

  @Test
  @DisplayName(
      "PARENT-5: one that is for failures runs when there were enough, else ends CANCELLED")
  void parent_5_one_that_is_for_failures_runs_when_there_were_enough_else_ends_cancelled() {
    if (lacksJoins()) {
      return;
    }
    TaskMessage spared = waiting(Join.of(1).needing(1));
    TaskMessage needed = waiting(Join.of(1).needing(1));
    enqueueWithParents(spared);
    enqueueWithParents(needed);

    assertSettles(claim(), SUCCESS);
    assertSettles(claim(), FAILURE);

    assertStatus(TaskStatus.CANCELLED, spared.id());
    assertEquals(Optional.empty(), find(spared.id()).error());
    claim(needed.id());
    assertNothingReady();
  }

  /** Steps each of which waits for the one before; the first waits for none. */
  private static List<TaskMessage> line(int count) {
    List<TaskMessage> line = new ArrayList<>();
    for (int i = count - 1; i >= 0; i--) {
      TaskMessage.Builder step = message("step");
      if (i > 0) {
        step.join(Optional.of(Join.of(1)));
      }
      if (!line.isEmpty()) {
        step.dependants(List.of(dependant(line.get(0), 0)));
      }
      line.add(0, step.build());
    }
    return line;
  }

  private List<TaskMessage> enqueueLine(int count) {
    List<TaskMessage> line = line(count);
    List<TaskMessage> lastFirst = new ArrayList<>(line);
    Collections.reverse(lastFirst);
    enqueueAll(lastFirst);
    return line;
  }

  @Test
  @DisplayName("PARENT-6: it goes on through 10,000 that wait, and the last tells of the first")
  void parent_6_it_goes_on_through_10_000_that_wait_and_the_last_tells_of_the_first() {
    if (lacksJoins()) {
      return;
    }
    List<TaskMessage> line = enqueueLine(10_000);

    assertSettles(claim(line.get(0).id()), FAILURE);

    assertEndedBy(line.get(0), line.get(1));
    assertEndedBy(line.get(0), line.get(9_999));
    assertEquals(9_999, stats(QUEUE).count(TaskStatus.CANCELLED));
    assertNothingReady();
  }

  @Test
  @DisplayName("PARENT-7: a parent that is put back revives those that ended because of it")
  void parent_7_a_parent_that_is_put_back_revives_those_that_ended_because_of_it() {
    if (lacksJoins()) {
      return;
    }
    TaskMessage last = waiting(Join.of(2));
    TaskMessage middle = parentOf(last, 0).toBuilder().join(Optional.of(Join.of(2))).build();
    TaskMessage good = parentOf(middle, 0);
    TaskMessage bad = parentOf(middle, 1);
    TaskMessage late = parentOf(last, 1);
    enqueueAll(last, middle, good, bad, late);
    assertSettles(claim(good.id()), success("1"));
    assertSettles(claim(bad.id()), FAILURE);
    assertEndedBy(bad, last);
    assertSettles(claim(late.id()), success("2"));

    assertTrue(admin().requeue(bad.id()));

    assertStatus(TaskStatus.PENDING, middle.id());
    assertStatus(TaskStatus.PENDING, last.id());
    assertEquals(Optional.empty(), find(last.id()).error());
    assertJoin(2, 1, 0, middle.id());
    assertJoin(2, 1, 0, last.id());
    assertSettles(claim(bad.id()), FAILURE);
    assertEndedBy(bad, last);
    assertTrue(admin().requeue(bad.id()));
    assertSettles(claim(bad.id()), SUCCESS);
    assertSettles(claim(middle.id()), SUCCESS);
    claim(last.id());
    assertEquals(2, backend().results().arrivals(last.id(), 0, 9).size());
  }

  @Test
  @DisplayName("PARENT-8: it stays ended while another parent of it has failed")
  void parent_8_it_stays_ended_while_another_parent_of_it_has_failed() {
    if (lacksJoins()) {
      return;
    }
    TaskMessage waiting = waiting(Join.of(2));
    List<TaskMessage> parents = enqueueWithParents(waiting);
    assertSettles(claim(parents.get(0).id()), FAILURE);
    assertSettles(claim(parents.get(1).id()), FAILURE);

    assertTrue(admin().requeue(parents.get(0).id()));
    assertStatus(TaskStatus.CANCELLED, waiting.id());
    assertTrue(admin().requeue(parents.get(1).id()));

    assertStatus(TaskStatus.PENDING, waiting.id());
    assertJoin(2, 0, 0, waiting.id());
  }

  @Test
  @DisplayName("PARENT-9: it is not put back itself while a parent stands in its way")
  void parent_9_it_is_not_put_back_itself_while_a_parent_stands_in_its_way() {
    if (lacksJoins()) {
      return;
    }
    TaskMessage barred = waiting(Join.of(1));
    TaskMessage early = waiting(Join.of(1));
    TaskMessage late = waiting(Join.of(1));
    TaskMessage failed = enqueueWithParents(barred).get(0);
    enqueueWithParents(early);
    enqueueWithParents(late);
    assertSettles(claim(failed.id()), FAILURE);
    assertEquals(CancelResult.CANCELLED, admin().cancel(early.id()));
    assertEquals(CancelResult.CANCELLED, admin().cancel(late.id()));

    assertFalse(admin().requeue(barred.id()));
    assertTrue(admin().requeue(early.id()));
    assertStatus(TaskStatus.PENDING, early.id());
    assertSettles(claim(), SUCCESS);
    assertSettles(claim(early.id()), SUCCESS);
    assertSettles(claim(), SUCCESS);
    assertNothingReady();
    assertTrue(admin().requeue(late.id()));

    assertSettles(claim(late.id()), SUCCESS);
    assertStatus(TaskStatus.CANCELLED, barred.id());
    TaskMessage both = waiting(Join.of(1));
    TaskMessage parent = enqueueWithParents(both).get(0);
    assertEquals(CancelResult.CANCELLED, admin().cancel(both.id()));
    assertSettles(claim(parent.id()), FAILURE);
    assertFalse(admin().requeue(both.id()));
    assertTrue(admin().requeue(parent.id()));
    assertStatus(TaskStatus.PENDING, both.id());
    assertSettles(claim(parent.id()), SUCCESS);
    claim(both.id());
  }

  @Test
  @DisplayName(
      "PARENT-10: one that is cancelled, expires or is purged while it waits is an end too")
  void parent_10_one_that_is_cancelled_expires_or_is_purged_while_it_waits_is_an_end_too() {
    if (lacksJoins()) {
      return;
    }
    TaskMessage last = waiting(Join.of(3).tolerating(3));
    List<TaskMessage> middle = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      middle.add(parentOf(last, i).toBuilder().join(Optional.of(Join.of(1))).build());
    }
    var now = find(enqueue(message("clock").queue("other"))).enqueuedAt();
    Optional<When> soon = Optional.of(new When.At(now.plus(units(5))));
    middle.set(1, middle.get(1).toBuilder().expiry(soon).build());
    enqueueAll(last);
    enqueueAll(middle);
    List<TaskMessage> parents = middle.stream().map(m -> parentOf(m, 0)).toList();
    enqueueAll(parents);
    assertEquals(CancelResult.CANCELLED, admin().cancel(middle.get(0).id()));
    pass(6);
    assertStatus(TaskStatus.CANCELLED, middle.get(1).id());
    assertJoin(3, 2, 2, last.id());

    assertTrue(admin().purge(middle.get(2).id()));

    for (Claim claim : claim(10)) {
      assertSettles(claim, SUCCESS);
    }
    assertStatus(TaskStatus.SUCCESS, last.id());
    assertJoin(3, 3, 3, last.id());
  }

  @Test
  @DisplayName(
      "PARENT-11: what is bound to a task that was given up is not run, and told if it runs")
  void parent_11_what_is_bound_to_a_task_that_was_given_up_is_not_run_and_told_if_it_runs() {
    if (lacksJoins()) {
      return;
    }
    TaskMessage waiting = waiting(Join.of(4));
    List<TaskMessage> members = new ArrayList<>();
    for (int slot = 0; slot < 4; slot++) {
      Dependant bound = new Dependant(waiting.id(), QUEUE, slot, true);
      members.add(message("member").dependants(List.of(bound)).build());
    }
    enqueueAll(waiting);
    enqueueAll(members);
    Claim first = claim(members.get(0).id());
    Claim second = claim(members.get(1).id());
    Renewal renewal = new Renewal(second, Optional.empty());
    assertEquals(List.of(ClaimState.HELD), backend().renew(List.of(renewal), lease()));
    assertSettles(first, FAILURE);

    TaskId other = enqueue();

    assertEquals(List.of(other), ids(claim(10)));
    assertStatus(TaskStatus.CANCELLED, members.get(2).id());
    assertStatus(TaskStatus.CANCELLED, members.get(3).id());
    assertEquals(
        Optional.of(TaskError.Reason.PARENT),
        find(members.get(3).id()).error().map(TaskError::reason));
    assertEquals(List.of(ClaimState.CANCEL_REQUESTED), backend().renew(List.of(renewal), lease()));
    assertSettles(second, SUCCESS);
    assertTrue(admin().requeue(members.get(3).id()));
    Claim putBack = claim(members.get(3).id());
    assertEquals(
        List.of(ClaimState.HELD),
        backend().renew(List.of(new Renewal(putBack, Optional.empty())), lease()));
    assertTrue(admin().requeue(members.get(0).id()));
    assertTrue(admin().requeue(members.get(2).id()));
    assertStatus(TaskStatus.PENDING, waiting.id());
    assertEquals(2, claim(10).size());
  }
}
