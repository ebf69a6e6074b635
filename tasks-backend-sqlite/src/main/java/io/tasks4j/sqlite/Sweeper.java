package io.tasks4j.sqlite;

import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import io.tasks4j.backend.TaskEvent;
import io.tasks4j.backend.TaskState;
import io.tasks4j.sqlite.file.PreparedStatements;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Brings tasks to the present: leases that lapsed, expiry, due times. In bounded portions. */
final class Sweeper {
  private static final int LAPSED_AT_ONCE = 200;
  private static final int EXPIRED_AT_ONCE = 1_000;

  /** Large, since the order among tasks due at one time is right only within a portion. */
  private static final int DUE_AT_ONCE = 10_000;

  private final RowUpdates updates;

  Sweeper(RowUpdates updates) {
    this.updates = updates;
  }

  /** When something happens by itself, in epoch milliseconds; {@link Long#MAX_VALUE} is never. */
  record NextTimes(long lease, long due, long expiry) {
    long first() {
      return Math.min(lease, Math.min(due, expiry));
    }

    static NextTimes read(PreparedStatements sql) throws SQLException {
      try (ResultSet row = sql.query(TaskSql.NEXT_TIMES)) {
        row.next();
        return new NextTimes(time(row, 1), time(row, 2), time(row, 3));
      }
    }

    private static long time(ResultSet row, int column) throws SQLException {
      long time = row.getLong(column);
      return row.wasNull() ? Long.MAX_VALUE : time;
    }
  }

  /** A delivery that was lost, before its message is decoded. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Loss(byte[] envelope, int losses, String worker, TaskStatus next) {}

  /** Sweeps all; says which deliveries were lost. */
  List<Loss> sweep(WriteTransaction tx) throws SQLException {
    NextTimes next = NextTimes.read(tx.sql());
    List<Loss> losses = next.lease() <= tx.now() ? reap(tx) : List.of();
    // A lost task may have expired long ago.
    if (!losses.isEmpty() || next.expiry() <= tx.now()) {
      expire(tx);
    }
    if (next.due() <= tx.now() && tx.sql().update(TaskSql.PROMOTE, tx.now(), DUE_AT_ONCE) > 0) {
      tx.ready();
    }
    return losses;
  }

  /** Ends tasks that expired. */
  void expire(WriteTransaction tx) throws SQLException {
    try (ResultSet rows = tx.sql().query(TaskSql.EXPIRE, tx.now(), EXPIRED_AT_ONCE)) {
      while (rows.next()) {
        tx.ended(
            new TaskId(PreparedStatements.uuid(rows.getBytes(1))),
            rows.getLong(2),
            rows.getBytes(3),
            false);
      }
    }
  }

  private List<Loss> reap(WriteTransaction tx) throws SQLException {
    List<Lapsed> lapsed = new ArrayList<>();
    try (ResultSet rows = tx.sql().query(TaskSql.LAPSED, tx.now(), LAPSED_AT_ONCE)) {
      while (rows.next()) {
        lapsed.add(
            new Lapsed(TaskRow.read(rows), rows.getString("worker"), rows.getBytes("envelope")));
      }
    }
    List<Loss> losses = new ArrayList<>();
    for (Lapsed each : lapsed) {
      TaskEvent event = new TaskEvent.Lapsed(each.worker, tx.now());
      TaskState next = updates.apply(tx, each.row, event).state();
      losses.add(new Loss(each.envelope, next.losses(), each.worker, next.status()));
    }
    return losses;
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Lapsed(TaskRow row, String worker, byte[] envelope) {}
}
