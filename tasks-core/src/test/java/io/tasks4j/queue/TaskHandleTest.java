package io.tasks4j.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tasks4j.AwaitTimeoutException;
import io.tasks4j.TaskId;
import io.tasks4j.TaskNotFoundException;
import io.tasks4j.TaskOptions;
import io.tasks4j.TaskType;
import java.time.Duration;
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
}
