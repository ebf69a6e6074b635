package io.tasks4j.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import io.tasks4j.backend.Capability;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.Outcome;
import io.tasks4j.backend.Settlement;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.message.CompositionPart;
import io.tasks4j.message.Dependant;
import io.tasks4j.message.Join;
import io.tasks4j.message.Payload;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.result.Arrival;
import io.tasks4j.result.TaskQuery;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

abstract class ArrivalRules extends GraphRules {
  ArrivalRules(BackendContract contract) {
    super(contract);
  }

  @Test
  @DisplayName("JOIN-4: of two ends in one slot the first counts, and no other")
  void join_4_of_two_ends_in_one_slot_the_first_counts_and_no_other() {
    if (lacksJoins()) {
      return;
    }
    TaskMessage waiting = waiting(Join.of(2));
    TaskMessage first = parentOf(waiting, 0);
    TaskMessage again = parentOf(waiting, 0);
    TaskMessage second = parentOf(waiting, 1);
    enqueueAll(waiting, first, again, second);
    assertSettles(claim(first.id()), success("1"));
    assertSettles(claim(again.id()), FAILURE);

    assertJoin(2, 1, 0, waiting.id());
    assertStatus(TaskStatus.PENDING, waiting.id());
    assertSettles(claim(second.id()), SUCCESS);

    assertEquals(first.id(), backend().results().arrivals(waiting.id(), 0, 9).get(0).parent());
    claim(waiting.id());
  }

  @Test
  @DisplayName("JOIN-5: results of parents are kept in order of their slots, byte for byte")
  void join_5_results_of_parents_are_kept_in_order_of_their_slots_byte_for_byte() {
    if (lacksJoins()) {
      return;
    }
    TaskMessage waiting = waiting(Join.of(4).tolerating(2));
    List<TaskMessage> parents = enqueueWithParents(waiting);
    List<Claim> claims = claim(10);
    Payload bytes = Payload.of(new byte[] {0, -1, 10, 13}, "application/x-bytes");
    assertSettles(claims.get(3), new Outcome.Success(Optional.of(bytes)));
    assertSettles(claims.get(2), FAILURE);
    assertSettles(claims.get(1), CANCELLED);
    // What it failed of before it succeeded is no one's concern.
    assertSettles(claims.get(0), RETRY);
    assertSettles(claim(parents.get(0).id()), SUCCESS);

    List<Arrival> arrivals = backend().results().arrivals(waiting.id(), 0, 10);

    assertEquals(
        List.of(
            arrival(0, parents.get(0), TaskStatus.SUCCESS),
            arrival(1, parents.get(1), TaskStatus.CANCELLED),
            new Arrival(
                2,
                parents.get(2).id(),
                "parent",
                TaskStatus.FAILURE,
                Optional.empty(),
                Optional.of(error("failed for good"))),
            new Arrival(
                3,
                parents.get(3).id(),
                "parent",
                TaskStatus.SUCCESS,
                Optional.of(bytes),
                Optional.empty())),
        arrivals);
    assertJoin(4, 4, 2, waiting.id());
    assertEquals(arrivals.subList(1, 3), backend().results().arrivals(waiting.id(), 1, 2));
    assertEquals(List.of(), backend().results().arrivals(waiting.id(), 4, 10));
  }

  private static Arrival arrival(int slot, TaskMessage parent, TaskStatus status) {
    return new Arrival(
        slot, parent.id(), parent.name(), status, Optional.empty(), Optional.empty());
  }

  @Test
  @DisplayName("JOIN-6: they outlive the parents, and the run of the task itself")
  void join_6_they_outlive_the_parents_and_the_run_of_the_task_itself() {
    if (lacksJoins()) {
      return;
    }
    TaskMessage waiting = waiting(Join.of(2));
    List<TaskMessage> parents = enqueueWithParents(waiting);
    assertSettles(claim(parents.get(0).id()), success("\"kept\""));
    assertTrue(admin().purge(parents.get(0).id()));
    assertSettles(claim(parents.get(1).id()), SUCCESS);

    Claim claim = claim(waiting.id());
    assertSettles(claim, RETRY);
    assertSettles(claim(waiting.id()), FAILURE);
    assertTrue(admin().requeue(waiting.id()));
    assertSettles(claim(waiting.id()), SUCCESS);

    assertEquals(
        Optional.of(Payload.json("\"kept\"")),
        backend().results().arrivals(waiting.id(), 0, 1).get(0).value());
    assertTrue(admin().purge(waiting.id()));
    assertEquals(Optional.empty(), backend().results().joinState(waiting.id()));
    assertEquals(List.of(), backend().results().arrivals(waiting.id(), 0, 1));
  }

  @Test
  @DisplayName("JOIN-11: who waits, and what has arrived, outlives a restart")
  void join_11_who_waits_and_what_has_arrived_outlives_a_restart() {
    if (lacksJoins() || !has(Capability.DURABLE)) {
      return;
    }
    TaskMessage waiting = waiting(Join.of(2));
    enqueueWithParents(waiting);
    assertSettles(claim(), success("\"kept\""));
    backend().close();

    TaskBackend again = reopen();
    assertEquals(TaskStatus.PENDING, again.admin().find(waiting.id()).orElseThrow().status());
    Claim parent = again.claim(request()).claims().get(0);
    again.settle(List.of(Settlement.of(parent, SUCCESS)));

    assertEquals(List.of(waiting.id()), ids(again.claim(request()).claims()));
    assertEquals(
        Optional.of(Payload.json("\"kept\"")),
        again.results().arrivals(waiting.id(), 0, 1).get(0).value());
  }

  @Test
  @DisplayName("JOIN-14: what a task waits for, and who waits for it, comes back as it was stored")
  void join_14_what_a_task_waits_for_and_who_waits_for_it_comes_back_as_it_was_stored() {
    if (lacksJoins()) {
      return;
    }
    TaskId whole = TaskId.next();
    Join join = new Join(3, 1, 2, true, Join.Input.ALL, false);
    TaskMessage waiting =
        waiting(join).toBuilder()
            .part(
                Optional.of(new CompositionPart(whole, CompositionPart.Kind.WORKFLOW, "pay", 2, 7)))
            .dependants(
                List.of(
                    new Dependant(TaskId.next(), "other", 4, true),
                    new Dependant(TaskId.next(), QUEUE, 0, false)))
            .build();

    enqueueAll(waiting);

    assertEquals(waiting, find(waiting.id()).message());
    List<TaskId> ids = new ArrayList<>();
    admin().list(TaskQuery.of(TaskStatus.PENDING)).forEach(t -> ids.add(t.id()));
    assertEquals(new HashSet<>(List.of(waiting.id())), new HashSet<>(ids));
  }
}
