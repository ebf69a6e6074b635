package io.tasks4j.sqlite;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connection that only reads, beside the writer and never waiting for it. Thread-safe. */
final class Reader implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Reader.class);

  private final Database db;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Connection connection;
  private @Nullable Statements statements;
  private boolean closed;

  Reader(Database db) {
    this.db = db;
  }

  /** Statements that read. */
  @FunctionalInterface
  interface Query<T> {
    T run(Statements sql) throws SQLException;
  }

  <T> T read(Query<T> query) {
    lock.lock();
    try {
      if (closed) {
        throw new ClosedBackendException(db.file());
      }
      return query.run(connected());
    } catch (SQLException e) {
      if (Failures.breaksConnection(e)) {
        disconnect();
      }
      throw db.failure(e);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      disconnect();
    } finally {
      lock.unlock();
    }
  }

  private Statements connected() throws SQLException {
    if (statements == null) {
      connection = db.connectReader();
      statements = new Statements(connection);
    }
    return statements;
  }

  private void disconnect() {
    Connection c = connection;
    Statements s = statements;
    connection = null;
    statements = null;
    try {
      if (s != null) {
        s.close();
      }
      if (c != null) {
        c.close();
      }
    } catch (SQLException e) {
      LOG.debug("closing a connection to {}", db.file(), e);
    }
  }
}
