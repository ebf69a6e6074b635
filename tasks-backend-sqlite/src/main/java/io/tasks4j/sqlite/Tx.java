package io.tasks4j.sqlite;

import io.tasks4j.TaskId;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * One write transaction: the statements, the time, and what is to be told once it is committed. Not
 * thread-safe.
 */
final class Tx {
  private final Statements statements;
  private final long now;
  private final List<TaskId> ended = new ArrayList<>();
  private boolean ready;

  Tx(Statements statements, long now) {
    this.statements = statements;
    this.now = now;
  }

  Statements sql() {
    return statements;
  }

  /** The backend's time, the same throughout the transaction. */
  long now() {
    return now;
  }

  /** A token greater than every one before. */
  long nextToken() throws SQLException {
    return statements.number(Sql.NEXT_TOKEN).orElseThrow();
  }

  /** A task became ready, or will be at a time that waiting claims do not know of. */
  void ready() {
    ready = true;
  }

  void ended(TaskId id) {
    ended.add(id);
  }

  void tell(Wakeups wakeups) {
    if (ready) {
      wakeups.ready.raise();
    }
    if (!ended.isEmpty()) {
      wakeups.ended(ended);
    }
  }
}
