package io.tasks4j.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.BackendException;
import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import io.tasks4j.backend.ScheduleRecord;
import io.tasks4j.message.Payload;
import io.tasks4j.message.TaskMessage;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MigrationTest {
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
  void a_file_of_an_older_version_is_brought_up_to_date_with_its_tasks() throws Exception {
    migrate(Schema.VERSION + 2, addColumn(Schema.VERSION + 2));

    var e = assertThrows(BackendException.class, () -> SqliteBackend.open(file));
    assertTrue(e.getMessage().contains("schema version " + (Schema.VERSION + 2)), e.getMessage());
    back();
    try (SqliteBackend backend = SqliteBackend.open(file)) {
      assertEquals(TaskStatus.PENDING, backend.admin().find(id).orElseThrow().status());
    }
  }

  @Test
  void a_file_of_version_1_gets_schedules_and_keeps_its_tasks() throws Exception {
    try (Connection connection = SharedFileTest.connect(file)) {
      SharedFileTest.run(connection, "DROP TABLE tasks4j_schedules");
      SharedFileTest.run(connection, "DROP INDEX tasks4j_suspended");
      SharedFileTest.run(connection, "ALTER TABLE tasks4j_joins DROP COLUMN told");
      SharedFileTest.run(connection, "ALTER TABLE tasks4j_arrivals DROP COLUMN place");
      SharedFileTest.run(connection, "UPDATE tasks4j_meta SET value = 1 WHERE name = 'schema'");
    }

    try (SqliteBackend backend = SqliteBackend.open(file)) {
      ScheduleRecord record = new ScheduleRecord("nightly", 0, Optional.empty(), "data");
      assertEquals(List.of(true), backend.schedules().put(List.of(record)));
      assertEquals(TaskStatus.PENDING, backend.admin().find(id).orElseThrow().status());
    }
  }

  @Test
  void a_script_that_fails_leaves_the_file_as_it_was() throws Exception {
    assertThrows(SQLException.class, () -> migrate(Schema.VERSION + 2, "no SQL"));

    try (SqliteBackend backend = SqliteBackend.open(file)) {
      assertEquals(TaskStatus.PENDING, backend.admin().find(id).orElseThrow().status());
    }
  }

  /** As a later release would: one more script for each version up to {@code target}. */
  private void migrate(int target, String last) throws SQLException {
    Database db = Database.open(file, SqliteConfig.defaults());
    try (Connection connection = db.connectWriter();
        Statements statements = new Statements(connection)) {
      Schema.migrate(
          db,
          statements,
          target,
          version -> new String[] {version == target ? last : addColumn(version)});
    }
  }

  private static String addColumn(int version) {
    return "ALTER TABLE tasks4j_tasks ADD COLUMN of" + version + " TEXT";
  }

  private void back() throws SQLException {
    try (Connection connection = SharedFileTest.connect(file)) {
      SharedFileTest.run(
          connection,
          "UPDATE tasks4j_meta SET value = " + Schema.VERSION + " WHERE name = 'schema'");
    }
  }
}
