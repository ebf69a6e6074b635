package io.tasks4j.tck.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.TaskException;
import io.tasks4j.TaskOptions;
import io.tasks4j.TaskStatus;
import io.tasks4j.UnsupportedCapabilityException;
import io.tasks4j.backend.Capability;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.queue.TaskHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

abstract class ExclusiveRules extends WorkerRules {
  private static final TaskOptions KEY = TaskOptions.defaults().exclusive("customer-7");

  ExclusiveRules(Callable<TaskBackend> opener) {
    super(opener);
  }

  /** Without locks an exclusive task is not accepted, so that none waits for ever. */
  private boolean lacksLocks() {
    if (queue().backend().capabilities().contains(Capability.LOCKS)) {
      return false;
    }
    assertThrows(UnsupportedCapabilityException.class, () -> queue().enqueue(TYPE, 1, KEY));
    return true;
  }

  @Test
  @DisplayName("EXCL-1: of tasks with one exclusive key one runs at a time, over two workers")
  void excl_1_of_tasks_with_one_exclusive_key_one_runs_at_a_time_over_two_workers()
      throws Exception {
    if (lacksLocks()) {
      return;
    }
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    for (int i = 0; i < 2; i++) {
      start(
          worker(
                  (n, context) -> {
                    most.accumulateAndGet(running.incrementAndGet(), Math::max);
                    boolean ignored = new CountDownLatch(1).await(20, TimeUnit.MILLISECONDS);
                    running.decrementAndGet();
                    return context.attempt();
                  })
              .concurrency(3));
    }

    List<TaskHandle<Integer>> handles = queue().enqueueAll(TYPE, List.of(1, 2, 3, 4, 5), KEY);

    for (TaskHandle<Integer> handle : handles) {
      assertEquals(1, handle.await(SOON));
    }
    assertEquals(1, most.get());
  }

  @Test
  @DisplayName("EXCL-2: a busy key holds up no other task, and costs who waits for it no attempt")
  void excl_2_a_busy_key_holds_up_no_other_task_and_costs_who_waits_for_it_no_attempt()
      throws Exception {
    if (lacksLocks()) {
      return;
    }
    CountDownLatch release = new CountDownLatch(1);
    start(worker((n, context) -> n == 1 ? hold(release) : context.attempt()).concurrency(2));
    TaskHandle<Integer> first = queue().enqueue(TYPE, 1, KEY);
    soon().until(() -> first.status() == TaskStatus.RUNNING);
    TaskHandle<Integer> second = queue().enqueue(TYPE, 2, KEY);
    List<TaskHandle<Integer>> others = new ArrayList<>(queue().enqueueAll(TYPE, List.of(3, 4)));
    others.add(queue().enqueue(TYPE, 5, TaskOptions.defaults().exclusive("customer-8")));

    for (TaskHandle<Integer> other : others) {
      assertEquals(1, other.await(SOON));
    }
    assertTrue(second.poll().isEmpty());
    release.countDown();

    assertEquals(0, first.await(SOON));
    assertEquals(1, second.await(SOON));
  }

  @Test
  @DisplayName("EXCL-3: a key is free again when its task ends, however it ends")
  void excl_3_a_key_is_free_again_when_its_task_ends_however_it_ends() throws Exception {
    if (lacksLocks()) {
      return;
    }
    start(
        worker(
            (n, context) -> {
              if (n == 1) {
                throw context.giveUp("no more of this");
              }
              return n;
            }));

    TaskHandle<Integer> fails = queue().enqueue(TYPE, 1, KEY);
    assertThrows(TaskException.class, () -> fails.await(SOON));

    assertEquals(2, queue().enqueue(TYPE, 2, KEY).await(SOON));
  }
}
