package io.tasks4j.sqlite;

import io.tasks4j.TaskError;
import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import io.tasks4j.message.MessageCodec;
import io.tasks4j.sqlite.file.Statements;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Brings tasks to the present: leases that lapsed, expiry, due times. In bounded portions. */
final class Sweeper {
  private static final int LAPSED_AT_ONCE = 200;
  private static final int EXPIRED_AT_ONCE = 1_000;

  /** Large, since the order among tasks due at one time is right only within a portion. */
  private static final int DUE_AT_ONCE = 10_000;

  private final int maxDeliveries;

  Sweeper(int maxDeliveries) {
    this.maxDeliveries = maxDeliveries;
  }

  /** When something happens by itself, in epoch milliseconds; {@link Long#MAX_VALUE} is never. */
  record NextTimes(long lease, long due, long expiry) {
    long first() {
      return Math.min(lease, Math.min(due, expiry));
    }

    static NextTimes read(Statements sql) throws SQLException {
      try (ResultSet row = sql.query(Sql.NEXT_TIMES)) {
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
  List<Loss> sweep(Tx tx) throws SQLException {
    NextTimes next = NextTimes.read(tx.sql());
    List<Loss> losses = next.lease() <= tx.now() ? reap(tx) : List.of();
    // A lost task may have expired long ago.
    if (!losses.isEmpty() || next.expiry() <= tx.now()) {
      expire(tx);
    }
    if (next.due() <= tx.now() && tx.sql().update(Sql.PROMOTE, tx.now(), DUE_AT_ONCE) > 0) {
      tx.ready();
    }
    return losses;
  }

  /** Ends tasks that expired. */
  void expire(Tx tx) throws SQLException {
    try (ResultSet rows = tx.sql().query(Sql.EXPIRE, tx.now(), EXPIRED_AT_ONCE)) {
      while (rows.next()) {
        tx.ended(
            new TaskId(Statements.uuid(rows.getBytes(1))),
            rows.getLong(2),
            rows.getBytes(3),
            false);
      }
    }
  }

  private List<Loss> reap(Tx tx) throws SQLException {
    List<Lapsed> lapsed = new ArrayList<>();
    try (ResultSet rows = tx.sql().query(Sql.LAPSED, tx.now(), LAPSED_AT_ONCE)) {
      while (rows.next()) {
        lapsed.add(
            new Lapsed(
                rows.getLong(1),
                Statements.uuid(rows.getBytes(2)),
                rows.getInt(3),
                rows.getInt(4) + 1,
                rows.getBoolean(5),
                rows.getString(6),
                rows.getBytes(7),
                rows.getBytes(8)));
      }
    }
    List<Loss> losses = new ArrayList<>();
    for (Lapsed task : lapsed) {
      losses.add(new Loss(task.envelope, task.losses, task.worker, lose(tx, task)));
    }
    return losses;
  }

  private TaskStatus lose(Tx tx, Lapsed task) throws SQLException {
    if (task.cancelRequested) {
      end(tx, task, State.CANCELLED, null);
      return TaskStatus.CANCELLED;
    }
    if (task.losses >= maxDeliveries) {
      TaskError error =
          TaskError.lost(
              task.worker,
              task.losses,
              task.failures + task.losses,
              Instant.ofEpochMilli(tx.now()));
      end(tx, task, State.FAILURE, MessageCodec.encodeError(error));
      return TaskStatus.FAILURE;
    }
    tx.sql().update(Sql.LOSE, task.seq, task.losses);
    tx.ready();
    return TaskStatus.RETRY;
  }

  private static void end(Tx tx, Lapsed task, int state, byte @Nullable [] error)
      throws SQLException {
    tx.sql().update(Sql.END, task.seq, state, tx.now(), task.failures, task.losses, error);
    tx.ended(new TaskId(task.id), task.seq, task.links, false);
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Lapsed(
      long seq,
      UUID id,
      int failures,
      int losses,
      boolean cancelRequested,
      String worker,
      byte[] envelope,
      byte @Nullable [] links) {}
}
