package io.tasks4j.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.TaskId;
import io.tasks4j.When;
import io.tasks4j.backend.Capability;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.ClaimRequest;
import io.tasks4j.backend.Claims;
import io.tasks4j.backend.Limits;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.result.TaskMetadata;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** In real time: a wait is about the time of the machine. */
abstract class WakeRules extends Rules {
  WakeRules(BackendContract contract) {
    super(contract);
  }

  private ClaimRequest waiting() {
    // Longer than the patience: what ends the wait in time was a wake-up.
    return request().maxWait(patience().multipliedBy(4));
  }

  private Threads.Call<Claims> startClaim(ClaimRequest request) {
    return Threads.startWaiting(() -> backend().claim(request));
  }

  private void assertGives(TaskId expected, Threads.Call<Claims> call) throws Exception {
    assertEquals(List.of(expected), ids(call.get(patience()).claims()));
  }

  @Test
  @DisplayName("WAKE-1: an enqueue by another thread ends the wait")
  void wake_1_an_enqueue_by_another_thread_ends_the_wait() throws Exception {
    backend();
    for (int round = 0; round < 20; round++) {
      Threads.Call<Claims> call = startClaim(waiting());

      TaskId id = enqueue();

      assertGives(id, call);
    }
  }

  @Test
  @DisplayName("WAKE-2: a task put back ends the wait")
  void wake_2_a_task_put_back_ends_the_wait() throws Exception {
    TaskId id = enqueue();
    Claim claim = claim(id);
    Threads.Call<Claims> call = startClaim(waiting());

    assertSettles(claim, RELEASE);

    assertGives(id, call);
  }

  @Test
  @DisplayName("WAKE-3: a follow-up ends the wait")
  void wake_3_a_follow_up_ends_the_wait() throws Exception {
    TaskId id = enqueue();
    Claim claim = claim(id);
    TaskMessage next = FollowUpRules.after(id, "next");
    Threads.Call<Claims> call = startClaim(waiting());

    assertTrue(settle(claim, SUCCESS, List.of(next)));

    assertGives(next.id(), call);
  }

  @Test
  @DisplayName("WAKE-4: a requeue ends the wait")
  void wake_4_a_requeue_ends_the_wait() throws Exception {
    TaskId id = enqueue();
    assertSettles(claim(id), FAILURE);
    Threads.Call<Claims> call = startClaim(waiting());

    assertTrue(admin().requeue(id));

    assertGives(id, call);
  }

  @Test
  @DisplayName("WAKE-5: resuming its queue ends the wait")
  void wake_5_resuming_its_queue_ends_the_wait() throws Exception {
    if (!has(Capability.PAUSE)) {
      refused(() -> admin().pause(QUEUE, true));
      return;
    }
    admin().pause(QUEUE, true);
    TaskId id = enqueue();
    Threads.Call<Claims> call = startClaim(waiting());

    admin().pause(QUEUE, false);

    assertGives(id, call);
  }

  @Test
  @DisplayName("WAKE-6: a settlement that frees a slot of a limit ends the wait")
  void wake_6_a_settlement_that_frees_a_slot_of_a_limit_ends_the_wait() throws Exception {
    Limits one = new Limits(Map.of(QUEUE, 1), Map.of());
    if (!has(Capability.LIMITS)) {
      refused(() -> backend().claim(request().limits(one)));
      return;
    }
    TaskId first = enqueue();
    TaskId second = enqueue();
    Claim claim = look(request().limits(one)).claims().get(0);
    assertEquals(first, claim.id());
    Threads.Call<Claims> call = startClaim(waiting().limits(one));

    assertSettles(claim, SUCCESS);

    assertGives(second, call);
  }

  @Test
  @DisplayName("WAKE-7: a due time that comes ends the wait, and not early")
  void wake_7_a_due_time_that_comes_ends_the_wait_and_not_early() throws Exception {
    TaskMessage.Builder soon = message().due(Optional.of(new When.After(Duration.ofMillis(400))));
    if (!has(Capability.DELAY)) {
      refused(() -> backend().enqueue(List.of(soon.build())));
      return;
    }
    open(settings().clock(InstantSource.system()));
    TaskId id = enqueue(soon);

    assertGives(id, startClaim(waiting()));

    TaskMetadata task = find(id);
    assertFalse(task.startedAt().orElseThrow().isBefore(task.dueAt()));
    assertFalse(task.dueAt().isBefore(task.enqueuedAt().plusMillis(400)));
  }

