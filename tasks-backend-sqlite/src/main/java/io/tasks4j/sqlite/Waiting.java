package io.tasks4j.sqlite;

import io.tasks4j.message.Join;
import io.tasks4j.sqlite.file.Statements;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A task that waits for others, or did, as its rows say.
 *
 * @param ended whether what arrived has ended it
 * @param dueAfter from the release, in milliseconds; null when it was given as a point in time
 * @param expiresAfter as {@code dueAfter}
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Waiting(
    long seq,
    UUID id,
    int state,
    int priority,
    long due,
    @Nullable Long expires,
    byte @Nullable [] links,
    Join join,
    int arrived,
    int failures,
    boolean released,
    boolean ended,
    @Nullable Long dueAfter,
    @Nullable Long expiresAfter) {

  static @Nullable Waiting find(Statements sql, UUID id) throws SQLException {
    try (ResultSet row = sql.query(JoinSql.FIND_BY_ID, Statements.bytes(id))) {
      if (!row.next()) {
        return null;
      }
      Join join =
          new Join(
              row.getInt("parents"),
              row.getInt("least"),
              row.getInt("most"),
              row.getBoolean("patient"),
              Join.Input.OWN,
              row.getBoolean("gate"));
      return new Waiting(
          row.getLong("seq"),
          id,
          row.getInt("state"),
          row.getInt("priority"),
          row.getLong("due"),
          number(row, "expires"),
          row.getBytes("links"),
          join,
          row.getInt("arrived"),
          row.getInt("failures"),
          row.getBoolean("released"),
          row.getBoolean("ended"),
          number(row, "due_after"),
          number(row, "expires_after"));
    }
  }

  Join.Verdict verdict() {
    return join.verdict(arrived, failures);
  }

  Waiting counting(int arrivedNow, int failuresNow) {
    return new Waiting(
        seq,
        id,
        state,
        priority,
        due,
        expires,
        links,
        join,
        arrivedNow,
        failuresNow,
        released,
        ended,
        dueAfter,
        expiresAfter);
  }

  /** As it is once it was put back: without an expiry. */
  Waiting withoutExpiry() {
    return new Waiting(
        seq, id, state, priority, due, null, links, join, arrived, failures, released, ended,
        dueAfter, null);
  }

  /** When it is due, if it is released now. */
  long dueAt(long now) {
    return dueAfter == null ? Math.max(due, now) : now + dueAfter;
  }

  /** When it expires, if it is released now; null is never. */
  @Nullable Long expiresAt(long now) {
    return expiresAfter == null ? expires : Long.valueOf(now + expiresAfter);
  }

  private static @Nullable Long number(ResultSet row, String column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? null : value;
  }
}
