package io.tasks4j.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.BackendUnavailableException;
import io.tasks4j.Task;
import io.tasks4j.TaskOptions;
import io.tasks4j.TaskType;
import io.tasks4j.UnsupportedCapabilityException;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.ForwardingBackend;
import io.tasks4j.backend.Outcome;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.backend.memory.MemoryBackend;
import io.tasks4j.lock.HeldLock;
import io.tasks4j.lock.LockStore;
import io.tasks4j.lock.TaskLock;
import io.tasks4j.queue.TaskHandle;
import io.tasks4j.queue.TaskQueue;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Exclusive tasks where their locks fail. */
class ExclusiveTasksTest {
  private static final TaskType<Integer, Integer> TYPE =
      TaskType.of("n", Integer.class, Integer.class);
  private static final TaskOptions KEY = TaskOptions.defaults().exclusive("key");
  private static final Duration SOON = Duration.ofSeconds(20);

  private final TaskBackend memory = new MemoryBackend();
  private final LockStore store = memory.locks();

  @Test
  void a_key_whose_holder_died_is_free_after_its_ttl() throws Exception {
    // As a process leaves it that was killed.
    OptionalLong dead = store.acquire("key", Duration.ofMillis(300));
    assertTrue(dead.isPresent());
    try (TaskQueue queue = queue(store);
        Worker worker = worker(queue, task((n, c) -> c.attempt()))) {
      assertEquals(1, queue.enqueue(TYPE, 1, KEY).await(SOON));
      assertTrue(worker.stop(SOON));
    }
  }

  @Test
  void while_no_lock_can_be_taken_exclusive_tasks_wait_and_others_run() throws Exception {
    AtomicInteger failures = new AtomicInteger(3);
    LockStore failing =
        new Forwarding(store) {
          @Override
          public OptionalLong acquire(String key, Duration ttl) {
            if (failures.getAndDecrement() > 0) {
              throw new BackendUnavailableException("away", null);
            }
            return super.acquire(key, ttl);
          }
        };
    try (TaskQueue queue = queue(failing);
        Worker worker = worker(queue, task((n, c) -> c.attempt()))) {
      TaskHandle<Integer> exclusive = queue.enqueue(TYPE, 1, KEY);

      assertEquals(1, queue.enqueue(TYPE, 2).await(SOON));
      assertEquals(1, exclusive.await(SOON));
      assertTrue(worker.stop(SOON));
    }
  }

