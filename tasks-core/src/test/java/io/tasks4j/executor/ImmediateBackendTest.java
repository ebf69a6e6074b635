package io.tasks4j.executor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.Task;
import io.tasks4j.TaskError;
import io.tasks4j.TaskExecutionException;
import io.tasks4j.TaskOptions;
import io.tasks4j.TaskProgress;
import io.tasks4j.TaskStatus;
import io.tasks4j.TaskType;
import io.tasks4j.backend.ForwardingBackend;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.worker.Worker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ImmediateBackendTest {
  private static final TaskType<Integer, Integer> TYPE =
      TaskType.of("n", Integer.class, Integer.class);

  @Test
  void a_task_has_run_on_this_thread_when_enqueue_returns() throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    try (TaskQueue queue = TaskQueue.open("immediate:");
        Worker worker =
            Worker.builder(queue)
                .register(
                    Task.of(
                        TYPE,
                        (n, ctx) -> {
                          threads.add(Thread.currentThread());
                          return n + 1;
                        }))
                .start()) {
      var handle = queue.enqueue(TYPE, 1, TaskOptions.defaults().delay(Duration.ofDays(1)));

      assertEquals(2, handle.await(Duration.ZERO));
      assertSame(Thread.currentThread(), threads.get(0));
    }
  }

  @Test
  void a_task_runs_also_where_another_backend_stands_before_it() throws InterruptedException {
    try (TaskQueue queue = TaskQueue.over(new ForwardingBackend(new ImmediateBackend()) {});
        Worker worker =
            Worker.builder(queue).register(Task.of(TYPE, (n, context) -> n + 1)).build()) {
      var before = queue.enqueue(TYPE, 1);
      worker.start();

      assertEquals(2, before.await(Duration.ZERO));
      assertEquals(3, queue.enqueue(TYPE, 2).await(Duration.ZERO));
      assertTrue(worker.stop(Duration.ofSeconds(20)));
      assertTrue(queue.enqueue(TYPE, 3).poll().isEmpty());
    }
  }

  @Test
  void what_a_task_says_of_its_progress_is_found_after_its_end() {
    try (TaskQueue queue = TaskQueue.open("immediate:");
        Worker worker =
            Worker.builder(queue)
                .register(
                    Task.of(
                        TYPE,
                        (n, context) -> {
                          context.progress(1, 2, "half");
                          return n;
                        }))
                .start()) {
      var handle = queue.enqueue(TYPE, 1);

      assertEquals(new TaskProgress(1, 2, "half"), handle.progress().orElseThrow());
    }
  }

  @Test
  void retries_come_at_once_and_end_as_configured() {
    List<Integer> attempts = new ArrayList<>();
    try (TaskQueue queue = TaskQueue.open("immediate:");
        Worker worker =
            Worker.builder(queue)
                .register(
                    Task.of(
                        TYPE,
                        (n, ctx) -> {
                          attempts.add(ctx.attempt());
                          throw new IllegalStateException("no");
                        }))
                .start()) {
      var handle = queue.enqueue(TYPE, 1);

      var failed = assertThrows(TaskExecutionException.class, () -> handle.await(Duration.ZERO));
      assertEquals(TaskError.Reason.MAX_RETRIES, failed.reason());
      assertEquals(List.of(1, 2, 3, 4), attempts);
    }
  }

  @Test
  void follow_ups_run_too_and_a_task_may_enqueue_another() {
    List<Integer> ran = new ArrayList<>();
    try (TaskQueue queue = TaskQueue.open("immediate:");
        Worker worker =
            Worker.builder(queue)
                .register(
                    Task.of(
                        TYPE,
                        (n, ctx) -> {
                          if (n == 1) {
                            ctx.enqueue(TYPE, 2);
                            queue.enqueue(TYPE, 3);
                          }
                          ran.add(n);
                          return n;
                        }))
                .start()) {
      queue.enqueue(TYPE, 1);

      assertEquals(List.of(3, 1, 2), ran);
    }
  }

  @Test
  void what_was_enqueued_before_the_tasks_were_known_waits_for_them() {
    try (TaskQueue queue = TaskQueue.open("immediate:")) {
      var handle = queue.enqueue(TYPE, 1);
      assertEquals(TaskStatus.PENDING, handle.status());

      try (Worker worker = Worker.builder(queue).register(Task.of(TYPE, (n, c) -> n)).start()) {
        assertEquals(TaskStatus.SUCCESS, handle.status());
      }
    }
  }

  @Test
  void a_long_chain_of_follow_ups_does_not_overflow_the_stack() {
    int last = 20_000;
    List<Integer> ran = new ArrayList<>();
    Task<Integer, Integer> task =
        Task.of(
            TYPE,
            (n, ctx) -> {
              ran.add(n);
              if (n < last) {
                ctx.enqueue(TYPE, n + 1);
              }
              return n;
            });
    try (TaskQueue queue = TaskQueue.open("immediate:");
        Worker worker = Worker.builder(queue).register(task).start()) {
      queue.enqueue(TYPE, 1);

      assertEquals(last, ran.size());
    }
  }

  @Test
  void what_is_enqueued_after_the_worker_stopped_waits_for_another() {
    try (TaskQueue queue = TaskQueue.open("immediate:")) {
      Worker.builder(queue).register(Task.of(TYPE, (n, c) -> n)).start().close();
      var timed = TaskOptions.defaults().timeout(Duration.ofMinutes(1));

      var handle = queue.enqueue(TYPE, 1, timed);

      assertEquals(TaskStatus.PENDING, handle.status());
      try (Worker worker = Worker.builder(queue).register(Task.of(TYPE, (n, c) -> n)).start()) {
        assertEquals(TaskStatus.SUCCESS, handle.status());
      }
    }
  }

  @Test
  void an_interrupt_of_the_caller_is_no_interrupt_of_the_task_and_stays() {
    List<Boolean> seen = new ArrayList<>();
    Task<Integer, Integer> task =
        Task.of(
            TYPE,
            (n, c) -> {
              seen.add(Thread.currentThread().isInterrupted());
              return n;
            });
    try (TaskQueue queue = TaskQueue.open("immediate:");
        Worker worker = Worker.builder(queue).register(task).start()) {
      Thread.currentThread().interrupt();

      queue.enqueue(TYPE, 1);

      assertTrue(Thread.interrupted());
      assertEquals(List.of(false), seen);
    }
  }
}
