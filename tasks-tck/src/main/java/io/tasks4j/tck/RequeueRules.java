package io.tasks4j.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import io.tasks4j.When;
import io.tasks4j.backend.Capability;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.ClaimState;
import io.tasks4j.backend.Outcome;
import io.tasks4j.backend.Renewal;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.result.TaskMetadata;
import io.tasks4j.result.TaskQuery;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

abstract class RequeueRules extends Rules {
  RequeueRules(BackendContract contract) {
    super(contract);
  }

  @Test
  @DisplayName(
      "REQUEUE-1: a dead letter is put back as new: PENDING, due at once, all retries left")
  void requeue_1_a_dead_letter_is_put_back_as_new_pending_due_at_once_all_retries_left() {
    TaskId id = enqueue();
    assertSettles(claim(id), RETRY);
    claim(id);
    lapse();
    assertSettles(claim(id), FAILURE);

    assertTrue(admin().requeue(id));

    TaskMetadata task = find(id);
    assertEquals(TaskStatus.PENDING, task.status());
    assertEquals(0, task.failures());
    assertEquals(0, task.losses());
    assertEquals(Optional.empty(), task.finishedAt());
    Claim claim = claim(id);
    assertEquals(1, claim.attempt());
    assertSettles(claim, SUCCESS);
    assertStatus(TaskStatus.SUCCESS, id);
  }

  @Test
  @DisplayName("REQUEUE-2: a cancelled task is put back, also one that was delayed")
  void requeue_2_a_cancelled_task_is_put_back_also_one_that_was_delayed() {
    TaskId id = enqueue(has(Capability.DELAY) ? due(50) : message());
    admin().cancel(id);

    assertTrue(admin().requeue(id));

    assertEquals(1, claim(id).attempt());
  }

  @Test
  @DisplayName("REQUEUE-3: an expired task that is put back does not expire again")
  void requeue_3_an_expired_task_that_is_put_back_does_not_expire_again() {
    TaskId id = enqueue(message().expiry(Optional.of(new When.After(units(2)))));
    pass(3);
    assertStatus(TaskStatus.CANCELLED, id);

    assertTrue(admin().requeue(id));

    assertEquals(Optional.empty(), find(id).expiresAt());
    pass(5);
    claim(id);
  }

  @Test
  @DisplayName("REQUEUE-4: what waits, runs, has succeeded or is unknown is not put back")
  void requeue_4_what_waits_runs_has_succeeded_or_is_unknown_is_not_put_back() {
    TaskId id = enqueue();
    assertFalse(admin().requeue(id));
    Claim claim = claim(id);
    assertFalse(admin().requeue(id));
    assertSettles(claim, new Outcome.Retry(units(5), error("again")));
    assertFalse(admin().requeue(id));
    assertNothingReady();
    pass(6);
    assertSettles(claim(id), SUCCESS);
    assertFalse(admin().requeue(id));
    assertFalse(admin().requeue(TaskId.next()));

    assertStatus(TaskStatus.SUCCESS, id);
    assertNothingReady();
  }

  @Test
  @DisplayName("REQUEUE-5: of 4 threads that requeue one dead letter, one does")
  void requeue_5_of_4_threads_that_requeue_one_dead_letter_one_does() throws Exception {
    for (int round = 0; round < 10; round++) {
      TaskId id = enqueue();
      assertSettles(claim(id), FAILURE);

      List<Boolean> won = Threads.race(4, patience(), i -> () -> admin().requeue(id));

      assertEquals(1, won.stream().filter(w -> w).count());
      assertEquals(List.of(id), ids(claim(10)));
    }
  }

  @Test
  @DisplayName("PURGE-1: a purged task is gone: found by nobody, handed out to nobody")
  void purge_1_a_purged_task_is_gone_found_by_nobody_handed_out_to_nobody() {
    TaskId waiting = enqueue();
    TaskId success = enqueue(message().queue("other"));
    assertSettles(look(request().queues(List.of("other"))).claims().get(0), SUCCESS);
    TaskId dead = enqueue(message().queue("other"));
    assertSettles(look(request().queues(List.of("other"))).claims().get(0), FAILURE);

    for (TaskId id : List.of(waiting, success, dead)) {
      assertTrue(admin().purge(id));
      assertFalse(admin().purge(id));
      assertEquals(Optional.empty(), admin().find(id));
      assertEquals(Optional.empty(), backend().results().find(id));
    }
    assertNothingReady();
    assertEquals(List.of(), admin().list(TaskQuery.all()));
  }

