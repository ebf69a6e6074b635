package io.tasks4j.sqlite;

import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import io.tasks4j.backend.CancelResult;
import io.tasks4j.backend.TaskAdmin;
import io.tasks4j.backend.TaskEvent;
import io.tasks4j.backend.Transition;
import io.tasks4j.backend.Transition.Effect;
import io.tasks4j.internal.Names;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.result.QueueStats;
import io.tasks4j.result.TaskMetadata;
import io.tasks4j.result.TaskPage;
import io.tasks4j.result.TaskQuery;
import io.tasks4j.result.Throughput;
import io.tasks4j.sqlite.file.PreparedStatements;
import io.tasks4j.sqlite.file.ReadConnection;
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

/** What operators see and do. Reads go beside the writer, changes through it. */
final class SqliteAdmin implements TaskAdmin {
  private final Writer writer;
  private final ReadConnection reader;
  private final Sweeper sweeper;
  private final RowUpdates updates;
  private final Joins joins;
  private final ExpiredTasks expiry;
  private final OldestDue overdue;
  private final InstantSource clock;

  SqliteAdmin(
      Writer writer,
      ReadConnection reader,
      Sweeper sweeper,
      RowUpdates updates,
      Joins joins,
      ExpiredTasks expiry,
      OldestDue overdue,
      InstantSource clock) {
    this.writer = writer;
    this.reader = reader;
    this.sweeper = sweeper;
    this.updates = updates;
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
          try (ResultSet row = sql.query(TaskSql.FIND, PreparedStatements.bytes(id.value()))) {
            return row.next() ? RowReader.metadata(row) : Optional.empty();
          }
        });
  }

  @Override
  public List<TaskMetadata> list(TaskQuery query) {
    expiry.bringUpToDate();
    return reader.read(sql -> TaskListing.list(sql, query));
  }

  @Override
  public TaskPage page(TaskQuery query) {
    expiry.bringUpToDate();
    return reader.read(sql -> TaskListing.page(sql, query));
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
    return writer.run(
        tx -> {
          sweeper.expire(tx);
          TaskRow row = TaskRow.find(tx.sql(), id.value());
          if (row == null) {
            return CancelResult.NOTHING;
          }
          Transition transition = updates.apply(tx, row, new TaskEvent.Cancel(tx.now()));
          if (!transition.applied()) {
            return CancelResult.NOTHING;
          }
          return transition.state().status() == TaskStatus.RUNNING
              ? CancelResult.REQUESTED
              : CancelResult.CANCELLED;
        });
  }

  @Override
  public boolean requeue(TaskId id) {
    return writer.run(
        tx -> {
          sweeper.expire(tx);
          TaskRow row = TaskRow.find(tx.sql(), id.value());
          if (row == null || isKeyHeld(tx, id)) {
            return false;
          }
          Transition transition = updates.apply(tx, row, new TaskEvent.Requeue(tx.now()));
          if (transition.has(Effect.REVIVE_DEPENDANTS)) {
            joins.revive(tx, row.links());
          }
          return transition.applied();
        });
  }

  @Override
  public boolean purge(TaskId id) {
    return writer.run(
        tx -> {
          TaskRow row = TaskRow.find(tx.sql(), id.value());
          return row != null && purge(tx, row);
        });
  }

  private boolean purge(WriteTransaction tx, TaskRow row) throws SQLException {
    if (!updates.apply(tx, row, new TaskEvent.Purge(tx.now())).has(Effect.REMOVE)) {
      return false;
    }
    // Before it is gone: what arrives is copied from it.
    joins.settle(tx);
    return tx.sql().update(TaskSql.PURGE, row.seq()) == 1;
  }

  /** See {@link SqliteBackend#withdraw}. */
  boolean withdraw(List<TaskMessage> messages) {
    return writer.run(
        tx -> {
          for (TaskMessage message : messages) {
            TaskRow row = TaskRow.find(tx.sql(), message.id().value());
            if (row == null || !row.state().waitsUnclaimed()) {
              return false;
            }
          }
          for (TaskMessage message : messages) {
            // Anew, as the end of one before it may have changed it.
            TaskRow row = TaskRow.find(tx.sql(), message.id().value());
            if (row != null) {
              purge(tx, row);
            }
          }
          return true;
        });
  }

  @Override
  public void pause(String queue, boolean paused) {
    Names.check("queue name", queue);
    writer.change(
        tx -> {
          tx.sql().update(paused ? TaskSql.PAUSE : TaskSql.RESUME, queue);
          tx.ready();
        });
  }

  /** Whether another task holds the unique key of this one. */
  private static boolean isKeyHeld(WriteTransaction tx, TaskId id) throws SQLException {
    byte[] key = PreparedStatements.bytes(id.value());
    String queue;
    String unique;
    try (ResultSet row = tx.sql().query(TaskSql.UNIQUE_KEY, key)) {
      if (!row.next()) {
        return false;
      }
      queue = row.getString(1);
      unique = row.getString(2);
    }
    return TaskInserter.holder(tx.sql(), queue, unique, key, tx.now()).isPresent();
  }

  private Map<String, QueueStats> count(PreparedStatements sql) throws SQLException {
    Map<String, Map<String, Long>> counts = new TreeMap<>();
    try (ResultSet rows = sql.query(TaskSql.COUNTS)) {
      while (rows.next()) {
        counts
            .computeIfAbsent(rows.getString(1), q -> new TreeMap<>())
            .put(rows.getString(2), rows.getLong(3));
      }
    }
    Set<String> paused = new HashSet<>();
    try (ResultSet rows = sql.query(TaskSql.PAUSED)) {
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
            TaskStatus.SUSPENDED,
            TaskStatus.RUNNING,
            TaskStatus.SUCCESS,
            TaskStatus.FAILURE,
            TaskStatus.CANCELLED)) {
      byStatus.put(s, counts.getOrDefault(s.name(), 0L));
    }
    return byStatus;
  }
}
