package io.tasks4j.sqlite;

import io.tasks4j.BackendException;
import io.tasks4j.backend.EnqueueResult;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.sqlite.file.PreparedStatements;
import io.tasks4j.sqlite.file.SqliteDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;

/** Enqueues through a connection of the application, inside its transaction. */
final class JdbcInserter {
  private final SqliteDatabase db;
  private final TaskInserter inserter;
  private final InstantSource clock;

  JdbcInserter(SqliteDatabase db, TaskInserter inserter, InstantSource clock) {
    this.db = db;
    this.inserter = inserter;
    this.clock = clock;
  }

  List<EnqueueResult> enqueue(Connection connection, List<TaskMessage> messages) {
    List<TaskInserter.Encoded> encoded = TaskInserter.encode(messages);
    try (PreparedStatements sql = new PreparedStatements(connection)) {
      db.checkInPlace();
      checkFile(sql, connection);
      // In auto-commit mode this begins a transaction, and the release commits it.
      sql.update(TaskSql.SAVEPOINT);
      try {
        sql.update(TaskSql.TAKE_WRITE_LOCK);
        List<EnqueueResult> results = inserter.insert(sql, encoded, clock.millis());
        sql.update(TaskSql.RELEASE);
        return results;
      } catch (SQLException | RuntimeException | Error e) {
        undo(sql, e);
        throw e;
      }
    } catch (SQLException e) {
      throw db.failure(e);
    }
  }

  private static void undo(PreparedStatements sql, Throwable cause) {
    try {
      sql.update(TaskSql.ROLLBACK_TO);
      sql.update(TaskSql.RELEASE);
    } catch (SQLException e) {
      // After some errors, such as a full disk, SQLite has undone the whole transaction itself.
      cause.addSuppressed(e);
    }
  }

  private void checkFile(PreparedStatements sql, Connection connection) {
    String found = "no SQLite file";
    try (ResultSet rows = sql.query(TaskSql.DATABASES)) {
      while (rows.next()) {
        if (rows.getString("name").equals("main")) {
          found = rows.getString("file");
        }
      }
      if (!found.isEmpty() && Files.isSameFile(Path.of(found), db.file())) {
        return;
      }
    } catch (SQLException e) {
      throw new IllegalArgumentException(
          "the connection must lead to the SQLite file "
              + db.file()
              + ", but is "
              + connection.getClass().getName(),
          e);
    } catch (IOException e) {
      throw new BackendException("cannot compare " + found + " with " + db.file(), e);
    }
    throw new IllegalArgumentException(
        "the connection must lead to the SQLite file " + db.file() + ", but leads to " + found);
  }
}
