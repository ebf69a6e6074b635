package io.tasks4j.executor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.tasks4j.Task;
import io.tasks4j.TaskOptions;
import io.tasks4j.TaskType;
import io.tasks4j.queue.TaskHandle;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.retry.RetryStrategy;
import io.tasks4j.worker.Worker;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;
import org.slf4j.TestMdc;

class LogContextTest {
  private static final TaskType<String, Void> TYPE =
      TaskType.of("mail.send", String.class)
          .withDefaults(
              TaskOptions.defaults()
                  .queue("mail")
                  .retry(RetryStrategy.fixedDelay(Duration.ZERO).maxRetries(1)));

  private final List<Map<String, String>> seen = new CopyOnWriteArrayList<>();

  @BeforeEach
  void keepWhatIsPut() {
    TestMdc.install();
    MDC.clear();
  }

  @AfterEach
  void forget() {
    MDC.clear();
  }

  private Task<String, Void> failingOnce() {
    return Task.of(
        TYPE,
        (payload, context) -> {
          Map<String, String> all = MDC.getCopyOfContextMap();
          seen.add(all == null ? Map.of() : new HashMap<>(all));
          if (context.attempt() == 1) {
            throw new IllegalStateException("once");
          }
          return null;
        });
  }

  @Test
  void what_a_task_logs_says_its_id_name_queue_and_attempt() throws Exception {
    try (TaskQueue queue = TaskQueue.open("memory:");
        Worker worker =
            Worker.builder(queue).queues("mail").register(failingOnce()).concurrency(1).start()) {
      TaskHandle<Void> handle = queue.enqueue(TYPE, "Ada");
      handle.await(Duration.ofSeconds(20));

      assertEquals(
          List.of(context(handle, "1"), context(handle, "2")),
          seen,
          "each attempt sees its own, and nothing of the one before");
    }
  }

  @Test
  void on_the_thread_of_its_producer_a_task_leaves_what_was_there() {
    MDC.put("request", "r-1");
    MDC.put("task.id", "the caller's own");
    try (TaskQueue queue = TaskQueue.open("immediate:");
        Worker worker = Worker.builder(queue).queues("mail").register(failingOnce()).start()) {
      TaskHandle<Void> handle = queue.enqueue(TYPE, "Ada");

      assertEquals(handle.id().toString(), seen.get(0).get("task.id"));
      assertEquals("r-1", seen.get(0).get("request"));
    }

    assertEquals(
        Map.of("request", "r-1", "task.id", "the caller's own"), MDC.getCopyOfContextMap());
    assertNotEquals(0, seen.size());
  }

  private static Map<String, String> context(TaskHandle<?> handle, String attempt) {
    return Map.of(
        "task.id",
        handle.id().toString(),
        "task.name",
        "mail.send",
        "task.queue",
        "mail",
        "task.attempt",
        attempt);
  }
}