  @Test
  @DisplayName("PURGE-2: a running task is not purged, and an unknown id is none")
  void purge_2_a_running_task_is_not_purged_and_an_unknown_id_is_none() {
    TaskId id = enqueue();
    Claim claim = claim(id);

    assertFalse(admin().purge(id));
    assertFalse(admin().purge(TaskId.next()));

    assertSettles(claim, SUCCESS);
  }

  @Test
  @DisplayName("PURGE-3: the id of a purged task can be enqueued again, as a new task")
  void purge_3_the_id_of_a_purged_task_can_be_enqueued_again_as_a_new_task() {
    TaskMessage message = message().build();
    backend().enqueue(List.of(message));
    Claim first = claim(message.id());
    assertSettles(first, RETRY);
    assertTrue(admin().purge(message.id()));

    assertTrue(backend().enqueue(List.of(message)).get(0).accepted());

    Claim second = claim(message.id());
    assertEquals(1, second.attempt());
    assertFalse(settle(first, SUCCESS));
    assertSettles(second, SUCCESS);
  }

  @Test
  @DisplayName("PAUSE-1: a paused queue hands out nothing until it is resumed; others go on")
  void pause_1_a_paused_queue_hands_out_nothing_until_it_is_resumed_others_go_on() {
    if (!has(Capability.PAUSE)) {
      refused(() -> admin().pause(QUEUE, true));
      return;
    }
    TaskId before = enqueue();
    admin().pause(QUEUE, true);
    admin().pause(QUEUE, true);
    TaskId after = enqueue();
    TaskId other = enqueue(message().queue("other"));

    assertEquals(
        List.of(other), ids(look(request().queues(List.of(QUEUE, "other")).max(10)).claims()));
    assertStatus(TaskStatus.PENDING, before);
    admin().pause(QUEUE, false);
    assertEquals(List.of(before, after), ids(claim(10)));
  }

  @Test
  @DisplayName("PAUSE-2: tasks that run when their queue is paused go on: renewed, settled")
  void pause_2_tasks_that_run_when_their_queue_is_paused_go_on_renewed_settled() {
    if (!has(Capability.PAUSE)) {
      refused(() -> admin().pause(QUEUE, true));
      return;
    }
    TaskId id = enqueue();
    Claim claim = claim(id);
    admin().pause(QUEUE, true);

    assertEquals(
        List.of(ClaimState.HELD),
        backend().renew(List.of(new Renewal(claim, Optional.empty())), lease()));
    assertSettles(claim, RETRY);
    assertNothingReady();
    admin().pause(QUEUE, false);
    claim(id);
  }

  @Test
  @DisplayName("PAUSE-3: while a queue is paused its tasks expire, are cancelled, and are lost")
  void pause_3_while_a_queue_is_paused_its_tasks_expire_are_cancelled_and_are_lost() {
    if (!has(Capability.PAUSE)) {
      refused(() -> admin().pause(QUEUE, true));
      return;
    }
    TaskId lost = enqueue();
    claim(lost);
    TaskId expires = enqueue(message().expiry(Optional.of(new When.After(units(5)))));
    TaskId cancelled = enqueue();
    admin().pause(QUEUE, true);
    admin().cancel(cancelled);
    lapse();

    assertNothingReady();

    assertStatus(TaskStatus.CANCELLED, expires);
    assertStatus(TaskStatus.CANCELLED, cancelled);
    admin().pause(QUEUE, false);
    assertEquals(2, claim(lost).attempt());
  }

  @Test
  @DisplayName("PAUSE-4: pausing and resuming from many threads is safe, and the last word counts")
  void pause_4_pausing_and_resuming_from_many_threads_is_safe_and_the_last_word_counts()
      throws Exception {
    if (!has(Capability.PAUSE)) {
      refused(() -> admin().pause(QUEUE, true));
      return;
    }
    TaskId id = enqueue();
    Threads.race(
        6,
        patience(),
        i ->
            () -> {
              for (int n = 0; n < 20; n++) {
                admin().pause(QUEUE, (n + i) % 2 == 0);
              }
              return true;
            });

    admin().pause(QUEUE, false);
    claim(id);
  }

  @Test
  @DisplayName("PAUSE-5: a name that is no queue name cannot be paused")
  void pause_5_a_name_that_is_no_queue_name_cannot_be_paused() {
    if (!has(Capability.PAUSE)) {
      refused(() -> admin().pause(QUEUE, true));
      return;
    }
    assertThrows(IllegalArgumentException.class, () -> admin().pause("no such name!", true));
  }
}
