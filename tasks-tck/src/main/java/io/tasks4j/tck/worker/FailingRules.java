package io.tasks4j.tck.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.Task;
import io.tasks4j.TaskCancelledException;
import io.tasks4j.TaskError.Reason;
import io.tasks4j.TaskExecutionException;
import io.tasks4j.TaskOptions;
import io.tasks4j.TaskStatus;
import io.tasks4j.TaskType;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.ClaimRequest;
import io.tasks4j.backend.LostDelivery;
import io.tasks4j.backend.Outcome;
import io.tasks4j.backend.Settlement;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.message.Payload;
import io.tasks4j.queue.TaskHandle;
import io.tasks4j.result.TaskMetadata;
import io.tasks4j.result.TaskQuery;
import io.tasks4j.retry.RetryStrategy;
import io.tasks4j.worker.Worker;
import io.tasks4j.worker.WorkerListener;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

abstract class FailingRules extends WorkerRules {
  private static final RetryStrategy AT_ONCE = RetryStrategy.fixedDelay(Duration.ZERO);
  private static final TaskOptions QUICK = TaskOptions.defaults().retry(AT_ONCE);

  FailingRules(Callable<TaskBackend> opener) {
    super(opener);
  }

  @Test
  @DisplayName("FAIL-1: a failure is tried again, with the attempt raised, until it succeeds")
  void fail_1_a_failure_is_tried_again_with_the_attempt_raised_until_it_succeeds()
      throws Exception {
    start(
        worker(
            (n, context) -> {
              if (context.attempt() < 3) {
                throw new IllegalStateException("not yet");
              }
              return context.attempt();
            }));

    TaskHandle<Integer> handle = queue().enqueue(TYPE, 1, QUICK);

    assertEquals(3, handle.await(SOON));
    assertEquals(2, handle.metadata().failures());
    assertEquals(3, handle.metadata().attempts());
  }

  @Test
  @DisplayName("FAIL-2: between attempts a task is RETRY and shows its error")
  void fail_2_between_attempts_a_task_is_retry_and_shows_its_error() {
    start(
        worker(
            (n, context) -> {
              throw new IllegalStateException("broken");
            }));

    TaskHandle<Integer> handle =
        queue()
            .enqueue(
                TYPE,
                1,
                TaskOptions.defaults().retry(RetryStrategy.fixedDelay(Duration.ofHours(1))));
    soon().until(() -> handle.status() == TaskStatus.RETRY);

    TaskMetadata task = handle.metadata();
    assertEquals("broken", task.error().orElseThrow().message());
    assertTrue(task.dueAt().isAfter(task.enqueuedAt().plusSeconds(3000)));
  }

  @Test
  @DisplayName("FAIL-3: a task whose retries are used up is a dead letter, and runs when requeued")
  void fail_3_a_task_whose_retries_are_used_up_is_a_dead_letter_and_runs_when_requeued()
      throws Exception {
    CountDownLatch mended = new CountDownLatch(1);
    start(
        worker(
            (n, context) -> {
              if (mended.getCount() > 0) {
                throw new IllegalStateException("broken");
              }
              return context.attempt();
            }));

    TaskHandle<Integer> handle = queue().enqueue(TYPE, 1, QUICK);
    TaskExecutionException e = assertFails(Reason.MAX_RETRIES, handle);

    assertEquals("broken", e.error().orElseThrow().message());
    assertEquals(4, e.error().orElseThrow().attempt());
    List<TaskMetadata> dead = queue().admin().list(TaskQuery.deadLetters());
    assertEquals(List.of(handle.id()), dead.stream().map(TaskMetadata::id).toList());
    mended.countDown();
    assertTrue(queue().admin().requeue(handle.id()));
    assertEquals(1, handle.await(SOON));
  }

  @Test
  @DisplayName("FAIL-4: a task that throws an Error stops neither its worker nor its neighbours")
  void fail_4_a_task_that_throws_an_error_stops_neither_its_worker_nor_its_neighbours()
      throws Exception {
    start(
        worker(
                (n, context) -> {
                  if (n == 0) {
                    throw new StackOverflowError("deep");
                  }
                  return n;
                })
            .concurrency(1));

    TaskHandle<Integer> bad =
        queue().enqueue(TYPE, 0, TaskOptions.defaults().retry(RetryStrategy.none()));
    TaskHandle<Integer> good = queue().enqueue(TYPE, 1);

    assertFails(Reason.EXECUTION, bad);
    assertEquals(1, good.await(SOON));
  }

