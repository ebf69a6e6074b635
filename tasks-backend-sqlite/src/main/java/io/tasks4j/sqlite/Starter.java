package io.tasks4j.sqlite;

import io.tasks4j.TaskId;
import io.tasks4j.backend.EarlyStart;
import io.tasks4j.sqlite.file.Statements;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** Takes back due times of tasks that were never claimed. */
final class Starter {
  private final Ranks ranks;

  Starter(Ranks ranks) {
    this.ranks = ranks;
  }

  List<EarlyStart.State> start(Tx tx, List<TaskId> ids) throws SQLException {
    if (ids.isEmpty()) {
      return List.of();
    }
    int started = tx.sql().update(Sql.START_NOW, json(ids), ranks.step());
    if (started > 0) {
      tx.ready();
    }
    if (started == ids.size()) {
      return Collections.nCopies(started, EarlyStart.State.READY);
    }
    List<EarlyStart.State> states = new ArrayList<>(ids.size());
    for (TaskId id : ids) {
      states.add(state(tx, id));
    }
    return states;
  }

  private static EarlyStart.State state(Tx tx, TaskId id) throws SQLException {
    OptionalLong state = tx.sql().number(Sql.STATE, Statements.bytes(id.value()));
    if (state.isEmpty()) {
      return EarlyStart.State.UNKNOWN;
    }
    return state.getAsLong() == State.READY ? EarlyStart.State.READY : EarlyStart.State.NOT_READY;
  }

  private static String json(List<TaskId> ids) {
    return ids.stream()
        .map(id -> HexFormat.of().formatHex(Statements.bytes(id.value())))
        .collect(Collectors.joining("\",\"", "[\"", "\"]"));
  }
}
