package io.tasks4j.sqlite;

import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import io.tasks4j.backend.TaskState;
import io.tasks4j.backend.TaskState.Parents;
import io.tasks4j.message.Join;
import io.tasks4j.sqlite.file.PreparedStatements;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What decides what becomes of a task, as its rows say. The error is left out: it is large.
 *
 * @param told how many parents have arrived so far, those counted that were put back since
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record TaskRow(
    long seq, TaskId id, int priority, byte @Nullable [] links, TaskState state, long told) {
  /** What {@link #read} reads, in its order. */
  static final String COLUMNS =
      """
      t.seq, t.id, t.state, t.failures, t.losses, t.cancel_requested, t.token, t.due, t.expires,
      t.unknown_since, t.finished, t.priority, t.links\
      """;

  /** What comes after those, of a task that waits for others, or did. */
  static final String JOIN_COLUMNS =
      """
      j.parents, j.least, j.most, j.patient, j.gate, j.arrived, j.failures, j.released, j.ended,
      j.due_after, j.expires_after, j.told\
      """;

  private static final int FIRST_JOIN_COLUMN = 14;

  /** A row of {@link #COLUMNS}, whatever the task waited for. */
  static TaskRow read(ResultSet row) throws SQLException {
    return read(row, Optional.empty(), 0);
  }

  /** A task with all that it waits for. */
  static @Nullable TaskRow find(PreparedStatements sql, UUID id) throws SQLException {
    try (ResultSet row = sql.query(JoinSql.FIND_BY_ID, PreparedStatements.bytes(id))) {
      if (!row.next()) {
        return null;
      }
      Optional<Parents> parents = parents(row);
      return read(row, parents, parents.isEmpty() ? 0 : row.getLong(FIRST_JOIN_COLUMN + 11));
    }
  }

  /** The same, after more parents have arrived. */
  TaskRow telling(int more) {
    return new TaskRow(seq, id, priority, links, state, told + more);
  }

  private static TaskRow read(ResultSet row, Optional<Parents> parents, long told)
      throws SQLException {
    int state = row.getInt(3);
    int failures = row.getInt(4);
    int losses = row.getInt(5);
    return new TaskRow(
        row.getLong(1),
        new TaskId(PreparedStatements.uuid(row.getBytes(2))),
        row.getInt(12),
        row.getBytes(13),
        new TaskState(
            // What another program left in no state of ours is a dead letter: to be purged or put
            // back.
            RowState.isKnown(state) ? RowState.status(state, failures, losses) : TaskStatus.FAILURE,
            failures,
            losses,
            row.getBoolean(6),
            row.getLong(7) > 0,
            state == RowState.WAITING,
            row.getLong(8),
            time(row, 9),
            time(row, 10),
            time(row, 11),
            Optional.empty(),
            parents),
        told);
  }

  private static Optional<Parents> parents(ResultSet row) throws SQLException {
    int at = FIRST_JOIN_COLUMN;
    int parents = row.getInt(at);
    if (row.wasNull()) {
      return Optional.empty();
    }
    Join join;
    try {
      join =
          new Join(
              parents,
              row.getInt(at + 1),
              row.getInt(at + 2),
              row.getBoolean(at + 3),
              Join.Input.OWN,
              row.getBoolean(at + 4));
    } catch (IllegalArgumentException e) {
      // Damaged by another program: it waits for nobody whom we could name.
      return Optional.empty();
    }
    return Optional.of(
        new Parents(
            join,
            row.getInt(at + 5),
            row.getInt(at + 6),
            row.getBoolean(at + 7),
            row.getBoolean(at + 8),
            time(row, at + 9),
            time(row, at + 10)));
  }

  private static long time(ResultSet row, int column) throws SQLException {
    long time = row.getLong(column);
    return row.wasNull() ? TaskState.NEVER : time;
  }
}
