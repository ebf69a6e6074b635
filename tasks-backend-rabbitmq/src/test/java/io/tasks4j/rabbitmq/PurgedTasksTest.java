package io.tasks4j.rabbitmq;

import static io.tasks4j.rabbitmq.Fixtures.SUCCESS;
import static io.tasks4j.rabbitmq.Fixtures.atBroker;
import static io.tasks4j.rabbitmq.Fixtures.claim;
import static io.tasks4j.rabbitmq.Fixtures.task;
import static io.tasks4j.rabbitmq.Fixtures.tasks;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.BackendException;
import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import io.tasks4j.backend.Settlement;
import io.tasks4j.backend.TaskAdmin;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.backend.TaskBackends;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.result.TaskMetadata;
import io.tasks4j.result.TaskQuery;
import io.tasks4j.result.Throughput;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What stands for tasks that were removed on their way is seen by nobody. */
class PurgedTasksTest {
  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void a_task_that_was_purged_on_its_way_is_counted_nowhere(BesideStore store) throws Exception {
    TaskMessage runs = task();
    List<TaskMessage> gone = tasks(3);
    try (TaskBackend backend = TaskBackends.open(TestRabbit.uri(store.address(folder)))) {
      backend.enqueue(gone);
      gone.forEach(task -> assertTrue(backend.admin().purge(task.id())));
      backend.enqueue(List.of(runs));
      backend.settle(List.of(Settlement.of(claim(backend, 5).get(0), SUCCESS)));

      assertSees(List.of(runs.id()), backend.admin());
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_task_that_was_taken_back_is_counted_nowhere(BesideStore store) throws Exception {
    RabbitMqConfig config =
        TestRabbit.config().toBuilder().exchange("amq.direct").passive(true).build();
    atBroker(
        TestRabbit.uri(),
        channel ->
            channel.queueDeclare(config.brokerQueue("default"), true, false, false, Map.of()));
    try (TaskBackend backend =
        RabbitMqBackend.open(
            TestRabbit.address(), config, TaskBackends.open(store.address(folder)))) {
      // More than are read at once.
      assertThrows(BackendException.class, () -> backend.enqueue(tasks(1_200)));

      assertSees(List.of(), backend.admin());
    }
  }

  private static void assertSees(List<TaskId> finished, TaskAdmin admin) {
    assertEquals(finished, admin.list(TaskQuery.all()).stream().map(TaskMetadata::id).toList());
    assertEquals(
        finished, admin.page(TaskQuery.all()).tasks().stream().map(TaskMetadata::id).toList());
    assertEquals(
        finished.size(),
        admin.stats().values().stream().mapToLong(s -> s.count(TaskStatus.SUCCESS)).sum());
    assertEquals(finished.isEmpty() ? Set.of() : Set.of("default"), admin.stats().keySet());
    List<Throughput> spans = admin.throughput(Duration.ofMinutes(1), 3);
    assertEquals(3, spans.size());
    assertEquals(finished.size(), spans.stream().mapToLong(Throughput::finished).sum());
    assertEquals(0, spans.stream().mapToLong(Throughput::dead).sum());
  }
}