  @Test
  @DisplayName("FAIL-5: a payload that is no JSON of its type is a dead letter at once")
  void fail_5_a_payload_that_is_no_json_of_its_type_is_a_dead_letter_at_once() throws Exception {
    TaskType<String, Integer> sameName = TaskType.of(TYPE.name(), String.class, Integer.class);
    start(worker((n, context) -> n));

    TaskHandle<Integer> bad = queue().enqueue(sameName, "no number");
    TaskHandle<Integer> good = queue().enqueue(TYPE, 1);

    assertFails(Reason.SERIALIZATION, bad);
    assertEquals(1, good.await(SOON));
  }

  @Test
  @DisplayName("FAIL-6: giving up is final; snoozing uses up no attempt")
  void fail_6_giving_up_is_final_snoozing_uses_up_no_attempt() throws Exception {
    CountDownLatch snoozes = new CountDownLatch(5);
    start(
        worker(
            (n, context) -> {
              if (n == 0) {
                throw context.giveUp("of no use");
              }
              if (snoozes.getCount() > 0) {
                snoozes.countDown();
                throw context.snooze(Duration.ofMillis(1));
              }
              return context.attempt();
            }));

    TaskHandle<Integer> given = queue().enqueue(TYPE, 0);
    TaskHandle<Integer> snoozed =
        queue().enqueue(TYPE, 1, TaskOptions.defaults().retry(RetryStrategy.none()));

    assertFails(Reason.GAVE_UP, given);
    assertEquals(1, snoozed.await(SOON));
  }

  @Test
  @DisplayName("FAIL-7: a timeout interrupts the task, and counts as a failure")
  void fail_7_a_timeout_interrupts_the_task_and_counts_as_a_failure() {
    start(worker((n, context) -> hold(new CountDownLatch(1))));

    TaskHandle<Integer> handle =
        queue()
            .enqueue(
                TYPE,
                1,
                TaskOptions.defaults().timeout(Duration.ofMillis(50)).retry(AT_ONCE.maxRetries(1)));

    assertFails(Reason.TIMEOUT, handle);
    assertEquals(2, handle.metadata().failures());
  }

  @Test
  @DisplayName("FAIL-8: a task that ignores its timeout does not keep its slot for ever")
  void fail_8_a_task_that_ignores_its_timeout_does_not_keep_its_slot_for_ever() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    ConcurrentLinkedQueue<Claim> abandoned = new ConcurrentLinkedQueue<>();
    WorkerListener listener =
        new WorkerListener() {
          @Override
          public void abandoned(Claim claim) {
            abandoned.add(claim);
          }
        };
    start(
        worker((n, context) -> n == 0 ? holdStubbornly(release) : n)
            .concurrency(1)
            .lease(Duration.ofMillis(600))
            .listen(listener)
            .configure(c -> c.abandonAfter(Duration.ofMillis(100))));

    queue().enqueue(TYPE, 0, TaskOptions.defaults().timeout(Duration.ofMillis(10)));
    TaskHandle<Integer> next = queue().enqueue(TYPE, 1);

