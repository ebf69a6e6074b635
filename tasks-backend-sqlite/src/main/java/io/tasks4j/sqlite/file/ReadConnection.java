package io.tasks4j.sqlite.file;

import java.sql.SQLException;
import java.util.concurrent.locks.ReentrantLock;

/** A connection that only reads, beside the writer and never waiting for it. Thread-safe. */
public final class ReadConnection implements AutoCloseable {
  private final SqliteSession session;
  private final ReentrantLock lock = new ReentrantLock();
  private boolean closed;

  /** Not connected yet. */
  public ReadConnection(SqliteDatabase db) {
    this.session = new SqliteSession(db, db::connectReader);
  }

  /**
   * Runs statements that read, one caller at a time.
   *
   * @throws LostFileException when the file is not there any more
   */
  public <T> T read(SqliteSession.Work<T> query) {
    lock.lock();
    try {
      if (closed) {
        throw new ClosedBackendException(session.database().file());
      }
      PreparedStatements statements = session.statements();
      session.database().checkInPlace();
      return query.run(statements);
    } catch (SQLException e) {
      session.closeIfBroken(e);
      throw session.database().failure(e);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      session.close();
    } finally {
      lock.unlock();
    }
  }
}
