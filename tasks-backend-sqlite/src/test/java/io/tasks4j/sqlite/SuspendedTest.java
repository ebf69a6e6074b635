package io.tasks4j.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import io.tasks4j.UniqueKey;
import io.tasks4j.backend.CancelResult;
import io.tasks4j.backend.ClaimRequest;
import io.tasks4j.backend.Claims;
import io.tasks4j.message.Dependant;
import io.tasks4j.message.Join;
import io.tasks4j.message.Payload;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.result.Arrival;
import io.tasks4j.result.QueueStats;
import io.tasks4j.result.TaskMetadata;
import io.tasks4j.result.TaskQuery;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No call suspends a task so far: here the file is written by hand. */
class SuspendedTest {
  @TempDir Path folder;
  private final TaskMessage waiting =
      message("waiting").join(Optional.of(Join.of(2).tolerating(2))).build();
  private final TaskMessage suspended =
      message("sleeps").dependants(List.of(Dependant.of(waiting.id(), waiting.queue(), 0))).build();
  private final TaskMessage holder =
      message("sleeps").unique(Optional.of(UniqueKey.whileLive("key"))).queue("keys").build();
  private SqliteBackend backend;

  @BeforeEach
  void suspend() throws Exception {
    Path file = folder.resolve("tasks.db");
    backend = SqliteBackend.open(file);
    backend.enqueue(List.of(waiting, suspended, holder));
    try (Connection connection = SharedFileTest.connect(file)) {
      SharedFileTest.run(
          connection, "UPDATE tasks4j_tasks SET state = 7, due = 0 WHERE name = 'sleeps'");
    }
  }

  @AfterEach
  void close() {
    backend.close();
  }

  private static TaskMessage.Builder message(String name) {
    return TaskMessage.builder(TaskId.next(), name, Payload.json("1"), Instant.EPOCH);
  }

  private List<TaskStatus> arrived() {
    return backend.results().arrivals(waiting.id(), 0, 9).stream().map(Arrival::status).toList();
  }

  @Test
  void a_suspended_task_is_found_counted_and_listed_as_such() {
    List<TaskMetadata> listed =
        backend.admin().list(TaskQuery.of(TaskStatus.SUSPENDED).queue("default"));
    QueueStats stats = backend.admin().stats().get("default");

    assertEquals(
        Optional.of(TaskStatus.SUSPENDED),
        backend.admin().find(suspended.id()).map(TaskMetadata::status));
    assertEquals(List.of(suspended.id()), listed.stream().map(TaskMetadata::id).toList());
    assertEquals(1, stats.count(TaskStatus.SUSPENDED));
    assertEquals(2, stats.live());
    assertEquals(Optional.empty(), stats.oldestDue());
    assertEquals(List.of(), backend.admin().list(TaskQuery.of(TaskStatus.PENDING).name("sleeps")));
  }

  @Test
  void a_suspended_task_is_not_claimed_has_not_ended_and_keeps_its_key() {
    Claims claims = backend.claim(ClaimRequest.of("w", "default", Duration.ofSeconds(5)).max(9));
    TaskMessage rival = message("rival").unique(holder.unique()).queue("keys").build();

    assertEquals(List.of(), claims.claims());
    assertEquals(Optional.empty(), backend.results().find(suspended.id()));
    assertFalse(backend.results().delete(suspended.id()));
    assertFalse(backend.enqueue(List.of(rival)).get(0).accepted());
  }

  @Test
  void a_suspended_task_is_cancelled_at_once_and_those_that_wait_are_told() {
    assertEquals(CancelResult.CANCELLED, backend.admin().cancel(suspended.id()));

    assertEquals(List.of(TaskStatus.CANCELLED), arrived());
    assertTrue(backend.admin().requeue(suspended.id()));
    assertEquals(
        Optional.of(TaskStatus.PENDING),
        backend.admin().find(suspended.id()).map(TaskMetadata::status));
  }

  @Test
  void a_suspended_task_that_is_removed_has_ended_for_those_that_wait() {
    assertTrue(backend.admin().purge(suspended.id()));

    assertEquals(List.of(TaskStatus.CANCELLED), arrived());
    assertEquals(Optional.empty(), backend.admin().find(suspended.id()));
  }
}
