package io.tasks4j.sqlite;

import io.tasks4j.TaskId;
import io.tasks4j.internal.Durations;
import io.tasks4j.result.Arrival;
import io.tasks4j.result.JoinState;
import io.tasks4j.result.ResultBackend;
import io.tasks4j.result.TaskResult;
import io.tasks4j.sqlite.file.ClosedBackendException;
import io.tasks4j.sqlite.file.PreparedStatements;
import io.tasks4j.sqlite.file.ReadConnection;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Results, as the rows of ended tasks hold them. */
final class SqliteResults implements ResultBackend {
  private static final long LOOK_AGAIN = TimeUnit.SECONDS.toNanos(1);

  private final Writer writer;
  private final ReadConnection reader;
  private final ExpiredTasks expiry;
  private final CommitWakeUps wakeups;
  private final Path file;
  private final long pollNanos;

  SqliteResults(
      Writer writer,
      ReadConnection reader,
      ExpiredTasks expiry,
      CommitWakeUps wakeups,
      Path file,
      long pollNanos) {
    this.writer = writer;
    this.reader = reader;
    this.expiry = expiry;
    this.wakeups = wakeups;
    this.file = file;
    this.pollNanos = pollNanos;
  }

  @Override
  public Optional<TaskResult> find(TaskId id) {
    expiry.bringUpToDate();
    return reader.read(
        sql -> {
          try (ResultSet row = sql.query(TaskSql.RESULT, PreparedStatements.bytes(id.value()))) {
            return row.next() ? RowReader.result(id, row) : Optional.empty();
          }
        });
  }

  @Override
  public Optional<TaskResult> await(TaskId id, Duration timeout) throws InterruptedException {
    long nanos = Durations.nanos(timeout);
    long start = System.nanoTime();
    WakeUp ending = wakeups.ending(id);
    try {
      while (true) {
        long seen = ending.version();
        Optional<TaskResult> result = find(id);
        long left = nanos - (System.nanoTime() - start);
        if (result.isPresent() || left <= 0) {
          return result;
        }
        waitForChange(ending, seen, start, nanos);
      }
    } finally {
      wakeups.forget(id);
    }
  }

  @Override
  public boolean delete(TaskId id) {
    return writer.run(
        tx -> tx.sql().update(TaskSql.FORGET_RESULT, PreparedStatements.bytes(id.value())) == 1);
  }

  @Override
  public Optional<JoinState> joinState(TaskId dependant) {
    expiry.bringUpToDate();
    return reader.read(
        sql -> {
          try (ResultSet row =
              sql.query(JoinSql.STATE, PreparedStatements.bytes(dependant.value()))) {
            return row.next()
                ? Optional.of(new JoinState(row.getInt(1), row.getInt(2), row.getInt(3)))
                : Optional.empty();
          }
        });
  }

  @Override
  public List<Arrival> arrivals(TaskId dependant, int fromSlot, int limit) {
    expiry.bringUpToDate();
    return reader.read(
        sql -> {
          List<Arrival> arrivals = new ArrayList<>();
          byte[] id = PreparedStatements.bytes(dependant.value());
          try (ResultSet rows = sql.query(JoinSql.ARRIVALS, id, fromSlot, limit)) {
            while (rows.next()) {
              arrivals.add(RowReader.arrival(rows));
            }
          }
          return arrivals;
        });
  }

  /** Until the task has ended, or it is time to see whether it has expired. */
  private void waitForChange(WakeUp ending, long seen, long start, long timeout)
      throws InterruptedException {
    long looked = System.nanoTime();
    while (ending.version() == seen) {
      long now = System.nanoTime();
      long left = timeout - (now - start);
      if (left <= 0 || now - looked > LOOK_AGAIN) {
        return;
      }
      if (writer.isClosed()) {
        throw new ClosedBackendException(file);
      }
      ending.await(seen, Math.min(left, pollNanos));
      if (Thread.interrupted()) {
        throw new InterruptedException("interrupted while waiting for a task");
      }
      writer.lookAround();
    }
  }
}
