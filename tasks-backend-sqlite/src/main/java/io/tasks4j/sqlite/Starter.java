package io.tasks4j.sqlite;

import io.tasks4j.TaskId;
import io.tasks4j.backend.EarlyStart;
import java.sql.SQLException;
import java.util.OptionalLong;

/** Takes back due times of tasks that were never claimed. */
final class Starter {
  private final Ranks ranks;

  Starter(Ranks ranks) {
    this.ranks = ranks;
  }

  EarlyStart.State startNow(Tx tx, TaskId id) throws SQLException {
    byte[] key = Statements.bytes(id.value());
    if (tx.sql().update(Sql.START_NOW, key, ranks.step()) == 1) {
      tx.ready();
      return EarlyStart.State.READY;
    }
    OptionalLong state = tx.sql().number(Sql.STATE, key);
    if (state.isEmpty()) {
      return EarlyStart.State.UNKNOWN;
    }
    return state.getAsLong() == State.READY ? EarlyStart.State.READY : EarlyStart.State.NOT_READY;
  }
}
