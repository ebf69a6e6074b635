package io.tasks4j.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.TaskStatus;
import io.tasks4j.When;
import io.tasks4j.backend.Capability;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.Claims;
import io.tasks4j.backend.Outcome;
import io.tasks4j.backend.Settlement;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.message.Dependant;
import io.tasks4j.message.Join;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.result.TaskResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

abstract class JoinRules extends GraphRules {
  JoinRules(BackendContract contract) {
    super(contract);
  }

  @Test
  @DisplayName("JOIN-1: a task that waits for others is PENDING, and not handed out before")
  void join_1_a_task_that_waits_for_others_is_pending_and_not_handed_out_before() {
    if (lacksJoins()) {
      return;
    }
    TaskMessage waiting = waiting(Join.of(2));
    enqueueAll(waiting);
    assertNothingReady();
    List<TaskMessage> parents = parentsOf(waiting);
    enqueueAll(parents);

    List<Claim> claims = claim(10);
    assertEquals(parents, claims.stream().map(Claim::message).toList());
    assertSettles(claims.get(0), SUCCESS);
    pass(5);

    assertNothingReady();
    assertStatus(TaskStatus.PENDING, waiting.id());
    assertEquals(1, stats(QUEUE).count(TaskStatus.PENDING));
    assertFalse(backend().results().find(waiting.id()).isPresent());
  }

  @Test
  @DisplayName("JOIN-2: it can be claimed as soon as the last of them is settled, once")
  void join_2_it_can_be_claimed_as_soon_as_the_last_of_them_is_settled_once() {
    if (lacksJoins()) {
      return;
    }
    TaskMessage waiting = waiting(Join.of(2));
    enqueueWithParents(waiting);
    List<Claim> claims = claim(10);
    assertSettles(claims.get(1), SUCCESS);

    assertSettles(claims.get(0), SUCCESS);

    Claim claim = claim(waiting.id());
    assertEquals(waiting, claim.message());
    assertEquals(1, claim.attempt());
    assertNothingReady();
    assertSettles(claim, SUCCESS);
    assertNothingReady();
  }

  @Test
  @DisplayName("JOIN-3: its release ends a waiting claim, in whatever queue it is")
  void join_3_its_release_ends_a_waiting_claim_in_whatever_queue_it_is() throws Exception {
    if (lacksJoins()) {
      return;
    }
    for (String queue : List.of(QUEUE, "other")) {
      TaskMessage waiting = waiting(Join.of(1)).toBuilder().queue(queue).build();
      enqueueWithParents(waiting);
      Claim parent = claim();
      Threads.Call<Claims> call =
          Threads.startWaiting(
              () ->
                  backend()
                      .claim(request().queues(List.of(queue)).maxWait(patience().multipliedBy(4))));

      assertSettles(parent, SUCCESS);

      assertEquals(List.of(waiting.id()), ids(call.get(patience()).claims()));
    }
  }

  @Test
  @DisplayName("JOIN-7: a delay and a relative expiry count from the release")
  void join_7_a_delay_and_a_relative_expiry_count_from_the_release() {
    if (lacksJoins()) {
      return;
    }
    TaskMessage.Builder late = waiting(Join.of(1)).toBuilder();
    late.expiry(Optional.of(new When.After(units(20))));
    if (has(Capability.DELAY)) {
      late.due(Optional.of(new When.After(units(5))));
    }
    TaskMessage waiting = late.build();
    TaskMessage idle = message("idle").join(waiting.join()).expiry(waiting.expiry()).build();
    enqueueAll(idle, parentOf(idle, 0).toBuilder().queue("other").build());
    enqueueWithParents(waiting);
    pass(30);
    assertSettles(claim(), SUCCESS);
    if (has(Capability.DELAY)) {
      pass(2);
      assertNothingReady();
      pass(4);
    }

    Claim claim = claim(waiting.id());

    assertSettles(claim, RELEASE);
    assertStatus(TaskStatus.PENDING, idle.id());
    pass(22);
    assertStatus(TaskStatus.CANCELLED, waiting.id());
    assertNothingReady();
  }

  @Test
  @DisplayName(
      "JOIN-8: a gate is never handed out, but ends SUCCESS itself, and wakes who awaits it")
  void join_8_a_gate_is_never_handed_out_but_ends_success_itself_and_wakes_who_awaits_it()
      throws Exception {
    if (lacksJoins()) {
      return;
    }
    TaskMessage after = waiting(Join.of(1));
    TaskMessage gate =
        waiting(Join.of(2).asGate()).toBuilder().dependants(List.of(dependant(after, 0))).build();
    enqueueAll(after);
    enqueueWithParents(gate);
    List<Claim> claims = claim(10);
    assertEquals(2, claims.size());
    Threads.Call<Optional<TaskResult>> waits =
        Threads.startWaiting(
            () -> backend().results().await(gate.id(), patience().multipliedBy(4)));
    assertSettles(claims.get(0), SUCCESS);
    assertStatus(TaskStatus.PENDING, gate.id());

    assertSettles(claims.get(1), SUCCESS);

    assertEquals(TaskStatus.SUCCESS, waits.get(patience()).orElseThrow().status());
    claim(after.id());
  }

