package io.tasks4j.sqlite.file;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection and its statements: opened when it is first used, and anew after it broke. Not
 * thread-safe.
 */
public final class SqliteSession implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SqliteSession.class);

  private final SqliteDatabase db;
  private final Opening opening;
  private @Nullable Connection connection;
  private @Nullable PreparedStatements statements;
  private long dataVersion = -1;

  /** Not connected yet; {@code opening} gives a connection to {@code db}. */
  public SqliteSession(SqliteDatabase db, Opening opening) {
    this.db = db;
    this.opening = opening;
  }

  /** How a connection is made. */
  @FunctionalInterface
  public interface Opening {
    /** A new connection. */
    Connection open() throws SQLException;
  }

  /** Statements, and what they give. */
  @FunctionalInterface
  public interface Work<T> {
    /** Runs them. */
    T run(PreparedStatements sql) throws SQLException;
  }

  /** The file that it leads to. */
  public SqliteDatabase database() {
    return db;
  }

  /** Whether it is connected. */
  public boolean isOpen() {
    return connection != null;
  }

  /** The connection's statements; connects if need be. */
  public PreparedStatements statements() throws SQLException {
    if (statements == null) {
      connection = opening.open();
      statements = new PreparedStatements(connection);
    }
    return statements;
  }

  /** Whether another connection, of any process, has committed since the last call. */
  public boolean hasNews() throws SQLException {
    long found = statements().number("PRAGMA data_version").orElse(0);
    boolean news = found != dataVersion;
    dataVersion = found;
    return news;
  }

  /** Begins a transaction as {@link SqliteDatabase#begin} does. */
  public PreparedStatements begin() throws SQLException {
    try {
      PreparedStatements sql = statements();
      db.begin(sql);
      return sql;
    } catch (SQLException e) {
      closeIfBroken(e);
      throw e;
    }
  }

  /** Commits what was begun. */
  public void commit() throws SQLException {
    statements().update("COMMIT");
  }

  /** Undoes what was begun, after {@code cause}. */
  public void rollBack(Throwable cause) {
    try {
      if (statements != null) {
        statements.update("ROLLBACK");
      }
      closeIfBroken(cause);
    } catch (SQLException e) {
      // After some errors SQLite has rolled back by itself; if not, the connection is of no use.
      LOG.debug("rollback after {}", cause.toString(), e);
      close();
    }
  }

  /** Runs a transaction: all of it takes effect, or nothing when it throws. */
  public <T> T write(Work<T> work) throws SQLException {
    PreparedStatements sql = begin();
    try {
      T result = work.run(sql);
      commit();
      return result;
    } catch (SQLException | RuntimeException | Error e) {
      rollBack(e);
      throw e;
    }
  }

  /** Disconnects if the connection is of no more use after {@code cause}. */
  public void closeIfBroken(Throwable cause) {
    if (SqliteErrors.breaksConnection(cause)) {
      close();
    }
  }

  /** Closes the connection under the session's feet, for tests. */
  public void cut() throws SQLException {
    if (connection != null) {
      connection.close();
    }
  }

  /** Disconnects; the next use connects again. */
  @Override
  public void close() {
    Connection c = connection;
    PreparedStatements s = statements;
    connection = null;
    statements = null;
    dataVersion = -1;
    if (c == null) {
      return;
    }
    try {
      if (s != null) {
        s.close();
      }
      c.close();
    } catch (SQLException e) {
      LOG.debug("closing a connection to {}", db.file(), e);
    }
    db.disconnected();
  }
}
