package io.tasks4j.worker;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.BackendException;
import io.tasks4j.BackendUnavailableException;
import io.tasks4j.Task;
import io.tasks4j.TaskStatus;
import io.tasks4j.TaskType;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.Outcome;
import io.tasks4j.backend.Settlement;
import io.tasks4j.queue.TaskHandle;
import io.tasks4j.queue.TaskQueue;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WorkerFaultsTest {
  private static final TaskType<Integer, Integer> TYPE =
      TaskType.of("n", Integer.class, Integer.class);
  private static final Duration SOON = Duration.ofSeconds(20);

  private final AtomicBoolean away = new AtomicBoolean();
  private final AtomicInteger awayCalls = new AtomicInteger();
  private final AtomicInteger backCalls = new AtomicInteger();

  private final WorkerListener outages =
      new WorkerListener() {
        @Override
        public void backendAway(Throwable cause) {
          awayCalls.incrementAndGet();
        }

        @Override
        public void backendBack() {
          backCalls.incrementAndGet();
        }
      };

  private final FailingBackend backend =
      new FailingBackend() {
        @Override
        void beforeClaim() {
          failIfAway();
        }

        @Override
        void beforeRenew() {
          failIfAway();
        }

        @Override
        void beforeSettle(List<Settlement> settlements) {
          failIfAway();
        }
      };

  @Test
  void a_worker_outlives_an_outage_and_tells_of_it_once() throws Exception {
    away.set(true);
    try (TaskQueue queue = TaskQueue.over(backend);
        Worker worker =
            Worker.builder(queue).register(Task.of(TYPE, (n, c) -> n)).listen(outages).start()) {
      TaskHandle<Integer> handle = queue.enqueue(TYPE, 7);
      await().until(() -> awayCalls.get() == 1);

      away.set(false);

      assertEquals(7, handle.await(SOON));
      // The result is there before the worker says that the backend is back.
      await().until(() -> backCalls.get() == 1);
      assertEquals(1, awayCalls.get());
    }
  }

  @Test
  void what_ended_while_the_backend_was_away_is_settled_when_it_is_back() throws Exception {
    AtomicInteger runs = new AtomicInteger();
    Task<Integer, Integer> task =
        Task.of(
            TYPE,
            (n, c) -> {
              away.set(true);
              return runs.incrementAndGet();
            });
    try (TaskQueue queue = TaskQueue.over(backend);
        Worker worker = Worker.builder(queue).register(task).listen(outages).start()) {
      TaskHandle<Integer> handle = queue.enqueue(TYPE, 7);
      await().until(() -> awayCalls.get() == 1);

      away.set(false);

      assertEquals(1, handle.await(SOON));
      assertEquals(1, runs.get());
    }
  }

  @Test
  void a_stop_keeps_its_deadline_while_the_backend_is_away() {
    CountDownLatch running = new CountDownLatch(1);
    Task<Integer, Integer> task =
        Task.of(
            TYPE,
            (n, c) -> {
              away.set(true);
              running.countDown();
              return n;
            });
    TaskQueue queue = TaskQueue.over(backend);
    Worker worker = Worker.builder(queue).register(task).start();
    queue.enqueue(TYPE, 1);
    await().until(() -> running.getCount() == 0);

    boolean settled = worker.stop(Duration.ofMillis(300));

    assertFalse(settled);
    assertEquals(0, worker.running());
    await().until(() -> threadsOf(worker) == 0);
  }

  @Test
  void an_error_in_the_backend_kills_no_thread_of_the_worker() throws Exception {
    AtomicInteger claims = new AtomicInteger();
    FailingBackend broken =
        new FailingBackend() {
          @Override
          void beforeClaim() {
            if (claims.incrementAndGet() < 3) {
              throw new OutOfMemoryError("for the test");
            }
          }
        };
    try (TaskQueue queue = TaskQueue.over(broken);
        Worker worker = Worker.builder(queue).register(Task.of(TYPE, (n, c) -> n)).start()) {
      assertEquals(5, queue.enqueue(TYPE, 5).await(SOON));
    }
  }

  @Test
  void one_settlement_that_is_refused_does_not_hold_up_the_others() throws Exception {
    FailingBackend picky =
        new FailingBackend() {
          @Override
          void beforeSettle(List<Settlement> settlements) {
            for (Settlement s : settlements) {
              if (s.outcome() instanceof Outcome.Success success
                  && success.result().orElseThrow().text().equals("13")) {
                throw new BackendException("thirteen is refused", null);
              }
            }
          }
        };
    try (TaskQueue queue = TaskQueue.over(picky);
        Worker worker = Worker.builder(queue).register(Task.of(TYPE, (n, c) -> n)).start()) {
      List<TaskHandle<Integer>> handles =
          queue.enqueueAll(TYPE, List.of(10, 11, 12, 13, 14, 15, 16));

      for (TaskHandle<Integer> handle : handles) {
        if (handle != handles.get(3)) {
          handle.await(SOON);
        }
      }
      assertEquals(TaskStatus.RUNNING, handles.get(3).status());
    }
  }

  @Test
  void a_stop_before_the_start_is_final() {
    Worker worker = Worker.builder(TaskQueue.over(backend)).build();

    assertTrue(worker.stop(Duration.ZERO));
    assertTrue(worker.stop(Duration.ZERO));

    var e = assertThrows(IllegalStateException.class, worker::start);
    assertTrue(e.getMessage().contains("STOPPED"), e.getMessage());
  }

  @Test
  void a_listener_that_throws_changes_nothing() throws Exception {
    WorkerListener nasty =
        new WorkerListener() {
          @Override
          public void started(Claim claim) {
            throw new IllegalStateException("nasty");
          }

          @Override
          public void settled(Claim claim, Outcome outcome, boolean applied, Duration took) {
            throw new AssertionError("nasty");
          }
        };
    try (TaskQueue queue = TaskQueue.over(backend);
        Worker worker =
            Worker.builder(queue).register(Task.of(TYPE, (n, c) -> n)).listen(nasty).start()) {
      assertEquals(1, queue.enqueue(TYPE, 1).await(SOON));
      assertEquals(2, queue.enqueue(TYPE, 2).await(SOON));
    }
  }

  private void failIfAway() {
    if (away.get()) {
      throw new BackendUnavailableException("away for the test", null);
    }
  }

  private static long threadsOf(Worker worker) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(t -> t.getName().startsWith("tasks4j-" + worker.name()))
        .count();
  }
}
