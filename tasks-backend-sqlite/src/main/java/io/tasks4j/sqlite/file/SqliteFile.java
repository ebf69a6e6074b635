package io.tasks4j.sqlite.file;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A file for a store that writes seldom: a connection to write, used by one thread at a time, and
 * one to read, which waits for no write. Thread-safe.
 */
public final class SqliteFile implements AutoCloseable {
  /** Of the log, after which a commit copies it into the file: what SQLite does by default. */
  private static final int LOG_PAGES = 1000;

  private final SqliteSession writer;
  private final ReadConnection reader;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile boolean closed;

  private SqliteFile(SqliteDatabase db) {
    this.writer = new SqliteSession(db, () -> db.connectWriter("NORMAL", LOG_PAGES));
    this.reader = new ReadConnection(db);
  }

  /**
   * Finds or makes the file and its tables.
   *
   * @param busyTimeout how long a write waits for other connections
   */
  public static SqliteFile open(Path file, Duration busyTimeout, TableLayout tables) {
    return new SqliteFile(SqliteDatabase.open(file, busyTimeout, tables::prepare));
  }

  /**
   * Runs a transaction: all of it takes effect, or nothing when it throws.
   *
   * @throws LostFileException when the file is not there any more
   */
  public <T> T write(SqliteSession.Work<T> work) {
    return withWriter(() -> writer.write(work));
  }

  /** Runs statements that read. */
  public <T> T read(SqliteSession.Work<T> query) {
    return reader.read(query);
  }

  /**
   * Whether others have committed since the last call, in this process or in another.
   *
   * @throws LostFileException when the file is not there any more
   */
  public boolean hasNews() {
    return withWriter(
        () -> {
          writer.database().checkInPlace();
          return writer.hasNews();
        });
  }

  @Override
  public void close() {
    closed = true;
    lock.lock();
    try {
      writer.close();
    } finally {
      lock.unlock();
    }
    reader.close();
  }

  /** What is done by the connection that writes. */
  @FunctionalInterface
  private interface Call<T> {
    T run() throws SQLException;
  }

  private <T> T withWriter(Call<T> call) {
    lock.lock();
    try {
      if (closed) {
        throw new ClosedBackendException(writer.database().file());
      }
      return call.run();
    } catch (SQLException e) {
      writer.closeIfBroken(e);
      throw writer.database().failure(e);
    } finally {
      lock.unlock();
    }
  }
}
