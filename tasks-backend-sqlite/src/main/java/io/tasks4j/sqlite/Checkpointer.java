package io.tasks4j.sqlite;

import io.tasks4j.sqlite.file.PreparedStatements;
import io.tasks4j.sqlite.file.SqliteDatabase;
import io.tasks4j.sqlite.file.SqliteSession;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies the log into the file while the writer goes on, on a thread that exists while there is
 * work for it. Else SQLite does it inside whichever commit passes a limit, and everybody waits for
 * the disk: that was a third of the time of eight busy callers.
 *
 * <p>Beside a busy writer a copy is never whole, and only a log that is copied whole begins again
 * at its start. So the thread copies twice, the second time the little that came meanwhile, and
 * leaves the last bit to the writer, between two transactions. A {@code PASSIVE} checkpoint waits
 * for nobody; one that readers or other processes cut short is tried again later. (<a
 * href="https://sqlite.org/wal.html">Write-Ahead Logging</a>, section 2.2.)
 */
final class Checkpointer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Checkpointer.class);

  /** Of a page that many commits change the log keeps copies, and the file gets one. */
  private static final int MOST_PAGES = 4000;

  private static final int COMMITS_BETWEEN_LOOKS = 64;
  private static final int SECONDS_OF_IDLENESS = 5;

  private final SqliteDatabase db;
  private final SqliteSession.Opening opening;
  private final ThreadPoolExecutor executor;
  private final AtomicBoolean copying = new AtomicBoolean();
  private volatile boolean lastBitIsLeft;

  // Touched by the leader of the writer alone.
  private int commits;

  Checkpointer(SqliteDatabase db, SqliteSession.Opening opening) {
    this.db = db;
    this.opening = opening;
    this.executor =
        new ThreadPoolExecutor(
            0,
            1,
            SECONDS_OF_IDLENESS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            work -> {
              Thread thread = new Thread(work, "tasks4j-sqlite-checkpoint");
              thread.setDaemon(true);
              return thread;
            },
            // After the end, when the last connection that closes copies what is left.
            new ThreadPoolExecutor.DiscardPolicy());
  }

  /** The writer has committed, and is not in a transaction. */
  void committed(SqliteSession session) {
    try {
      PreparedStatements sql = session.statements();
      if (lastBitIsLeft) {
        lastBitIsLeft = false;
        copy(sql);
      } else if (++commits >= COMMITS_BETWEEN_LOOKS) {
        commits = 0;
        if (pages(sql) >= MOST_PAGES && copying.compareAndSet(false, true)) {
          executor.execute(this::copyBeside);
        }
      }
    } catch (SQLException e) {
      // What is wrong with the file the next transaction will say.
      LOG.debug("checkpoint of {} by the writer", db.file(), e);
    }
  }

  /** Ends the thread, after what it is copying. */
  @Override
  public void close() {
    executor.shutdown();
    boolean interrupted = false;
    while (true) {
      try {
        if (executor.awaitTermination(1, TimeUnit.DAYS)) {
          break;
        }
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void copyBeside() {
    try (SqliteSession beside = new SqliteSession(db, opening)) {
      copy(beside.statements());
      copy(beside.statements());
      lastBitIsLeft = true;
    } catch (SQLException e) {
      LOG.debug("checkpoint of {}", db.file(), e);
    } finally {
      copying.set(false);
    }
  }

  private static void copy(PreparedStatements sql) throws SQLException {
    var unused = sql.exists("PRAGMA wal_checkpoint(PASSIVE)");
  }

  /** In the log, copied or not. */
  private static long pages(PreparedStatements sql) throws SQLException {
    try (ResultSet row = sql.query("PRAGMA wal_checkpoint(NOOP)")) {
      return row.next() ? row.getLong(2) : 0;
    }
  }
}
