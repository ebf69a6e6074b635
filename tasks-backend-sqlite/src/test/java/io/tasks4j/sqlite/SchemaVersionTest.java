package io.tasks4j.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.BackendException;
import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import io.tasks4j.message.Payload;
import io.tasks4j.message.TaskMessage;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchemaVersionTest {
  @TempDir Path folder;
  private Path file;
  private final TaskId id = TaskId.next();

  @BeforeEach
  void fillAFileOfThisVersion() {
    file = folder.resolve("tasks.db");
    try (SqliteBackend backend = SqliteBackend.open(file)) {
      backend.enqueue(
          List.of(TaskMessage.builder(id, "task", Payload.json("1"), Instant.EPOCH).build()));
    }
  }

  @Test
  void a_file_of_an_earlier_release_is_refused_with_its_version_and_what_to_do() throws Exception {
    version(QueueSchema.LAYOUT.version() - 1);

    var e = assertThrows(BackendException.class, () -> SqliteBackend.open(file));

    assertTrue(
        e.getMessage().contains(" version " + (QueueSchema.LAYOUT.version() - 1)), e.getMessage());
    assertTrue(
        e.getMessage().contains("needs version " + QueueSchema.LAYOUT.version()), e.getMessage());
    assertTrue(e.getMessage().contains("let that release finish its tasks"), e.getMessage());
  }

  @Test
  void a_file_of_a_later_release_is_refused_with_its_version_and_what_to_do() throws Exception {
    version(QueueSchema.LAYOUT.version() + 1);

    var e = assertThrows(BackendException.class, () -> SqliteBackend.open(file));

    assertTrue(
        e.getMessage().contains(" version " + (QueueSchema.LAYOUT.version() + 1)), e.getMessage());
    assertTrue(e.getMessage().contains("update tasks-backend-sqlite"), e.getMessage());
  }

  @Test
  void a_file_that_is_refused_stays_as_it_was() throws Exception {
    version(QueueSchema.LAYOUT.version() - 1);
    assertThrows(BackendException.class, () -> SqliteBackend.open(file));
    version(QueueSchema.LAYOUT.version());

    try (SqliteBackend backend = SqliteBackend.open(file)) {
      assertEquals(TaskStatus.PENDING, backend.admin().find(id).orElseThrow().status());
    }
  }

  private void version(int version) throws SQLException {
    try (Connection connection = SharedFileTest.connect(file)) {
      SharedFileTest.run(
          connection, "UPDATE tasks4j_meta SET value = " + version + " WHERE name = 'schema'");
    }
  }
}