    assertEquals(1, next.await(SOON));
    assertEquals(1, abandoned.size());
    release.countDown();
  }

  @Test
  @DisplayName("FAIL-9: a name that no worker knows is put back, and runs once one does")
  void fail_9_a_name_that_no_worker_knows_is_put_back_and_runs_once_one_does() throws Exception {
    TaskType<Integer, Integer> later = TaskType.of("later", Integer.class, Integer.class);
    Worker old = start(worker((n, context) -> n));
    TaskHandle<Integer> unknown = queue().enqueue(later, 7);
    queue().enqueue(TYPE, 1).await(SOON);
    soon().until(() -> unknown.status() == TaskStatus.PENDING);
    assertTrue(old.stop(SOON));

    start(Worker.builder(queue()).register(Task.of(later, (n, context) -> context.attempt())));

    assertEquals(1, unknown.await(SOON));
  }

  @Test
  @DisplayName("FAIL-10: a name that stays unknown becomes a dead letter")
  void fail_10_a_name_that_stays_unknown_becomes_a_dead_letter() {
    start(worker((n, context) -> n).configure(c -> c.unknownGiveUp(Duration.ZERO)));

    TaskHandle<?> handle = queue().enqueue(TaskType.of("nobody", Integer.class), 7);

    assertFails(Reason.UNKNOWN_NAME, handle);
  }

  @Test
  @DisplayName("FAIL-11: what a vanished worker held runs again, and the loss is told")
  void fail_11_what_a_vanished_worker_held_runs_again_and_the_loss_is_told() throws Exception {
    ConcurrentLinkedQueue<LostDelivery> losses = new ConcurrentLinkedQueue<>();
    TaskHandle<Integer> handle = queue().enqueue(TYPE, 1);
    queue().backend().claim(ClaimRequest.of("gone", "default", Duration.ofMillis(200)));
    start(
        worker((n, context) -> context.attempt())
            .listen(
                new WorkerListener() {
                  @Override
                  public void lost(LostDelivery delivery) {
                    losses.add(delivery);
                  }
                }));

    assertEquals(2, handle.await(SOON));
    soon().until(() -> losses.size() == 1);
    assertEquals(0, handle.metadata().failures());
    assertEquals(1, handle.metadata().losses());
    assertEquals("gone", losses.element().worker());
    assertEquals(TaskStatus.RETRY, losses.element().next());
  }

  @Test
  @DisplayName(
      "FAIL-12: a task that is lost three times is a dead letter, and its neighbour is not")
  void fail_12_a_task_that_is_lost_three_times_is_a_dead_letter_and_its_neighbour_is_not()
      throws Exception {
    TaskHandle<Integer> poison = queue().enqueue(TYPE, 0);
    TaskHandle<Integer> neighbour = queue().enqueue(TYPE, 1);
    TaskBackend backend = queue().backend();
    ClaimRequest brief = ClaimRequest.of("gone", "default", Duration.ofMillis(1)).suspects(1);
    // Twice both are lost; on their last delivery only one is handed out at a time.
    for (int i = 0; i < 2; i++) {
      soon().until(() -> backend.claim(brief.max(2)).claims().size() == 2);
    }
    soon().until(() -> backend.claim(brief.max(2)).claims().size() == 1);

    start(worker((n, context) -> n));

    assertFails(Reason.LOST, poison);
    assertEquals(1, neighbour.await(SOON));
    assertEquals(2, neighbour.metadata().losses());
  }

  @Test
  @DisplayName("FAIL-13: a cancelled task that runs is interrupted and ends CANCELLED")
  void fail_13_a_cancelled_task_that_runs_is_interrupted_and_ends_cancelled() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    start(
        worker(
            (n, context) -> {
              running.countDown();
              return hold(new CountDownLatch(1));
            }));
    TaskHandle<Integer> handle = queue().enqueue(TYPE, 1);
    running.await();

    handle.cancel();

    assertThrows(TaskCancelledException.class, () -> handle.await(SOON));
    assertEquals(TaskStatus.CANCELLED, handle.status());
  }

  @Test
  @DisplayName("FAIL-14: a task that is done in spite of a cancel is a SUCCESS")
  void fail_14_a_task_that_is_done_in_spite_of_a_cancel_is_a_success() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch running = new CountDownLatch(1);
    start(
        worker(
            (n, context) -> {
              running.countDown();
              return holdStubbornly(release);
            }));
    TaskHandle<Integer> handle = queue().enqueue(TYPE, 1);
    running.await();

    handle.cancel();
    release.countDown();

    assertEquals(0, handle.await(SOON));
  }

  @Test
  @DisplayName("FAIL-15: a task whose lease is lost is interrupted, and settles nothing")
  void fail_15_a_task_whose_lease_is_lost_is_interrupted_and_settles_nothing() throws Exception {
    BlockingQueue<Long> tokens = new LinkedBlockingQueue<>();
    CountDownLatch interrupted = new CountDownLatch(1);
    start(
        worker(
                (n, context) -> {
                  tokens.add(context.fencingToken());
                  try {
                    return hold(new CountDownLatch(1));
                  } finally {
                    interrupted.countDown();
                  }
                })
            .lease(Duration.ofSeconds(1)));
    TaskHandle<Integer> handle = queue().enqueue(TYPE, 1);
    Claim held = new Claim(handle.metadata().message(), tokens.take(), 0, 0, false);

    // Settled behind the worker's back: from now on its claim is no longer held.
    Outcome success = new Outcome.Success(Optional.of(Payload.json("77")));
    queue().backend().settle(List.of(Settlement.of(held, success)));

    interrupted.await();
    assertEquals(77, handle.await(SOON));
    assertEquals(0, handle.metadata().failures());
  }

  private static TaskExecutionException assertFails(Reason reason, TaskHandle<?> handle) {
    TaskExecutionException e = assertThrows(TaskExecutionException.class, () -> handle.await(SOON));
    assertEquals(reason, e.reason(), e.getMessage());
    return e;
  }
}
