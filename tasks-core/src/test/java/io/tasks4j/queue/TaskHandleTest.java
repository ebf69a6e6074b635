package io.tasks4j.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tasks4j.AwaitTimeoutException;
import io.tasks4j.Task;
import io.tasks4j.TaskError;
import io.tasks4j.TaskExecutionException;
import io.tasks4j.TaskId;
import io.tasks4j.TaskNotFoundException;
import io.tasks4j.TaskOptions;
import io.tasks4j.TaskStatus;
import io.tasks4j.TaskType;
import io.tasks4j.worker.Worker;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TaskHandleTest {
  private static final TaskType<String, String> TYPE =
      TaskType.of("mail", String.class, String.class);

  @Test
  void an_await_that_is_over_says_where_the_task_waits() {
    try (TaskQueue queue = TaskQueue.open("memory:")) {
      TaskHandle<String> handle = queue.enqueue(TYPE, "ada", TaskOptions.defaults().queue("slow"));

      var over = assertThrows(AwaitTimeoutException.class, () -> handle.await(Duration.ZERO));

      assertEquals(
          "task " + handle.id() + " has not ended within PT0S; it is PENDING in queue 'slow'",
          over.getMessage());
    }
  }

  @Test
  void a_task_that_is_not_there_is_told_with_all_that_can_be_the_reason() {
    TaskId id = TaskId.next();
    try (TaskQueue queue = TaskQueue.open("memory:")) {
      TaskHandle<String> handle = queue.handle(TYPE, id);

      var unknown = assertThrows(TaskNotFoundException.class, handle::status);

      assertEquals(
          "there is no task "
              + id
              + ": it is not in this store, its transaction has not committed, it was purged, or"
              + " retention removed it",
          unknown.getMessage());
    }
  }

  @Test
  void a_poll_tells_what_has_not_ended_from_what_gave_nothing_and_from_what_failed() {
    Task<Integer, String> task =
        Task.of(
            "poll",
            Integer.class,
            String.class,
            (n, context) -> {
              if (n < 0) {
                throw context.giveUp("below zero");
              }
              return n == 0 ? null : "n" + n;
            });
    try (TaskQueue queue = TaskQueue.open("immediate:");
        Worker worker = Worker.builder(queue).register(task).start()) {
      TaskHandle<String> failed = queue.enqueue(task, -1);

      assertEquals(
          List.of(new TaskEnd<>(TaskStatus.SUCCESS, Optional.of("n1"), Optional.empty())),
          queue.enqueue(task, 1).poll().stream().toList());
      assertEquals(
          List.of(new TaskEnd<>(TaskStatus.SUCCESS, Optional.empty(), Optional.empty())),
          queue.enqueue(task, 0).poll().stream().toList());
      TaskEnd<String> end = failed.poll().orElseThrow();
      assertEquals(TaskStatus.FAILURE, end.status());
      assertEquals(Optional.empty(), end.result());
      assertEquals("below zero", end.error().orElseThrow().message());
      worker.close();
      assertEquals(Optional.empty(), queue.enqueue(task, 1).poll());
      assertEquals(Optional.empty(), queue.handle(task, TaskId.next()).poll());
    }
  }

  @Test
  void a_task_that_failed_without_an_exception_is_told_without_the_name_of_one() {
    try (TaskQueue queue = TaskQueue.open("memory:");
        Worker worker =
            Worker.builder(queue).configure(c -> c.unknownGiveUp(Duration.ZERO)).start()) {
      TaskHandle<String> handle = queue.enqueue(TYPE, "ada");

      var failed =
          assertThrows(
              TaskExecutionException.class, () -> handle.await(worker.config().stopTimeout()));

      assertEquals(TaskError.Reason.UNKNOWN_NAME, failed.reason());
      assertEquals(
          "task "
              + handle.id()
              + " is not known: no worker of its queue knew the task 'mail' for PT0S; register it"
              + " with a worker and requeue",
          failed.getMessage());
    }
  }
}
