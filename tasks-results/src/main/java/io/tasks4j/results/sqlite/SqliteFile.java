package io.tasks4j.results.sqlite;

import io.tasks4j.BackendException;
import io.tasks4j.BackendUnavailableException;
import io.tasks4j.Durations;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.sqlite.JDBC;
import org.sqlite.SQLiteErrorCode;

/**
 * One connection to a SQLite file, used by one thread at a time; opened anew after it broke.
 * Thread-safe.
 *
 * <p>Every write transaction is IMMEDIATE: one that starts by reading and is overtaken by another
 * writer could never write, however long it waits.
 */
final class SqliteFile implements AutoCloseable {
  private final Path file;
  private final Duration busyTimeout;
  private @Nullable Connection connection;
  private @Nullable Rows rows;
  private long dataVersion;
  private boolean closed;

  /** What is done with the file. */
  @FunctionalInterface
  interface Work<T> {
    T run(Rows rows) throws SQLException;
  }

  private SqliteFile(Path file, Duration busyTimeout) {
    this.file = file;
    this.busyTimeout = busyTimeout;
  }

  /** Finds or makes the file and its tables. */
  static SqliteFile open(Path path, Duration busyTimeout) {
    Path file = path.toAbsolutePath().normalize();
    Path folder = file.getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new BackendException(
          "the folder of the SQLite file " + file + " does not exist; create it first", null);
    }
    if (Files.isDirectory(file)) {
      throw new BackendException(
          file + " is a folder; the address of a SQLite store names a file", null);
    }
    SqliteFile opened = new SqliteFile(file, Durations.positive("busyTimeout", busyTimeout));
    opened.prepare();
    return opened;
  }

  /** Runs a transaction: all of it takes effect, or nothing when it throws. */
  synchronized <T> T write(Work<T> work) {
    try {
      Rows r = rows();
      r.update(Sql.BEGIN);
      boolean done = false;
      try {
        T result = work.run(r);
        r.update("COMMIT");
        done = true;
        return result;
      } finally {
        if (!done) {
          rollback(r);
        }
      }
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  /** Runs one statement that only reads. */
  synchronized <T> T read(Work<T> work) {
    try {
      return work.run(rows());
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  /** Whether another connection has written since the last call. */
  synchronized boolean hasNews() {
    long before = dataVersion;
    dataVersion = read(r -> r.number("PRAGMA data_version", -1));
    return dataVersion != before;
  }

  synchronized boolean isClosed() {
    return closed;
  }

  @Override
  public synchronized void close() {
    closed = true;
    drop();
  }

  BackendException closedException() {
    return new BackendException("the store in the SQLite file " + file + " is closed", null);
  }

  private void prepare() {
    long start = System.nanoTime();
    while (true) {
      try {
        synchronized (this) {
          useWal();
          Rows r = rows();
          r.update(Sql.BEGIN);
          for (String sql : Sql.SCHEMA) {
            r.update(sql);
          }
          r.update("COMMIT");
        }
        return;
      } catch (SQLException e) {
        BackendException failure = failure(e);
        // Several processes may make the file at once; the change to WAL does not wait by itself.
        if (!isBusy(e) || System.nanoTime() - start > busyTimeout.toNanos()) {
          throw failure;
        }
        synchronized (this) {
          drop();
        }
        LockSupport.parkNanos(5_000_000);
      }
    }
  }

  private void useWal() throws SQLException {
    try (Statement s = connection().createStatement();
        ResultSet mode = s.executeQuery("PRAGMA journal_mode = WAL")) {
      String found = mode.next() ? mode.getString(1) : "none";
      if (!found.equalsIgnoreCase("wal")) {
        throw new BackendException(
            "the SQLite file "
                + file
                + " cannot use a write-ahead log, its journal mode stays '"
                + found
                + "'; keep it on a local disk that allows shared memory",
            null);
      }
    }
  }

  private Rows rows() throws SQLException {
    if (rows == null) {
      rows = new Rows(connection());
    }
    return rows;
  }

  private Connection connection() throws SQLException {
    if (closed) {
      throw closedException();
    }
    if (connection == null) {
      Properties properties = new Properties();
      properties.setProperty(
          "busy_timeout", Long.toString(Math.min(busyTimeout.toMillis(), Integer.MAX_VALUE)));
      // Or the driver would ask for the last rowid after each insert.
      properties.setProperty("jdbc.get_generated_keys", "false");
      properties.setProperty("synchronous", "NORMAL");
      connection = JDBC.createConnection(JDBC.PREFIX + file, properties);
    }
    return connection;
  }

  private void rollback(Rows r) {
    try {
      r.update("ROLLBACK");
    } catch (SQLException e) {
      // A connection in an unknown state is of no more use.
      drop();
    }
  }

  private void drop() {
    try {
      if (rows != null) {
        rows.close();
      }
      if (connection != null) {
        connection.close();
      }
    } catch (SQLException e) {
      // It is given up anyway.
    } finally {
      rows = null;
      connection = null;
    }
  }

  private static boolean isBusy(SQLException e) {
    int code = e.getErrorCode() & 0xFF;
    return code == SQLiteErrorCode.SQLITE_BUSY.code || code == SQLiteErrorCode.SQLITE_LOCKED.code;
  }

  private BackendException failure(SQLException e) {
    // Extended codes hold more in their upper bytes.
    return switch (SQLiteErrorCode.getErrorCode(e.getErrorCode() & 0xFF)) {
      case SQLITE_BUSY, SQLITE_LOCKED ->
          new BackendUnavailableException(
              "others kept the SQLite file "
                  + file
                  + " locked for "
                  + busyTimeout
                  + " (setting busyTimeout); this call changed nothing and can be repeated",
              e);
      case SQLITE_FULL ->
          new BackendUnavailableException(
              "the disk of the SQLite file " + file + " is full; free space", e);
      case SQLITE_CONSTRAINT, SQLITE_TOOBIG, SQLITE_ERROR ->
          new BackendException("the SQLite file " + file + " answered: " + e.getMessage(), e);
      case SQLITE_NOTADB -> {
        drop();
        yield new BackendException(
            file + " is no SQLite database, or an encrypted one; name another file", e);
      }
      case SQLITE_READONLY, SQLITE_PERM, SQLITE_AUTH, SQLITE_CANTOPEN -> {
        drop();
        yield new BackendException(
            "the SQLite file "
                + file
                + " cannot be written; this process must be able to write it and its folder",
            e);
      }
      default -> {
        drop();
        yield new BackendUnavailableException(
            "the SQLite file "
                + file
                + " cannot be read or written ("
                + e.getMessage()
                + "); it is opened anew by the next call",
            e);
      }
    };
  }
}
