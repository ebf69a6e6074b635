package io.tasks4j.worker;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.BackendException;
import io.tasks4j.Task;
import io.tasks4j.TaskOptions;
import io.tasks4j.TaskStatus;
import io.tasks4j.TaskType;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.ForwardingBackend;
import io.tasks4j.backend.Outcome;
import io.tasks4j.backend.Settlement;
import io.tasks4j.backend.memory.MemoryBackend;
import io.tasks4j.lock.LockStore;
import io.tasks4j.queue.TaskHandle;
import io.tasks4j.queue.TaskQueue;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** A stop answers true only when nothing runs on, and nothing is left to a lease. */
class StopAnswerTest {
  private static final TaskType<Integer, Integer> TYPE =
      TaskType.of("n", Integer.class, Integer.class);
  private static final Duration SOON = Duration.ofSeconds(20);

  private final CountDownLatch running = new CountDownLatch(1);
  private final CountDownLatch go = new CountDownLatch(1);
  private final Task<Integer, Integer> waiting = Task.of(TYPE, (n, c) -> waitFor(go, n));

  @Test
  void an_outcome_that_the_closed_store_did_not_take_is_not_settled() throws Exception {
    TaskQueue queue = TaskQueue.open("memory:");
    Worker worker = Worker.builder(queue).register(waiting).start();
    queue.enqueue(TYPE, 1);
    running.await();

    queue.close();
    go.countDown();

    assertFalse(worker.stop(SOON));
    assertFalse(worker.stop(SOON));
  }

  @Test
  void an_outcome_that_was_given_up_before_the_stop_is_not_settled() {
    CountDownLatch attempts = new CountDownLatch(5);
    FailingBackend refusing =
        new FailingBackend() {
          @Override
          void beforeSettle(List<Settlement> settlements) {
            attempts.countDown();
            throw new BackendException("refused for the test", null);
          }
        };
    try (TaskQueue queue = TaskQueue.over(refusing)) {
      Worker worker = Worker.builder(queue).register(Task.of(TYPE, (n, c) -> n)).start();
      queue.enqueue(TYPE, 1);
      await().until(() -> attempts.getCount() == 0 && worker.running() == 0);

      assertFalse(worker.stop(SOON));
    }
  }

  @Test
  void an_outcome_that_does_not_count_any_more_is_not_settled() throws Exception {
    try (TaskQueue queue = TaskQueue.open("memory:")) {
      CompletableFuture<Long> token = new CompletableFuture<>();
      Task<Integer, Integer> task =
          Task.of(
              TYPE,
              (n, c) -> {
                token.complete(c.fencingToken());
                return waitFor(go, n);
              });
      Worker worker = Worker.builder(queue).register(task).start();
      TaskHandle<Integer> handle = queue.enqueue(TYPE, 1);
      Claim held = new Claim(handle.metadata().message(), token.get(), 0, 0, false);
      CompletableFuture<Boolean> stop = CompletableFuture.supplyAsync(() -> worker.stop(SOON));
      await().until(() -> threads("tasks4j-" + worker.name() + "-claim") == 0);

      // Ended behind the worker's back.
      queue.backend().settle(List.of(Settlement.of(held, new Outcome.Cancelled())));
      go.countDown();

      assertFalse(stop.get());
    }
  }

  @Test
  void a_task_whose_thread_was_given_up_still_runs() throws Exception {
    try (TaskQueue queue = TaskQueue.open("memory:")) {
      Worker worker =
          Worker.builder(queue)
              .register(Task.of(TYPE, (n, c) -> waitStubbornly(n)))
              .configure(c -> c.abandonAfter(Duration.ofMillis(1)))
              .start();
      queue.enqueue(TYPE, 1, TaskOptions.defaults().timeout(Duration.ofMillis(1)));
      running.await();
      await().until(() -> worker.running() == 0);

      assertFalse(worker.stop(SOON));
      go.countDown();
    }
  }

