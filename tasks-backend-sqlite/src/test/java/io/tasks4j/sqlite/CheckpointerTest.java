package io.tasks4j.sqlite;

import static io.tasks4j.sqlite.Fixtures.task;
import static io.tasks4j.sqlite.Fixtures.tasks;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The log beside a writer that goes on. SQLite itself would let it grow to 16,000 pages. */
@Timeout(60)
class CheckpointerTest {
  private static final int BEGINS_TO_COPY = 4000;

  @TempDir Path folder;
  private SqliteBackend backend;
  private Connection other;

  @BeforeEach
  void open() throws SQLException {
    Path file = folder.resolve("tasks.db");
    backend = SqliteBackend.open(file);
    other = DriverManager.getConnection("jdbc:sqlite:" + file);
  }

  @AfterEach
  void close() throws SQLException {
    other.close();
    backend.close();
  }

  @Test
  void a_log_begins_again_while_the_writer_goes_on() throws SQLException {
    fillLog();
    assertBeginsAgain();
  }

  @Test
  void a_log_that_a_reader_needs_begins_again_when_he_has_gone() throws SQLException {
    fillLog();
    try (Connection reader = DriverManager.getConnection(other.getMetaData().getURL());
        Statement s = reader.createStatement()) {
      s.execute("BEGIN");
      query(s, "SELECT count(*) FROM tasks4j_tasks");
      for (int i = 0; i < 200; i++) {
        enqueueOne();
      }
      assertTrue(pages() > BEGINS_TO_COPY, "the reader's snapshot holds the log");
      s.execute("COMMIT");
    }
    assertBeginsAgain();
  }

  @Test
  void the_thread_ends_with_the_backend() throws SQLException {
    fillLog();
    enqueueOne();
    backend.close();
    assertFalse(
        Thread.getAllStackTraces().keySet().stream()
            .anyMatch(t -> t.getName().equals("tasks4j-sqlite-checkpoint")));
  }

  private void fillLog() throws SQLException {
    while (pages() < BEGINS_TO_COPY) {
      for (int i = 0; i < 100; i++) {
        enqueueOne();
      }
      backend.enqueue(tasks(1000));
    }
  }

  /** In about 1,500 commits, or 6,000 pages: too few for SQLite to do it. */
  private void assertBeginsAgain() {
    await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> {
              enqueueOne();
              enqueueOne();
              enqueueOne();
              return pages() < BEGINS_TO_COPY;
            });
  }

  private void enqueueOne() {
    backend.enqueue(List.of(task()));
  }

  private long pages() throws SQLException {
    try (Statement s = other.createStatement()) {
      return query(s, "PRAGMA wal_checkpoint(NOOP)");
    }
  }

  private static long query(Statement s, String sql) throws SQLException {
    try (ResultSet row = s.executeQuery(sql)) {
      assertTrue(row.next());
      return row.getMetaData().getColumnCount() > 1 ? row.getLong(2) : row.getLong(1);
    }
  }
}
