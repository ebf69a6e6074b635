package io.tasks4j.sqlite;

import io.tasks4j.TaskId;
import io.tasks4j.backend.TaskEvent;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Ready tasks that a claim met, and that nobody needs any more. Not thread-safe. */
final class UnneededTasks {
  private final WriteTransaction tx;
  private final RowUpdates updates;
  private final GivenUp givenUp;
  private final Map<Long, UUID> met = new LinkedHashMap<>();

  UnneededTasks(WriteTransaction tx, RowUpdates updates) throws SQLException {
    this.tx = tx;
    this.updates = updates;
    this.givenUp = new GivenUp(tx.sql());
  }

  /** Takes note of a task if it is one of them. */
  boolean add(long seq, byte @Nullable [] links) throws SQLException {
    Optional<UUID> dependant = givenUp.of(links);
    dependant.ifPresent(id -> met.put(seq, id));
    return dependant.isPresent();
  }

  /** Ends them: not while the claim still reads. */
  void end() throws SQLException {
    for (Map.Entry<Long, UUID> each : met.entrySet()) {
      TaskRow row = find(each.getKey());
      if (row != null) {
        updates.apply(tx, row, new TaskEvent.NotNeeded(new TaskId(each.getValue()), tx.now()));
      }
    }
  }

  private @Nullable TaskRow find(long seq) throws SQLException {
    try (ResultSet row = tx.sql().query(JoinSql.BY_SEQ, seq)) {
      return row.next() ? TaskRow.read(row) : null;
    }
  }
}