  @Test
  void a_task_that_lost_its_lock_is_interrupted_and_runs_again() throws Exception {
    CountDownLatch interrupted = new CountDownLatch(1);
    AtomicInteger renewals = new AtomicInteger();
    LockStore forgetful =
        new Forwarding(store) {
          @Override
          public boolean renew(String key, long token, Duration ttl) {
            renewals.incrementAndGet();
            return interrupted.getCount() == 0 && super.renew(key, token, ttl);
          }
        };
    Task<Integer, Integer> task =
        task(
            (n, c) -> {
              if (interrupted.getCount() > 0) {
                try {
                  boolean ignored = new CountDownLatch(1).await(20, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                  interrupted.countDown();
                  throw e;
                }
              }
              return c.attempt();
            });
    try (TaskQueue queue = queue(forgetful);
        Worker worker =
            Worker.builder(queue).register(task).lease(Duration.ofMillis(300)).start()) {
      assertEquals(1, queue.enqueue(TYPE, 1, KEY).await(SOON));
      assertTrue(renewals.get() > 0);
      assertTrue(worker.stop(SOON));
    }
  }

  @Test
  void locks_that_were_closed_cost_an_exclusive_task_no_delivery() throws Exception {
    CountDownLatch settled = new CountDownLatch(1);
    AtomicReference<Outcome> outcome = new AtomicReference<>();
    WorkerListener listener =
        new WorkerListener() {
          @Override
          public void settled(Claim claim, Outcome how, boolean applied, Duration took) {
            outcome.compareAndSet(null, how);
            settled.countDown();
          }
        };
    try (TaskQueue queue = queue(store);
        Worker worker =
            Worker.builder(queue).register(task((n, c) -> c.attempt())).listen(listener).start()) {
      queue.locks().close();
      TaskHandle<Integer> exclusive = queue.enqueue(TYPE, 1, KEY);

      assertTrue(settled.await(10, TimeUnit.SECONDS), "it was left to its lease");
      assertInstanceOf(Outcome.Release.class, outcome.get());
      assertEquals(0, exclusive.metadata().losses());
      assertTrue(worker.stop(SOON));
    }
  }

  @Test
  void a_task_is_settled_though_its_lock_cannot_be_given_back() throws Exception {
    LockStore failing =
        new Forwarding(store) {
          @Override
          public boolean release(String key, long token) {
            throw new IllegalStateException("of a store that is not ours");
          }
        };
    try (TaskQueue queue = queue(failing);
        Worker worker = worker(queue, task((n, c) -> c.attempt()))) {
      assertEquals(1, queue.enqueue(TYPE, 1, KEY).await(Duration.ofSeconds(10)));
      // All is settled, but the key is busy until its TTL.
      assertFalse(worker.stop(SOON));
    }
  }

  @Test
  void the_delay_of_a_busy_key_grows_and_begins_anew_once_it_was_free() {
    try (TaskLock locks = TaskLock.over(store)) {
      ExclusiveTasks exclusives = new ExclusiveTasks(() -> locks, Duration.ofSeconds(5));
      long first = exclusives.nextDelay("key").toMillis();
      for (int i = 0; i < 20; i++) {
        exclusives.nextDelay("key");
      }
      long later = exclusives.nextDelay("key").toMillis();
      try (HeldLock lock = exclusives.acquire("key").orElseThrow()) {
        assertTrue(lock.isHeld());
      }

      assertTrue(first >= 25 && first <= 50, () -> "first " + first);
      assertTrue(later >= 2_500 && later <= 5_000, () -> "later " + later);
      assertTrue(exclusives.nextDelay("key").toMillis() <= 50);
    }
  }

  @Test
  void a_backend_that_keeps_no_locks_is_no_outage_that_tasks_wait_out() {
    ExclusiveTasks exclusives =
        new ExclusiveTasks(
            () -> {
              throw new UnsupportedCapabilityException("this backend keeps no locks");
            },
            SOON);

    assertThrows(UnsupportedCapabilityException.class, () -> exclusives.acquire("key"));
  }

  @Test
  void queues_over_one_memory_backend_share_their_locks() {
    try (TaskQueue queue = TaskQueue.open("memory:");
        TaskQueue other = TaskQueue.over(queue.backend());
        HeldLock held = queue.locks().acquire("key", SOON).orElseThrow()) {
      assertTrue(held.isHeld());
      assertTrue(other.locks().acquire("key", SOON).isEmpty());
    }
  }

  private static Task<Integer, Integer> task(Task.Body<Integer, Integer> body) {
    return Task.of(TYPE, body);
  }

  private TaskQueue queue(LockStore locks) {
    return TaskQueue.over(
        new ForwardingBackend(memory) {
          @Override
          public LockStore locks() {
            return locks;
          }
        });
  }

  private static Worker worker(TaskQueue queue, Task<Integer, Integer> task) {
    return Worker.builder(queue).register(task).concurrency(2).start();
  }

  private static class Forwarding implements LockStore {
    private final LockStore next;

    Forwarding(LockStore next) {
      this.next = next;
    }

    @Override
    public OptionalLong acquire(String key, Duration ttl) {
      return next.acquire(key, ttl);
    }

    @Override
    public boolean renew(String key, long token, Duration ttl) {
      return next.renew(key, token, ttl);
    }

    @Override
    public boolean release(String key, long token) {
      return next.release(key, token);
    }
  }
}
