package io.tasks4j.sqlite;

import io.tasks4j.Names;
import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import io.tasks4j.backend.CancelResult;
import io.tasks4j.backend.TaskAdmin;
import io.tasks4j.result.QueueStats;
import io.tasks4j.result.TaskMetadata;
import io.tasks4j.result.TaskPage;
import io.tasks4j.result.TaskQuery;
import io.tasks4j.result.Throughput;
import io.tasks4j.sqlite.file.Reader;
import io.tasks4j.sqlite.file.Statements;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What operators see and do. Reads go beside the writer, changes through it. */
final class SqliteAdmin implements TaskAdmin {
  private final Writer writer;
  private final Reader reader;
  private final Sweeper sweeper;
  private final Ranks ranks;
  private final Joins joins;
  private final Expiry expiry;
  private final Overdue overdue;
  private final InstantSource clock;

  SqliteAdmin(
      Writer writer,
      Reader reader,
      Sweeper sweeper,
      Ranks ranks,
      Joins joins,
      Expiry expiry,
      Overdue overdue,
      InstantSource clock) {
    this.writer = writer;
    this.reader = reader;
    this.sweeper = sweeper;
    this.ranks = ranks;
    this.joins = joins;
    this.expiry = expiry;
    this.overdue = overdue;
    this.clock = clock;
  }

  @Override
  public Optional<TaskMetadata> find(TaskId id) {
    expiry.bringUpToDate();
    return reader.read(
        sql -> {
          try (ResultSet row = sql.query(Sql.FIND, Statements.bytes(id.value()))) {
            return row.next() ? Rows.metadata(row) : Optional.empty();
          }
        });
  }

  @Override
  public List<TaskMetadata> list(TaskQuery query) {
    expiry.bringUpToDate();
    return reader.read(sql -> Listing.list(sql, query));
  }

  @Override
  public TaskPage page(TaskQuery query) {
    expiry.bringUpToDate();
    return reader.read(sql -> Listing.page(sql, query));
  }

  @Override
  public Map<String, QueueStats> stats() {
    expiry.bringUpToDate();
    return reader.read(this::count);
  }

  @Override
  public List<Throughput> throughput(Duration width, int spans) {
    expiry.bringUpToDate();
    return reader.read(sql -> EndedCounts.read(sql, clock.instant(), width, spans));
  }

  @Override
  public CancelResult cancel(TaskId id) {
    byte[] key = Statements.bytes(id.value());
    return writer.run(
        tx -> {
          sweeper.expire(tx);
          try (ResultSet row = tx.sql().query(Sql.CANCEL_WAITING, key, tx.now())) {
            if (row.next()) {
              tx.ended(id, row.getLong(1), row.getBytes(2), false);
              return CancelResult.CANCELLED;
            }
          }
          return tx.sql().update(Sql.REQUEST_CANCEL, key) == 1
              ? CancelResult.REQUESTED
              : CancelResult.NOTHING;
        });
  }

  @Override
  public boolean requeue(TaskId id) {
    byte[] key = Statements.bytes(id.value());
    return writer.run(
        tx -> {
          sweeper.expire(tx);
          Ended task = ended(tx.sql(), key);
          if (task == null) {
            return false;
          }
          if (task.uniqueKey != null
              && Inserter.holder(tx.sql(), task.queue, task.uniqueKey, key, tx.now()).isPresent()) {
            return false;
          }
          Waiting waiting = task.joined ? Waiting.find(tx.sql(), id.value()) : null;
          if (waiting == null || waiting.released()) {
            tx.sql().update(Sql.REQUEUE, task.seq, tx.now(), ranks.rank(task.priority, tx.now()));
            tx.ready();
          } else if (!joins.requeue(tx, waiting)) {
            return false;
          }
          byte[] unbound = Links.unbound(task.links);
          if (unbound != null) {
            tx.sql().update(JoinSql.SET_LINKS, task.seq, unbound);
          }
          joins.revive(tx, task.links);
          return true;
        });
  }

  @Override
  public boolean purge(TaskId id) {
    byte[] key = Statements.bytes(id.value());
    return writer.run(
        tx -> {
          try (ResultSet row = tx.sql().query(Sql.STATE_OF, key)) {
            if (row.next() && row.getInt("state") < State.RUNNING) {
              tx.parentEnded(row.getLong("seq"), row.getBytes("links"), false);
            }
          }
          // Before it is gone: what arrives is copied from it.
          joins.settle(tx);
          return tx.sql().update(Sql.PURGE, key) == 1;
        });
  }

  @Override
  public void pause(String queue, boolean paused) {
    Names.check("queue name", queue);
    writer.change(
        tx -> {
          tx.sql().update(paused ? Sql.PAUSE : Sql.RESUME, queue);
          tx.ready();
        });
  }

  private static @Nullable Ended ended(Statements sql, byte[] id) throws SQLException {
    try (ResultSet row = sql.query(Sql.STATE_OF, id)) {
      if (!row.next()) {
        return null;
      }
      int state = row.getInt("state");
      return state == State.FAILURE || state == State.CANCELLED
          ? new Ended(
              row.getLong("seq"),
              row.getInt("priority"),
              row.getString("queue"),
              row.getString("unique_key"),
              row.getBoolean("joined"),
              row.getBytes("links"))
          : null;
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Ended(
      long seq,
      int priority,
      String queue,
      @Nullable String uniqueKey,
      boolean joined,
      byte @Nullable [] links) {}

  private Map<String, QueueStats> count(Statements sql) throws SQLException {
    Map<String, Map<String, Long>> counts = new TreeMap<>();
    try (ResultSet rows = sql.query(Sql.COUNTS)) {
      while (rows.next()) {
        counts
            .computeIfAbsent(rows.getString(1), q -> new TreeMap<>())
            .put(rows.getString(2), rows.getLong(3));
      }
    }
    Set<String> paused = new HashSet<>();
    try (ResultSet rows = sql.query(Sql.PAUSED)) {
      while (rows.next()) {
        paused.add(rows.getString(1));
      }
    }
    paused.forEach(queue -> counts.computeIfAbsent(queue, q -> new TreeMap<>()));
    Map<String, Duration> ages = overdue.oldest(sql, counts.keySet());
    Map<String, QueueStats> stats = new TreeMap<>();
    counts.forEach(
        (queue, c) ->
            stats.put(
                queue,
                new QueueStats(
                    byStatus(c), paused.contains(queue), Optional.ofNullable(ages.get(queue)))));
    return stats;
  }

  private static Map<TaskStatus, Long> byStatus(Map<String, Long> counts) {
    Map<TaskStatus, Long> byStatus = new EnumMap<>(TaskStatus.class);
    long retrying = counts.getOrDefault("RETRY", 0L);
    byStatus.put(
        TaskStatus.PENDING,
        counts.getOrDefault("READY", 0L)
            + counts.getOrDefault("WAITING", 0L)
            + counts.getOrDefault("BLOCKED", 0L)
            - retrying);
    for (TaskStatus s :
        List.of(
            TaskStatus.RETRY,
            TaskStatus.RUNNING,
            TaskStatus.SUCCESS,
            TaskStatus.FAILURE,
            TaskStatus.CANCELLED)) {
      byStatus.put(s, counts.getOrDefault(s.name(), 0L));
    }
    return byStatus;
  }
}