  @Test
  @DisplayName("JOIN-9: a task may wait for many, and many may wait for one")
  void join_9_a_task_may_wait_for_many_and_many_may_wait_for_one() {
    if (lacksJoins()) {
      return;
    }
    int count = 600;
    TaskMessage last = waiting(Join.of(count));
    List<TaskMessage> middle = new ArrayList<>();
    List<Dependant> dependants = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      TaskMessage each = parentOf(last, i).toBuilder().join(Optional.of(Join.of(1))).build();
      middle.add(each);
      dependants.add(dependant(each, 0));
    }
    TaskMessage first = message("first").dependants(dependants).build();
    enqueueAll(last);
    enqueueAll(middle);
    enqueueAll(first);
    assertSettles(claim(first.id()), SUCCESS);
    List<Claim> claims = claim(1_000);
    assertEquals(middle.stream().map(TaskMessage::id).toList(), ids(claims));

    List<Settlement> all = claims.stream().map(c -> Settlement.of(c, SUCCESS)).toList();
    backend().settle(all.subList(0, count - 1));
    assertNothingReady();
    backend().settle(all.subList(count - 1, count));

    claim(last.id());
    assertJoin(count, count, 0, last.id());
  }

  @Test
  @DisplayName("JOIN-10: where threads end the last parents at once, it is released once")
  void join_10_where_threads_end_the_last_parents_at_once_it_is_released_once() throws Exception {
    if (lacksJoins()) {
      return;
    }
    for (int round = 0; round < 20; round++) {
      TaskMessage waiting = waiting(Join.of(4));
      enqueueWithParents(waiting);
      List<Claim> parents = claim(4);

      Threads.race(4, patience(), i -> () -> settle(parents.get(i), SUCCESS));

      assertSettles(claim(waiting.id()), SUCCESS);
      assertNothingReady();
    }
  }

  @Test
  @DisplayName("JOIN-12: two processes that end the last two parents at once release it once")
  void join_12_two_processes_that_end_the_last_two_parents_at_once_release_it_once()
      throws Exception {
    if (lacksJoins() || !has(Capability.MULTI_PROCESS)) {
      return;
    }
    TaskBackend other = reopen();
    for (int round = 0; round < 20; round++) {
      TaskMessage waiting = waiting(Join.of(2));
      enqueueWithParents(waiting);
      List<TaskBackend> both = List.of(backend(), other);
      List<Claim> parents = claim(2);

      Threads.race(
          2,
          patience(),
          i -> () -> both.get(i).settle(List.of(Settlement.of(parents.get(i), SUCCESS))));

      List<Claim> claims = new ArrayList<>(other.claim(request().max(9)).claims());
      claims.addAll(claim(9));
      assertEquals(List.of(waiting.id()), ids(claims));
      assertSettles(claims.get(0), SUCCESS);
    }
  }

  @Test
  @DisplayName("JOIN-13: a parent ends as ever when who waits for it is gone, or never was")
  void join_13_a_parent_ends_as_ever_when_who_waits_for_it_is_gone_or_never_was() {
    if (lacksJoins()) {
      return;
    }
    TaskMessage waiting = waiting(Join.of(2));
    List<TaskMessage> parents = enqueueWithParents(waiting);
    enqueueAll(parentOf(waiting(Join.of(1)), 0));
    assertTrue(admin().purge(waiting.id()));

    for (Claim claim : claim(10)) {
      assertSettles(claim, SUCCESS);
    }

    assertStatus(TaskStatus.SUCCESS, parents.get(1).id());
    assertNothingReady();
    assertFalse(admin().find(waiting.id()).isPresent());
  }

  @Test
  @DisplayName("JOIN-15: a claim of it is renewed, lost and delivered again like any other")
  void join_15_a_claim_of_it_is_renewed_lost_and_delivered_again_like_any_other() {
    if (lacksJoins()) {
      return;
    }
    TaskMessage waiting = waiting(Join.of(1));
    enqueueWithParents(waiting);
    assertSettles(claim(), SUCCESS);
    Claim lost = claim(waiting.id());
    lapse();

    Claim again = claim(waiting.id());

    assertEquals(1, again.losses());
    assertFalse(settle(lost, SUCCESS));
    assertSettles(again, new Outcome.Retry(Duration.ZERO, error("once")));
    assertStatus(TaskStatus.RETRY, waiting.id());
    assertSettles(claim(waiting.id()), SUCCESS);
    assertStatus(TaskStatus.SUCCESS, waiting.id());
  }
}
