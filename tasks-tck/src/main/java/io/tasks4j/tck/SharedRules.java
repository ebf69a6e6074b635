package io.tasks4j.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import io.tasks4j.backend.Capability;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.Claims;
import io.tasks4j.backend.EnqueueResult;
import io.tasks4j.backend.Limits;
import io.tasks4j.backend.Settlement;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.result.TaskResult;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Two backends on one store stand for two processes. */
abstract class SharedRules extends Rules {
  SharedRules(BackendContract contract) {
    super(contract);
  }

  /** Two backends of a store that cannot be shared have nothing to do with each other. */
  private boolean lacksSharing() {
    if (has(Capability.MULTI_PROCESS)) {
      return false;
    }
    TaskId id = enqueue();
    assertEquals(Optional.empty(), open(settings()).admin().find(id));
    assertNothingReady();
    return true;
  }

  @Test
  @DisplayName("SHARED-1: what one enqueues another claims, settles and answers for")
  void shared_1_what_one_enqueues_another_claims_settles_and_answers_for() {
    if (lacksSharing()) {
      return;
    }
    TaskBackend other = reopen();
    TaskId id = enqueue();

    Claim claim = other.claim(request()).claims().get(0);
    assertStatus(TaskStatus.RUNNING, id);
    assertNothingReady();
    assertEquals(List.of(true), other.settle(List.of(Settlement.of(claim, SUCCESS))));

    assertStatus(TaskStatus.SUCCESS, id);
    assertTrue(backend().results().find(id).isPresent());
  }

  @Test
  @DisplayName("SHARED-2: an enqueue of one wakes the waiting claim of another")
  void shared_2_an_enqueue_of_one_wakes_the_waiting_claim_of_another() throws Exception {
    if (lacksSharing()) {
      return;
    }
    TaskBackend other = reopen();
    for (int round = 0; round < 5; round++) {
      Threads.Call<Claims> call =
          Threads.startWaiting(() -> other.claim(request().maxWait(patience().multipliedBy(4))));

      TaskId id = enqueue();

      assertEquals(List.of(id), ids(call.get(patience()).claims()));
    }
  }

  @Test
  @DisplayName("SHARED-3: a settlement of one wakes whoever awaits the task at another")
  void shared_3_a_settlement_of_one_wakes_whoever_awaits_the_task_at_another() throws Exception {
    if (lacksSharing()) {
      return;
    }
    TaskBackend other = reopen();
    TaskId id = enqueue();
    Claim claim = claim(id);
    Threads.Call<Optional<TaskResult>> call =
        Threads.startWaiting(() -> other.results().await(id, patience().multipliedBy(4)));

    assertSettles(claim, SUCCESS);

    assertTrue(call.get(patience()).isPresent());
  }

  @Test
  @DisplayName("SHARED-4: the loss of a claim of one is found by another, and fences the first")
  void shared_4_the_loss_of_a_claim_of_one_is_found_by_another_and_fences_the_first() {
    if (lacksSharing()) {
      return;
    }
    TaskBackend other = reopen();
    TaskId id = enqueue();
    Claim first = claim(id);
    lapse();

    Claims claims = other.claim(request());

    assertEquals(1, claims.losses().size());
    assertTrue(claims.claims().get(0).token() > first.token());
    assertEquals(false, settle(first, SUCCESS));
    assertStatus(TaskStatus.RUNNING, id);
  }

  @Test
  @DisplayName("SHARED-5: pause, cancel and limits of one hold for another")
  void shared_5_pause_cancel_and_limits_of_one_hold_for_another() {
    if (lacksSharing()) {
      return;
    }
    TaskBackend other = reopen();
    TaskId first = enqueue();
    TaskId second = enqueue();
    if (has(Capability.PAUSE)) {
      admin().pause(QUEUE, true);
      assertEquals(Claims.NONE, other.claim(request()));
      other.admin().pause(QUEUE, false);
    }
    if (has(Capability.LIMITS)) {
      Limits one = new Limits(Map.of(QUEUE, 1), Map.of());
      assertEquals(List.of(first), ids(look(request().max(5).limits(one)).claims()));
      assertEquals(Claims.NONE, other.claim(request().limits(one)));
    }
    other.admin().cancel(second);
    assertStatus(TaskStatus.CANCELLED, second);
  }

  @Test
  @DisplayName("SHARED-6: threads of two backends end each of 600 tasks exactly once")
  void shared_6_threads_of_two_backends_end_each_of_600_tasks_exactly_once() throws Exception {
    if (lacksSharing()) {
      return;
    }
    TaskBackend other = reopen();
    ConcurrentLinkedQueue<TaskId> ended = new ConcurrentLinkedQueue<>();
    long deadline = System.nanoTime() + patience().toNanos();

    List<List<TaskId>> enqueued =
        Threads.race(
            6,
            patience().multipliedBy(2),
            i ->
                () -> {
                  TaskBackend mine = i % 2 == 0 ? backend() : other;
                  List<TaskId> ids = new ArrayList<>();
                  for (int n = 0; n < 100; n++) {
                    ids.add(mine.enqueue(List.of(message().build())).get(0).id());
                    endSome(mine, ended);
                  }
                  while (ended.size() < 600 && System.nanoTime() < deadline) {
                    endSome(mine, ended);
                  }
                  return ids;
                });

    assertEquals(600, ended.size());
    assertEquals(
        new HashSet<>(enqueued.stream().flatMap(List::stream).toList()), new HashSet<>(ended));
  }

  @Test
  @DisplayName("SHARED-7: on a store that was emptied under them all go on, and see the same")
  void shared_7_on_a_store_that_was_emptied_under_them_all_go_on_and_see_the_same()
      throws Exception {
    if (lacksSharing() || !has(Capability.DURABLE)) {
      return;
    }
    TaskBackend other = reopen();
    TaskMessage gone = message().priority(9).build();
    backend().enqueue(List.of(gone));
    Claim old = claim(gone.id());
    long lock = has(Capability.LOCKS) ? takeLock() : 0;
    contract().empty();

    assertEquals(false, settle(old, SUCCESS));
    assertEquals(List.of(new EnqueueResult(gone.id(), true)), backend().enqueue(List.of(gone)));

    TaskBackend third = reopen();
    for (TaskBackend each : List.of(backend(), other, third)) {
      assertEquals(TaskStatus.PENDING, each.admin().find(gone.id()).orElseThrow().status());
      assertEquals(1, stats(each, QUEUE).count(TaskStatus.PENDING));
    }
    if (has(Capability.LOCKS)) {
      assertTrue(takeLock() > lock, "a token stands for one holder");
    }
    Claim claim = other.claim(request()).claims().get(0);
    assertEquals(gone, claim.message());
    assertEquals(false, settle(old, SUCCESS));
    assertEquals(List.of(true), other.settle(List.of(Settlement.of(claim, SUCCESS))));
    for (TaskBackend each : List.of(backend(), other, third)) {
      assertTrue(each.results().find(gone.id()).isPresent());
    }
  }

  private long takeLock() {
    return backend().locks().acquire("lock", patience().multipliedBy(4)).orElseThrow();
  }

  private void endSome(TaskBackend mine, ConcurrentLinkedQueue<TaskId> ended) {
    for (Claim claim : mine.claim(request().max(3)).claims()) {
      if (mine.settle(List.of(Settlement.of(claim, SUCCESS))).get(0)) {
        ended.add(claim.id());
      }
    }
  }
}
