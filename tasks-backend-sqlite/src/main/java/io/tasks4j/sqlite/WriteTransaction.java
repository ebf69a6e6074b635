package io.tasks4j.sqlite;

import io.tasks4j.TaskId;
import io.tasks4j.sqlite.file.PreparedStatements;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One write transaction: the statements, the time, and what is to be told once it is committed. Not
 * thread-safe.
 */
final class WriteTransaction {
  private final PreparedStatements statements;
  private final long now;
  private final List<TaskId> ended = new ArrayList<>();
  private final PendingRows pending = new PendingRows();
  private List<Parent> parents = new ArrayList<>();
  private boolean ready;

  WriteTransaction(PreparedStatements statements, long now) {
    this.statements = statements;
    this.now = now;
  }

  /** The statements. */
  PreparedStatements sql() {
    return statements;
  }

  /**
   * Tasks to be inserted by {@link #insertPending}: those of several callers go in by one
   * statement.
   */
  PendingRows pending() {
    return pending;
  }

  /** Inserts what is pending: before anything else is done, so that this sees it. */
  void insertPending() throws SQLException {
    pending.insert(statements, now);
  }

  /** The backend's time, the same throughout the transaction. */
  long now() {
    return now;
  }

  /** A token greater than every one before. */
  long nextToken() throws SQLException {
    OptionalLong next = sql().number(TaskSql.NEXT_TOKEN);
    return next.isPresent() ? next.getAsLong() : sql().number(TaskSql.REPAIR_TOKEN).orElseThrow();
  }

  /** A task became ready, or will be at a time that waiting claims do not know of. */
  void ready() {
    ready = true;
  }

  /**
   * A task has ended.
   *
   * @param links who waits for it
   */
  void ended(TaskId id, long seq, byte @Nullable [] links, boolean succeeded) {
    ended.add(id);
    parentEnded(seq, links, succeeded);
  }

  /** A task has ended, or is about to be removed before it has: nobody awaits it. */
  void parentEnded(long seq, byte @Nullable [] links, boolean succeeded) {
    if (links != null) {
      parents.add(new Parent(seq, links, succeeded));
    }
  }

  /** Those that ended since the last call, and that others wait for. */
  List<Parent> takeParents() {
    List<Parent> taken = parents;
    if (!taken.isEmpty()) {
      parents = new ArrayList<>();
    }
    return taken;
  }

  /** A task that ended, and who waits for it. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Parent(long seq, byte[] links, boolean succeeded) {}

  void tell(CommitWakeUps wakeups) {
    if (ready) {
      wakeups.ready.raise();
    }
    if (!ended.isEmpty()) {
      wakeups.ended(ended);
    }
  }
}
