package io.tasks4j.sqlite;

import io.tasks4j.TaskError;
import io.tasks4j.TaskId;
import io.tasks4j.TaskProgress;
import io.tasks4j.TaskSerializationException;
import io.tasks4j.TaskStatus;
import io.tasks4j.message.MessageCodec;
import io.tasks4j.message.Payload;
import io.tasks4j.result.Arrival;
import io.tasks4j.result.TaskMetadata;
import io.tasks4j.result.TaskResult;
import io.tasks4j.sqlite.file.PreparedStatements;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads rows as people and waiters see them. */
final class RowReader {
  private static final Logger LOG = LoggerFactory.getLogger(RowReader.class);

  private RowReader() {}

  /**
   * A row of {@link TaskSql#ROW_COLUMNS}; empty, with a WARN, when its message cannot be read: one
   * bad row must not hide the others.
   */
  static Optional<TaskMetadata> metadata(ResultSet row) throws SQLException {
    int failures = row.getInt("failures");
    int losses = row.getInt("losses");
    byte[] id = row.getBytes("id");
    try {
      return Optional.of(
          new TaskMetadata(
              MessageCodec.decode(row.getBytes("envelope")),
              RowState.status(row.getInt("state"), failures, losses),
              failures,
              losses,
              Instant.ofEpochMilli(row.getLong("enqueued")),
              Instant.ofEpochMilli(row.getLong("due")),
              time(row, "expires"),
              time(row, "started"),
              time(row, "finished"),
              row.getString("worker"),
              row.getBoolean("cancel_requested"),
              error(row.getBytes("error")),
              progress(row)));
    } catch (RuntimeException e) {
      // Whoever else wrote the row may have written anything.
      LOG.warn(
          "task {} is left out of a listing: its message cannot be read; purge it", text(id), e);
      return Optional.empty();
    }
  }

  /**
   * A row of {@link TaskSql#RESULT}, if the task has ended; empty, with a WARN, when it cannot be
   * read.
   */
  static Optional<TaskResult> result(TaskId id, ResultSet row) throws SQLException {
    try {
      return readResult(id, row);
    } catch (RuntimeException e) {
      LOG.warn("the result of task {} cannot be read", id, e);
      return Optional.empty();
    }
  }

  private static Optional<TaskResult> readResult(TaskId id, ResultSet row) throws SQLException {
    int state = row.getInt("state");
    if (!RowState.isTerminal(state)) {
      return Optional.empty();
    }
    int failures = row.getInt("failures");
    int losses = row.getInt("losses");
    TaskStatus status = RowState.status(state, failures, losses);
    return Optional.of(
        new TaskResult(
            id,
            status,
            payload(row.getBytes("result"), row.getString("result_type")),
            error(row.getBytes("error")),
            failures + losses + (status == TaskStatus.SUCCESS ? 1 : 0),
            Instant.ofEpochMilli(row.getLong("enqueued")),
            Instant.ofEpochMilli(row.getLong("finished"))));
  }

  /**
   * A row of {@link JoinSql#ARRIVALS}, by number: there may be 100,000, and names are looked up.
   *
   * @throws TaskSerializationException when it cannot be read
   */
  static Arrival arrival(ResultSet row) throws SQLException {
    try {
      return new Arrival(
          row.getInt(1),
          new TaskId(PreparedStatements.uuid(row.getBytes(2))),
          row.getString(3),
          RowState.status(row.getInt(4), 0, 0),
          payload(row.getBytes(7), row.getString(6)),
          error(row.getBytes(5)));
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new TaskSerializationException("how a parent ended cannot be read", e);
    }
  }

  private static Optional<Payload> payload(byte @Nullable [] value, @Nullable String type) {
    if (value == null) {
      return Optional.empty();
    }
    if (type == null) {
      throw new IllegalArgumentException("a result without a media type");
    }
    return Optional.of(Payload.of(value, type));
  }

  /** An id for a log line; a damaged one is shown as it is. */
  static String text(byte[] id) {
    return id.length == 16
        ? PreparedStatements.uuid(id).toString()
        : java.util.HexFormat.of().formatHex(id);
  }

  static Optional<TaskError> error(byte @Nullable [] json) {
    if (json == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(MessageCodec.decodeError(json));
    } catch (TaskSerializationException e) {
      LOG.warn("the stored error of a task cannot be read and is left out", e);
      return Optional.empty();
    }
  }

  private static Optional<TaskProgress> progress(ResultSet row) throws SQLException {
    long done = row.getLong("progress_done");
    return row.wasNull()
        ? Optional.empty()
        : Optional.of(
            new TaskProgress(done, row.getLong("progress_total"), row.getString("progress_note")));
  }

  private static Optional<Instant> time(ResultSet row, String column) throws SQLException {
    long millis = row.getLong(column);
    return row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
  }
}
