package io.tasks4j.tck.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tasks4j.TaskStatus;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.queue.TaskHandle;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

abstract class OutageRules extends WorkerRules {
  private final FaultyBackend.Faults faults;

  OutageRules(Callable<TaskBackend> opener) {
    this(opener, new FaultyBackend.Faults());
  }

  private OutageRules(Callable<TaskBackend> opener, FaultyBackend.Faults faults) {
    super(() -> new FaultyBackend(opener.call(), faults));
    this.faults = faults;
  }

  @Test
  @DisplayName("OUTAGE-1: a worker whose claims fail goes on once they work again")
  void outage_1_a_worker_whose_claims_fail_goes_on_once_they_work_again() throws Exception {
    start(worker((n, context) -> n));
    assertEquals(1, queue().enqueue(TYPE, 1).await(SOON));

    faults.claims.set(4);
    TaskHandle<Integer> during = queue().enqueue(TYPE, 2);

    assertEquals(2, during.await(SOON));
    assertEquals(3, queue().enqueue(TYPE, 3).await(SOON));
    assertEquals(0, faults.claims.get());
  }

  @Test
  @DisplayName(
      "OUTAGE-2: an outcome that could not be stored is stored later, and the task runs once")
  void outage_2_an_outcome_that_could_not_be_stored_is_stored_later_and_the_task_runs_once()
      throws Exception {
    AtomicInteger runs = new AtomicInteger();
    start(worker((n, context) -> runs.incrementAndGet()));
    faults.settlements.set(3);

    TaskHandle<Integer> handle = queue().enqueue(TYPE, 1);

    assertEquals(1, handle.await(SOON));
    assertEquals(1, runs.get());
    assertEquals(0, faults.settlements.get());
  }

  @Test
  @DisplayName("OUTAGE-3: an outcome whose answer was lost stands, and the worker goes on")
  void outage_3_an_outcome_whose_answer_was_lost_stands_and_the_worker_goes_on() throws Exception {
    AtomicInteger runs = new AtomicInteger();
    start(worker((n, context) -> runs.incrementAndGet()));
    faults.lostAnswers.set(1);

    TaskHandle<Integer> first = queue().enqueue(TYPE, 1);

    assertEquals(1, first.await(SOON));
    assertEquals(2, queue().enqueue(TYPE, 2).await(SOON));
    assertEquals(TaskStatus.SUCCESS, first.status());
  }

  @Test
  @DisplayName("OUTAGE-4: renewals that fail for less than a lease cost a running task nothing")
  void outage_4_renewals_that_fail_for_less_than_a_lease_cost_a_running_task_nothing()
      throws Exception {
    AtomicInteger runs = new AtomicInteger();
    start(
        worker(
                (n, context) -> {
                  runs.incrementAndGet();
                  faults.renewals.set(1);
                  return new CountDownLatch(1).await(3, TimeUnit.SECONDS) ? -1 : context.attempt();
                })
            .lease(Duration.ofSeconds(2)));

    assertEquals(1, queue().enqueue(TYPE, 1).await(SOON));
    assertEquals(1, runs.get());
    assertEquals(0, faults.renewals.get());
  }
}
