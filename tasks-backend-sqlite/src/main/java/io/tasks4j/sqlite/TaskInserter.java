package io.tasks4j.sqlite;

import io.tasks4j.TaskId;
import io.tasks4j.UniqueKey;
import io.tasks4j.When;
import io.tasks4j.backend.EnqueueResult;
import io.tasks4j.message.Join;
import io.tasks4j.message.MessageCodec;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.sqlite.file.PreparedStatements;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Enqueues: turns messages into rows, unless an id or a unique key is there before. */
final class TaskInserter {
  private final ClaimOrder ranks;

  TaskInserter(ClaimOrder ranks) {
    this.ranks = ranks;
  }

  /** A message and its JSON form, made before the transaction, which others wait for. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Encoded(TaskMessage message, byte[] envelope) {}

  static List<Encoded> encode(List<TaskMessage> messages) {
    List<Encoded> encoded = new ArrayList<>(messages.size());
    messages.forEach(m -> encoded.add(new Encoded(m, MessageCodec.encode(m))));
    return encoded;
  }

  /**
   * Inserts in a transaction of the writer: plain tasks together with those of other callers, so
   * their results are there after {@link WriteTransaction#insertPending} alone.
   */
  List<EnqueueResult> add(WriteTransaction tx, List<Encoded> messages) throws SQLException {
    List<EnqueueResult> results = Arrays.asList(new EnqueueResult[messages.size()]);
    for (int i = 0; i < messages.size(); i++) {
      Encoded message = messages.get(i);
      TaskMessage m = message.message();
      if (isPlain(m)) {
        long rank = ranks.rank(m.priority(), tx.now());
        tx.pending().add(new PendingRows.Row(message, rank, results, i));
      } else {
        // After those before it: order of enqueueing is the order of rows.
        tx.insertPending();
        results.set(i, insert(tx.sql(), message, tx.now()));
      }
    }
    return results;
  }

  private static boolean isPlain(TaskMessage m) {
    return m.due().isEmpty() && m.expiry().isEmpty() && m.unique().isEmpty() && m.join().isEmpty();
  }

  List<EnqueueResult> insert(PreparedStatements sql, List<Encoded> messages, long now)
      throws SQLException {
    List<EnqueueResult> results = new ArrayList<>(messages.size());
    for (Encoded message : messages) {
      results.add(insert(sql, message, now));
    }
    return results;
  }

  /** The task that holds a unique key of {@code queue}, other than {@code except}. */
  static Optional<TaskId> holder(
      PreparedStatements sql, String queue, String key, byte[] except, long now)
      throws SQLException {
    for (String query :
        List.of(TaskSql.LIVE_HOLDER, TaskSql.WITHIN_HOLDER, TaskSql.SUSPENDED_HOLDER)) {
      try (ResultSet row = sql.query(query, queue, key, now, except)) {
        if (row.next()) {
          return Optional.of(new TaskId(PreparedStatements.uuid(row.getBytes(1))));
        }
      }
    }
    return Optional.empty();
  }

  private EnqueueResult insert(PreparedStatements sql, Encoded encoded, long now)
      throws SQLException {
    TaskMessage m = encoded.message();
    byte[] id = PreparedStatements.bytes(m.id().value());
    @Nullable UniqueKey unique = m.unique().orElse(null);
    if (unique != null) {
      if (sql.exists(TaskSql.HAS_ID, id)) {
        return new EnqueueResult(m.id(), false);
      }
      Optional<TaskId> holder = holder(sql, m.queue(), unique.key(), id, now);
      if (holder.isPresent()) {
        return new EnqueueResult(holder.get(), false);
      }
    }
    long due = m.due().map(w -> millis(w, now)).orElse(now);
    return insert(sql, encoded, due, ranks.rank(m.priority(), due), now);
  }

  /** Inserts a task unless its id is there. */
  static EnqueueResult insert(
      PreparedStatements sql, Encoded encoded, long due, long rank, long now) throws SQLException {
    TaskMessage m = encoded.message();
    byte[] id = PreparedStatements.bytes(m.id().value());
    @Nullable UniqueKey unique = m.unique().orElse(null);
    @Nullable Join join = m.join().orElse(null);
    int waits = due <= now ? RowState.READY : RowState.WAITING;
    int inserted =
        sql.update(
            TaskSql.INSERT,
            join != null ? RowState.BLOCKED : waits,
            rank,
            due,
            m.expiry()
                .filter(w -> join == null || w instanceof When.At)
                .map(w -> millis(w, now))
                .orElse(null),
            now,
            id,
            m.queue(),
            m.name(),
            m.priority(),
            unique == null ? null : unique.key(),
            unique == null ? null : scope(unique),
            unique == null ? null : unique.window().map(w -> now + w.toMillis()).orElse(null),
            join == null ? 0 : 1,
            DependantLinks.encode(m.dependants()),
            encoded.envelope());
    if (join != null && inserted == 1) {
      insertJoin(sql, id, m, join);
    }
    return new EnqueueResult(m.id(), inserted == 1);
  }

  private static void insertJoin(PreparedStatements sql, byte[] id, TaskMessage m, Join join)
      throws SQLException {
    sql.update(
        JoinSql.INSERT_JOIN,
        id,
        join.parents(),
        join.leastFailures(),
        join.mostFailures(),
        join.patient() ? 1 : 0,
        join.gate() ? 1 : 0,
        fromRelease(m.due()),
        fromRelease(m.expiry()));
  }

  private static @Nullable Long fromRelease(Optional<When> when) {
    return when.orElse(null) instanceof When.After after ? after.delay().toMillis() : null;
  }

  private static int scope(UniqueKey unique) {
    return switch (unique.scope()) {
      case WAITING -> 0;
      case LIVE -> 1;
      case WITHIN -> 2;
    };
  }

  private static long millis(When when, long now) {
    return when.resolve(Instant.ofEpochMilli(now)).toEpochMilli();
  }
}
