package io.tasks4j.examples.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.BackendException;
import io.tasks4j.Task;
import io.tasks4j.TaskError;
import io.tasks4j.TaskExecutionException;
import io.tasks4j.TaskOptions;
import io.tasks4j.TaskSerializationException;
import io.tasks4j.TaskType;
import io.tasks4j.queue.QueueConfig;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.result.TaskQuery;
import io.tasks4j.worker.Worker;
import io.tasks4j.worker.WorkerBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong in a user's hands: each a clear error of its own type, and nothing lost. */
class BadInputTest {
  private static final TaskType<Integer, Integer> TYPE =
      TaskType.of("number", Integer.class, Integer.class);
  private static final Duration SOON = Duration.ofSeconds(30);

  @TempDir Path folder;
  private TaskQueue queue;

  @BeforeEach
  void openQueue() {
    queue = TaskQueue.open("sqlite:" + folder.resolve("tasks.db"));
    queue.enqueue(TYPE, 1);
  }

  @AfterEach
  void nothingIsLost() throws Exception {
    try (Worker worker = Worker.builder(queue).register(Task.of(TYPE, (n, c) -> n)).start()) {
      for (var task : queue.admin().list(TaskQuery.all())) {
        if (task.message().name().equals(TYPE.name())
            && !task.message().payload().text().startsWith("\"")) {
          queue.handle(TYPE, task.id()).await(SOON);
        }
      }
    }
    queue.close();
  }

  @Test
  void an_address_that_leads_nowhere() throws Exception {
    Path text = Files.writeString(folder.resolve("notes.txt"), "no database ".repeat(500));

    argument(
        "on the class path: [amqp, amqps, dummy, immediate, memory, redis, ",
        () -> TaskQueue.open("kafka:x"));
    argument("no setting 'synchronus'", () -> TaskQueue.open("sqlite:a.db?synchronus=FULL"));
    argument("synchronous", () -> TaskQueue.open("sqlite:a.db?synchronous=SOMETIMES"));
    argument("name it as sqlite:a.db", () -> TaskQueue.open("sqlite://a.db"));
    backend("no SQLite database", () -> TaskQueue.open("sqlite:" + text));
    backend("does not exist", () -> TaskQueue.open("sqlite:" + folder + "/no/such/tasks.db"));
    backend("is a folder", () -> TaskQueue.open("sqlite:" + folder));
  }

  @Test
  void a_setting_out_of_range() {
    WorkerBuilder builder = Worker.builder(queue);
    TaskOptions options = TaskOptions.defaults();

    argument("concurrency must be from 1 to 10000, but is 0", () -> builder.concurrency(0));
    argument("lease must be", () -> builder.lease(Duration.ofSeconds(-1)));
    argument("pollInterval must be", () -> builder.pollInterval(Duration.ZERO));
    argument("the weight of queue 'a'", () -> builder.weightedQueues(Map.of("a", 0)));
    argument("each queue once", () -> builder.queues("a", "a"));
    argument("at least one queue", () -> builder.queues());
    argument("the limit of queue 'a'", () -> builder.limitQueue("a", 0));
    argument("priority must be from 0 to 9, but is 10", () -> options.priority(10));
    argument("a delay must be from 0", () -> options.delay(Duration.ofSeconds(-1)));
    argument("maxPayloadBytes must be", () -> QueueConfig.create().maxPayloadBytes(0));
    argument("maxRetries must be", () -> QueueConfig.create().maxRetries(-1));
    argument("task name must be", () -> TaskType.of("two words", String.class));
  }

  @Test
  void a_payload_that_is_too_large_or_cannot_be_written() {
    TaskType<String, Void> text = TaskType.of("text", String.class);
    TaskType<Object, Void> any = TaskType.of("any", Object.class);
    Object itself =
        new Object() {
          @SuppressWarnings({"unused", "EffectivelyPrivate"}) // a circle, for Jackson to find
          public Object getSelf() {
            return this;
          }
        };

    var tooLarge =
        assertThrows(
            TaskSerializationException.class, () -> queue.enqueue(text, "x".repeat(2_000_000)));
    assertTrue(tooLarge.getMessage().contains("2000002 bytes, more than the 1048576 allowed"));
    assertThrows(TaskSerializationException.class, () -> queue.enqueue(any, itself));

    assertEquals(1, queue.admin().list(TaskQuery.all()).size());
  }

  @Test
  void a_payload_that_is_no_json_of_its_type() {
    TaskType<String, Integer> sameName = TaskType.of("number", String.class, Integer.class);
    var handle = queue.enqueue(sameName, "no number");
    try (Worker worker = Worker.builder(queue).register(Task.of(TYPE, (n, c) -> n)).start()) {
      var failed = assertThrows(TaskExecutionException.class, () -> handle.await(SOON));
      assertEquals(TaskError.Reason.SERIALIZATION, failed.reason());
    }
    assertEquals(1, queue.admin().list(TaskQuery.deadLetters()).size());
  }

  @Test
  void a_name_that_two_tasks_have_is_refused_and_one_that_two_workers_have_is_fine()
      throws Exception {
    Task<Integer, Integer> task = Task.of(TYPE, (n, c) -> n);

    argument(
        "two tasks are named 'number'", () -> Worker.builder(queue).register(task, task).build());

    try (Worker one = Worker.builder(queue).name("same").register(task).start();
        Worker two = Worker.builder(queue).name("same").register(task).start()) {
      List<Integer> numbers = IntStream.range(0, 200).boxed().toList();
      for (var handle : queue.enqueueAll(TYPE, numbers)) {
        handle.await(SOON);
      }
    }
  }

  private static void argument(String message, Executable call) {
    check(message, assertThrows(IllegalArgumentException.class, call));
  }

  private static void backend(String message, Executable call) {
    check(message, assertThrows(BackendException.class, call));
  }

  private static void check(String message, Exception e) {
    assertTrue(e.getMessage().contains(message), e::getMessage);
  }
}
