package io.tasks4j.results.sqlite;

import io.tasks4j.Durations;
import io.tasks4j.TaskId;
import io.tasks4j.result.ResultBackend;
import io.tasks4j.result.ResultSettings;
import io.tasks4j.result.TaskResult;
import io.tasks4j.results.internal.Ids;
import io.tasks4j.results.internal.Records;
import io.tasks4j.results.internal.Wakeups;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Results in a SQLite file. A waiter is woken by its own process at once, and by another one within
 * 20 ms: that often one of all waiters asks SQLite whether anybody has written.
 */
final class SqliteResultBackend implements ResultBackend {
  private static final String COUNT = "results";
  private static final long POLL = TimeUnit.MILLISECONDS.toNanos(20);

  private final SqliteFile file;
  private final ResultSettings settings;
  private final Wakeups wakeups = new Wakeups();
  private final AtomicLong polledAt = new AtomicLong(System.nanoTime());

  SqliteResultBackend(SqliteFile file, ResultSettings settings) {
    this.file = file;
    this.settings = settings;
  }

  @Override
  public boolean store(TaskResult result) {
    settings.check(result);
    byte[] id = Ids.bytes(result.id());
    byte[] json = Records.encode(result);
    boolean stored =
        file.write(
            rows -> {
              long now = settings.clock().millis();
              int gone = rows.update(Sql.RESULTS_EXPIRED, now);
              gone += rows.update(Sql.RESULT_EXPIRED, id, now);
              int added = rows.update(Sql.RESULT_ADD, id, now + settings.ttl().toMillis(), json);
              rows.count(COUNT, added - gone);
              long over = rows.number(Sql.COUNT, 0, COUNT) - settings.maxCount();
              if (over > 0) {
                rows.count(COUNT, -rows.update(Sql.RESULTS_OLDEST, over));
              }
              return added == 1;
            });
    if (stored) {
      wakeups.raise(result.id());
    }
    return stored;
  }

  @Override
  public Optional<TaskResult> find(TaskId id) {
    return file.read(
        rows -> {
          long now = settings.clock().millis();
          try (ResultSet row = rows.query(Sql.RESULT_FIND, Ids.bytes(id), now)) {
            return row.next()
                ? Optional.of(Records.decodeResult(id, row.getBytes(1)))
                : Optional.empty();
          }
        });
  }

  @Override
  public Optional<TaskResult> await(TaskId id, Duration timeout) throws InterruptedException {
    long start = System.nanoTime();
    long nanos = Durations.nanos(timeout);
    Wakeups.Signal signal = wakeups.watch(id);
    try {
      while (true) {
        long seen = signal.version();
        Optional<TaskResult> result = find(id);
        if (result.isPresent() || System.nanoTime() - start >= nanos) {
          return result;
        }
        while (signal.version() == seen && System.nanoTime() - start < nanos) {
          signal.await(seen, Math.min(POLL, nanos - (System.nanoTime() - start)));
          lookAround();
        }
      }
    } finally {
      wakeups.forget(id);
    }
  }

  @Override
  public boolean delete(TaskId id) {
    return file.write(
        rows -> {
          byte[] key = Ids.bytes(id);
          rows.count(COUNT, -rows.update(Sql.RESULT_EXPIRED, key, settings.clock().millis()));
          int deleted = rows.update(Sql.RESULT_DELETE, key);
          rows.count(COUNT, -deleted);
          return deleted == 1;
        });
  }

  @Override
  public void close() {
    file.close();
    wakeups.raiseAll();
  }

  private void lookAround() {
    long last = polledAt.get();
    long now = System.nanoTime();
    if (now - last >= POLL && polledAt.compareAndSet(last, now) && file.hasNews()) {
      wakeups.raiseAll();
    }
  }
}