  @Test
  void a_task_that_stops_its_own_worker_still_runs() throws Exception {
    try (TaskQueue queue = TaskQueue.open("memory:")) {
      CompletableFuture<Worker> self = new CompletableFuture<>();
      CompletableFuture<Boolean> answer = new CompletableFuture<>();
      Task<Integer, Integer> task =
          Task.of(
              TYPE,
              (n, c) -> {
                answer.complete(self.get().stop(SOON));
                return n;
              });
      self.complete(Worker.builder(queue).register(task).start());
      queue.enqueue(TYPE, 1);

      assertFalse(answer.get());
    }
  }

  @Test
  void a_task_that_could_not_be_run_is_left_to_its_lease() {
    try (TaskQueue queue =
        TaskQueue.over(new LockedBy(Optional.of(new OutOfMemoryError("for the test"))))) {
      Worker worker = Worker.builder(queue).register(Task.of(TYPE, (n, c) -> n)).start();
      TaskHandle<Integer> handle = queue.enqueue(TYPE, 1, TaskOptions.defaults().exclusive("key"));
      await().until(() -> handle.status() == TaskStatus.RUNNING && worker.running() == 0);

      assertFalse(worker.stop(SOON));
    }
  }

  @Test
  void a_key_that_could_not_be_freed_is_not_given_back() throws Exception {
    try (TaskQueue queue = TaskQueue.over(new LockedBy(Optional.empty()))) {
      Worker worker = Worker.builder(queue).register(Task.of(TYPE, (n, c) -> n)).start();
      queue.enqueue(TYPE, 1, TaskOptions.defaults().exclusive("key")).await(SOON);

      assertFalse(worker.stop(SOON));
    }
  }

  @Test
  void a_task_that_runs_inline_is_waited_for() throws Exception {
    try (TaskQueue queue = TaskQueue.open("immediate:")) {
      Worker worker = Worker.builder(queue).register(waiting).start();
      CompletableFuture<TaskHandle<Integer>> handle =
          CompletableFuture.supplyAsync(() -> queue.enqueue(TYPE, 1));
      running.await();
      CompletableFuture<Boolean> stop = CompletableFuture.supplyAsync(() -> worker.stop(SOON));
      await().until(() -> threads("tasks4j-" + worker.name() + "-claim") == 0);
      assertFalse(stop.isDone());

      go.countDown();

      assertTrue(stop.get());
      assertEquals(1, handle.get().await(SOON));
    }
  }

  @Test
  void a_task_that_runs_inline_is_interrupted_when_time_is_up() throws Exception {
    try (TaskQueue queue = TaskQueue.open("immediate:")) {
      Worker worker = Worker.builder(queue).register(waiting).start();
      CompletableFuture<TaskHandle<Integer>> handle =
          CompletableFuture.supplyAsync(() -> queue.enqueue(TYPE, 1));
      running.await();

      assertFalse(worker.stop(Duration.ofMillis(100)));

      assertFalse(handle.get().isDone());
    }
  }

  private int waitFor(CountDownLatch end, int n) throws InterruptedException {
    running.countDown();
    end.await();
    return n;
  }

  private int waitStubbornly(int n) {
    while (true) {
      try {
        return waitFor(go, n);
      } catch (InterruptedException e) {
        // Ignored, as tasks do.
      }
    }
  }

  private static long threads(String name) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(t -> t.getName().equals(name))
        .count();
  }

  /** Locks that can be taken and not be freed, or not even taken. */
  private static final class LockedBy extends ForwardingBackend {
    private final Optional<Error> onAcquire;

    LockedBy(Optional<Error> onAcquire) {
      super(new MemoryBackend());
      this.onAcquire = onAcquire;
    }

    @Override
    public LockStore locks() {
      return new LockStore() {
        @Override
        public OptionalLong acquire(String key, Duration ttl) {
          onAcquire.ifPresent(
              e -> {
                throw e;
              });
          return OptionalLong.of(1);
        }

        @Override
        public boolean renew(String key, long token, Duration ttl) {
          return true;
        }

        @Override
        public boolean release(String key, long token) {
          throw new BackendException("away for the test", null);
        }
      };
    }
  }
}
