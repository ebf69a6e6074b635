package io.tasks4j.worker;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.Task;
import io.tasks4j.TaskStatus;
import io.tasks4j.TaskType;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.Outcome;
import io.tasks4j.internal.Durations;
import io.tasks4j.queue.TaskHandle;
import io.tasks4j.queue.TaskQueue;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class WorkerStopTest {
  private static final TaskType<Integer, Integer> TYPE =
      TaskType.of("n", Integer.class, Integer.class);
  private static final Duration SOON = Duration.ofSeconds(20);

  private final TaskQueue queue = TaskQueue.open("memory:");
  private final CountDownLatch running = new CountDownLatch(1);
  private final CountDownLatch go = new CountDownLatch(1);

  @Test
  void an_interrupted_caller_interrupts_what_runs_and_gives_it_back() throws Exception {
    Worker worker = Worker.builder(queue).register(Task.of(TYPE, (n, c) -> waiting(n))).start();
    TaskHandle<Integer> handle = queue.enqueue(TYPE, 1);
    running.await();

    Thread.currentThread().interrupt();
    boolean clean = worker.stop(SOON);

    assertTrue(Thread.interrupted());
    assertFalse(clean);
    assertEquals(TaskStatus.PENDING, handle.status());
    assertEquals(0, worker.running());
  }

  @Test
  void a_task_may_stop_its_own_worker_and_succeeds() throws Exception {
    CompletableFuture<Worker> self = new CompletableFuture<>();
    AtomicBoolean interrupted = new AtomicBoolean();
    Task<Integer, Integer> task =
        Task.of(
            TYPE,
            (n, c) -> {
              self.get().stop(SOON);
              interrupted.set(Thread.currentThread().isInterrupted());
              return n;
            });
    self.complete(Worker.builder(queue).register(task).start());

    TaskHandle<Integer> handle = queue.enqueue(TYPE, 7);

    assertEquals(7, handle.await(Duration.ofSeconds(10)));
    assertFalse(interrupted.get());
  }

  @Test
  void what_ends_after_the_stop_is_settled_too() throws Exception {
    CompletableFuture<Worker> self = new CompletableFuture<>();
    Task<Integer, Integer> task =
        Task.of(
            TYPE,
            (n, c) -> {
              self.get().stop(SOON);
              running.countDown();
              go.await();
              return n;
            });
    self.complete(Worker.builder(queue).register(task).start());
    TaskHandle<Integer> handle = queue.enqueue(TYPE, 7);
    running.await();
    await().until(() -> threadsOf(self.get()) == 1);

    go.countDown();

    assertEquals(7, handle.await(SOON));
  }

  @Test
  void a_listener_may_stop_the_worker() throws Exception {
    CompletableFuture<Worker> self = new CompletableFuture<>();
    CompletableFuture<Boolean> clean = new CompletableFuture<>();
    WorkerListener last =
        new WorkerListener() {
          @Override
          public void settled(Claim claim, Outcome outcome, boolean applied, Duration took) {
            clean.complete(self.join().stop(Durations.MAX));
          }
        };
    self.complete(Worker.builder(queue).register(Task.of(TYPE, (n, c) -> n)).listen(last).start());

    queue.enqueue(TYPE, 1);

    assertTrue(clean.get(20, java.util.concurrent.TimeUnit.SECONDS));
  }

  @Test
  void a_deadline_beyond_all_measure_lets_tasks_finish() throws Exception {
    for (Duration forever : new Duration[] {Durations.MAX, Duration.ofSeconds(Long.MAX_VALUE)}) {
      CountDownLatch started = new CountDownLatch(1);
      CountDownLatch end = new CountDownLatch(1);
      Task<Integer, Integer> task =
          Task.of(
              TYPE,
              (n, c) -> {
                started.countDown();
                end.await();
                return n;
              });
      Worker worker = Worker.builder(queue).register(task).start();
      TaskHandle<Integer> handle = queue.enqueue(TYPE, 1);
      started.await();
      CompletableFuture<Boolean> clean = CompletableFuture.supplyAsync(() -> worker.stop(forever));
      await().pollDelay(Duration.ofMillis(100)).until(() -> !clean.isDone());

      end.countDown();

      assertTrue(clean.get());
      assertEquals(1, handle.await(SOON));
    }
  }

  @Test
  void whoever_stops_later_is_told_what_the_first_found() throws Exception {
    Worker worker = Worker.builder(queue).register(Task.of(TYPE, (n, c) -> waiting(n))).start();
    queue.enqueue(TYPE, 1);
    running.await();

    assertFalse(worker.stop(Duration.ofMillis(200)));

    assertFalse(worker.stop(SOON));
  }

  private int waiting(int n) throws InterruptedException {
    running.countDown();
    go.await();
    return n;
  }

  private static long threadsOf(Worker worker) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(t -> t.getName().startsWith("tasks4j-" + worker.name()))
        .count();
  }
}
