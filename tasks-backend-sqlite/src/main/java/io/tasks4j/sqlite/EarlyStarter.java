package io.tasks4j.sqlite;

import io.tasks4j.TaskId;
import io.tasks4j.backend.EarlyStart;
import io.tasks4j.sqlite.file.PreparedStatements;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** Takes back due times of tasks that were never claimed. */
final class EarlyStarter {
  private final ClaimOrder ranks;

  EarlyStarter(ClaimOrder ranks) {
    this.ranks = ranks;
  }

  List<EarlyStart.State> start(WriteTransaction tx, List<TaskId> ids) throws SQLException {
    if (ids.isEmpty()) {
      return List.of();
    }
    int started = tx.sql().update(TaskSql.START_NOW, json(ids), ranks.step());
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

  private static EarlyStart.State state(WriteTransaction tx, TaskId id) throws SQLException {
    OptionalLong state = tx.sql().number(TaskSql.STATE, PreparedStatements.bytes(id.value()));
    if (state.isEmpty()) {
      return EarlyStart.State.UNKNOWN;
    }
    return state.getAsLong() == RowState.READY
        ? EarlyStart.State.READY
        : EarlyStart.State.NOT_READY;
  }

  private static String json(List<TaskId> ids) {
    return ids.stream()
        .map(id -> HexFormat.of().formatHex(PreparedStatements.bytes(id.value())))
        .collect(Collectors.joining("\",\"", "[\"", "\"]"));
  }
}