  @Test
  @DisplayName("WAKE-8: a due time that comes before the one waited for ends the wait")
  void wake_8_a_due_time_that_comes_before_the_one_waited_for_ends_the_wait() throws Exception {
    if (!has(Capability.DELAY)) {
      refused(() -> backend().enqueue(List.of(due(1).build())));
      return;
    }
    open(settings().clock(InstantSource.system()));
    enqueue(message().due(Optional.of(new When.After(Duration.ofHours(1)))));
    Threads.Call<Claims> call = startClaim(waiting());

    TaskId id = enqueue(message().due(Optional.of(new When.After(Duration.ofMillis(200)))));

    assertGives(id, call);
  }

  @Test
  @DisplayName("WAKE-9: a lease that lapses ends the wait, with the loss and its task")
  void wake_9_a_lease_that_lapses_ends_the_wait_with_the_loss_and_its_task() throws Exception {
    open(settings().clock(InstantSource.system()));
    TaskId id = enqueue();
    ClaimRequest brief = ClaimRequest.of(WORKER, QUEUE, Duration.ofMillis(300));
    assertEquals(List.of(id), ids(look(brief).claims()));

    Claims claims = startClaim(waiting()).get(patience());

    assertEquals(1, claims.losses().size());
    // The loss may be told first, and the task come with the next claim.
    assertEquals(List.of(id), claims.claims().isEmpty() ? ids(claim(1)) : ids(claims.claims()));
  }

  @Test
  @DisplayName("WAKE-10: when nothing comes, the wait ends with nothing")
  void wake_10_when_nothing_comes_the_wait_ends_with_nothing() throws Exception {
    backend();
    Threads.Call<Claims> call = startClaim(request().maxWait(Duration.ofMillis(50)));

    assertEquals(Claims.NONE, call.get(patience()));
  }

  @Test
  @DisplayName("WAKE-11: an interrupt ends the wait, keeps the flag, and loses no task")
  void wake_11_an_interrupt_ends_the_wait_keeps_the_flag_and_loses_no_task() throws Exception {
    backend();
    Threads.Call<Boolean> call =
        Threads.startWaiting(
            () -> {
              Claims claims = backend().claim(waiting());
              assertEquals(Claims.NONE, claims);
              return Thread.currentThread().isInterrupted();
            });

    call.thread().interrupt();

    assertTrue(call.get(patience()), "the flag should stay set");
    TaskId id = enqueue();
    assertEquals(List.of(id), ids(claim(10)));
  }

  @Test
  @DisplayName("WAKE-12: an interrupt that meets an enqueue loses no task")
  void wake_12_an_interrupt_that_meets_an_enqueue_loses_no_task() throws Exception {
    backend();
    for (int round = 0; round < 100; round++) {
      Threads.Call<Claims> call = startClaim(waiting());
      Threads.Call<TaskId> enqueue = Threads.start(() -> enqueue());
      call.thread().interrupt();

      TaskId id = enqueue.get(patience());
      List<Claim> claims = call.get(patience()).claims();

      assertEquals(List.of(id), claims.isEmpty() ? ids(claim(1)) : ids(claims));
    }
  }

  @Test
  @DisplayName("WAKE-13: of two waiting claims, a task wakes the one of its queue")
  void wake_13_of_two_waiting_claims_a_task_wakes_the_one_of_its_queue() throws Exception {
    backend();
    Threads.Call<Claims> a = startClaim(waiting().queues(List.of("a")));
    Threads.Call<Claims> b = startClaim(waiting().queues(List.of("b")));

    TaskId forB = enqueue(message().queue("b"));
    assertGives(forB, b);
    assertFalse(a.isDone());
    TaskId forA = enqueue(message().queue("a"));
    assertGives(forA, a);
  }

  @Test
  @DisplayName("WAKE-14: a batch wakes as many waiting claims as it has tasks for")
  void wake_14_a_batch_wakes_as_many_waiting_claims_as_it_has_tasks_for() throws Exception {
    backend();
    List<Threads.Call<Claims>> calls =
        List.of(startClaim(waiting()), startClaim(waiting()), startClaim(waiting()));

    enqueue(3);

    for (Threads.Call<Claims> call : calls) {
      assertEquals(1, call.get(patience()).claims().size());
    }
  }

  @Test
  @DisplayName("WAKE-15: no wake-up is lost between 500 tasks sent to and fro")
  void wake_15_no_wake_up_is_lost_between_500_tasks_sent_to_and_fro() throws Exception {
    backend();
    Threads.Call<Integer> echo =
        Threads.start(
            () -> {
              for (int i = 0; i < 500; i++) {
                backend().claim(waiting().queues(List.of("ping")));
                enqueue(message().queue("pong"));
              }
              return 500;
            });
    Threads.Call<Integer> sender =
        Threads.start(
            () -> {
              for (int i = 0; i < 500; i++) {
                enqueue(message().queue("ping"));
                backend().claim(waiting().queues(List.of("pong")));
              }
              return 500;
            });

    assertEquals(500, echo.get(patience()));
    assertEquals(500, sender.get(patience()));
  }
}
