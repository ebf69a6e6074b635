package io.tasks4j.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.Task;
import io.tasks4j.TaskExecutionException;
import io.tasks4j.TaskOptions;
import io.tasks4j.TaskType;
import io.tasks4j.UnsupportedCapabilityException;
import io.tasks4j.backend.LeastBackend;
import io.tasks4j.backend.memory.MemoryBackend;
import io.tasks4j.chain.Step;
import io.tasks4j.chain.TaskChain;
import io.tasks4j.chain.TaskGroup;
import io.tasks4j.chain.Workflow;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.result.TaskQuery;
import io.tasks4j.retry.RetryStrategy;
import io.tasks4j.schedule.Schedule;
import io.tasks4j.schedule.Schedules;
import io.tasks4j.worker.Worker;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What a backend cannot do is refused before it is stored: without locks nothing is exclusive. */
class LackingCapabilityTest {
  private static final TaskType<Integer, Integer> PLAIN =
      TaskType.of("n", Integer.class, Integer.class);
  private static final TaskType<List<Integer>, Integer> SUM =
      TaskType.ofList("sum", Integer.class, Integer.class);
  private static final TaskOptions KEY = TaskOptions.defaults().exclusive("key");
  private static final TaskType<Integer, Integer> EXCLUSIVE = PLAIN.withDefaults(KEY);

  private final LeastBackend backend = new LeastBackend();
  private final TaskQueue queue = TaskQueue.over(backend);

  @AfterEach
  void close() {
    queue.close();
  }

  @Test
  void an_exclusive_task() {
    refused(() -> queue.enqueue(PLAIN, 1, KEY));
    refused(() -> queue.enqueue(EXCLUSIVE, 1));
    TaskQueue byConfig = TaskQueue.over(backend, QueueConfig.create().defaults(KEY));
    refused(() -> byConfig.enqueue(PLAIN, 1));
  }

  @Test
  void a_batch_of_exclusive_tasks() {
    refused(() -> queue.enqueueAll(PLAIN, List.of(1, 2), KEY));
  }

  @Test
  void a_task_that_an_interceptor_makes_exclusive() {
    TaskQueue intercepted =
        TaskQueue.over(
            backend,
            QueueConfig.create()
                .intercept(m -> m.toBuilder().exclusive(Optional.of("key")).build()));

    refused(() -> intercepted.enqueue(PLAIN, 1));
  }

  @Test
  void chains_groups_and_workflows_with_an_exclusive_step() {
    refused(() -> queue.enqueue(TaskChain.startWith(PLAIN, 1).then(PLAIN, KEY)));
    refused(() -> queue.enqueue(TaskGroup.of(EXCLUSIVE, List.of(1, 2))));
    refused(() -> queue.enqueue(TaskGroup.of(PLAIN, List.of(1, 2)).then(SUM, KEY)));
    refused(
        () ->
            queue.enqueue(
                Workflow.of(
                    Step.of("first", PLAIN, 1), Step.from("first", "second", PLAIN).options(KEY))));
  }

  @Test
  void an_exclusive_follow_up_fails_the_task_that_adds_it() throws Exception {
    Task<Integer, Integer> adds =
        Task.of(
            TaskType.of("adds", Integer.class, Integer.class)
                .withDefaults(TaskOptions.defaults().retry(RetryStrategy.none())),
            (n, context) -> {
              context.enqueue(PLAIN, n, KEY);
              return n;
            });
    try (Worker worker = Worker.builder(queue).register(adds).start()) {
      TaskHandle<Integer> handle = queue.enqueue(adds, 1);

      TaskExecutionException failed =
          assertThrows(TaskExecutionException.class, () -> handle.await(Duration.ofSeconds(20)));
      assertTrue(failed.getMessage().contains("cannot be exclusive"), failed.getMessage());
      assertTrue(worker.stop(Duration.ofSeconds(20)));
      assertEquals(1, queue.admin().list(TaskQuery.all()).size());
    }
  }

  @Test
  void a_schedule_of_exclusive_tasks() {
    try (MemoryBackend other = new MemoryBackend()) {
      Schedules schedules = Schedules.of(queue, other.schedules());

      refused(() -> schedules.add("hourly", Schedule.fixedRate(Duration.ofHours(1)), EXCLUSIVE, 1));
      assertEquals(List.of(), schedules.list());
    }
  }

  @Test
  void what_a_backend_without_the_method_is_asked_for() {
    Stream.<Executable>of(
            queue::locks,
            backend::locks,
            backend::schedules,
            () -> queue.inTransaction((Connection) null),
            () -> backend.enqueue((Connection) null, List.<TaskMessage>of()))
        .forEach(call -> assertThrows(UnsupportedCapabilityException.class, call));
  }

  private void refused(Executable enqueue) {
    UnsupportedCapabilityException refused =
        assertThrows(UnsupportedCapabilityException.class, enqueue);
    assertTrue(refused.getMessage().contains("cannot be exclusive"), refused.getMessage());
    assertEquals(List.of(), queue.admin().list(TaskQuery.all()));
  }
}
