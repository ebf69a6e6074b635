package io.tasks4j.worker;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.Task;
import io.tasks4j.TaskOptions;
import io.tasks4j.TaskType;
import io.tasks4j.backend.BackendSettings;
import io.tasks4j.backend.ClaimRequest;
import io.tasks4j.backend.memory.MemoryBackend;
import io.tasks4j.queue.TaskHandle;
import io.tasks4j.queue.TaskQueue;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What one task, or the queue itself, may not do to others. */
class WorkerNeighboursTest {
  private static final TaskType<Integer, Integer> TYPE =
      TaskType.of("n", Integer.class, Integer.class);
  private static final Duration SOON = Duration.ofSeconds(20);

  @Test
  void an_interrupt_that_comes_late_does_not_reach_the_next_task() throws Exception {
    BlockingQueue<Thread> threads = new LinkedBlockingQueue<>();
    Task<Integer, Integer> task =
        Task.of(
            TYPE,
            (n, c) -> {
              threads.add(Thread.currentThread());
              return Thread.currentThread().isInterrupted() ? 1 : 0;
            });
    try (TaskQueue queue = TaskQueue.open("memory:");
        Worker worker = Worker.builder(queue).register(task).concurrency(1).start()) {
      queue.enqueue(TYPE, 1).await(SOON);
      await().until(() -> worker.running() == 0);

      threads.take().interrupt();

      assertEquals(0, queue.enqueue(TYPE, 2).await(SOON));
    }
  }

  @Test
  void more_than_a_thousand_tasks_run_at_once() {
    CountDownLatch end = new CountDownLatch(1);
    Task<Integer, Integer> task =
        Task.of(
            TYPE,
            (n, c) -> {
              end.await();
              return n;
            });
    try (TaskQueue queue = TaskQueue.open("memory:");
        Worker worker = Worker.builder(queue).register(task).concurrency(1_300).start()) {
      queue.enqueueAll(TYPE, IntStream.range(0, 1_200).boxed().toList());
      await().until(() -> worker.running() == 1_200);

      queue.enqueueAll(TYPE, IntStream.range(0, 100).boxed().toList());

      await().until(() -> worker.running() == 1_300);
      end.countDown();
    }
  }

  @Test
  void a_stuck_task_on_its_last_delivery_keeps_no_other_from_its_own() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    Task<Integer, Integer> task =
        Task.of(
            TYPE,
            (n, c) -> {
              while (n == 1 && end.getCount() > 0) {
                try {
                  end.await();
                } catch (InterruptedException e) {
                  // Ignored, as tasks do.
                }
              }
              return n;
            });
    MemoryBackend backend = new MemoryBackend(BackendSettings.defaults().maxDeliveries(2));
    try (TaskQueue queue = TaskQueue.over(backend)) {
      Duration timeout = Duration.ofMillis(50);
      queue.enqueue(TYPE, 1, TaskOptions.defaults().timeout(timeout).priority(9));
      TaskHandle<Integer> other = queue.enqueue(TYPE, 2);
      backend.claim(ClaimRequest.of("dead", "default", Duration.ofMillis(1)).max(2));
      try (Worker worker =
          Worker.builder(queue)
              .register(task)
              .configure(c -> c.abandonAfter(Duration.ofMillis(50)))
              .lease(Duration.ofMillis(300))
              .start()) {
        assertEquals(2, other.await(SOON));
        end.countDown();
      }
    }
  }

  @Test
  void a_worker_whose_queue_was_closed_does_not_spin() {
    AtomicInteger claims = new AtomicInteger();
    FailingBackend backend =
        new FailingBackend() {
          @Override
          void beforeClaim() {
            claims.incrementAndGet();
          }
        };
    TaskQueue queue = TaskQueue.over(backend);
    try (Worker worker = Worker.builder(queue).start()) {
      await().until(() -> claims.get() > 0);

      queue.close();

      int before = claims.get();
      await().pollDelay(Duration.ofMillis(300)).until(() -> true);
      assertTrue(claims.get() - before < 20, "claims: " + (claims.get() - before));
    }
  }
}
