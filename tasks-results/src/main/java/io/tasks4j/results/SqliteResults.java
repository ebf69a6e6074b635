package io.tasks4j.results;

import io.tasks4j.TaskId;
import io.tasks4j.backend.BackendUri;
import io.tasks4j.result.ResultSettings;
import io.tasks4j.result.TaskResult;
import io.tasks4j.sqlite.file.PreparedStatements;
import io.tasks4j.sqlite.file.SqliteDatabase;
import io.tasks4j.sqlite.file.SqliteFile;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.Optional;

/** Results in a SQLite file. Whether anybody has written is one question for all who wait. */
final class SqliteResults implements ResultStore {
  private static final String COUNT = "results";
  private static final Duration BUSY_TIMEOUT = Duration.ofSeconds(10);

  private final SqliteFile file;
  private final ResultSettings settings;
  private final ResultWaiters wakeups;

  SqliteResults(SqliteFile file, ResultSettings settings) {
    this.file = file;
    this.settings = settings;
    this.wakeups =
        new ResultWaiters(
            waiting -> {
              if (file.hasNews()) {
                waiting.raiseAll();
              }
            });
  }

  static SqliteResults open(BackendUri uri, ResultSettings settings) {
    return new SqliteResults(open(uri), settings);
  }

  /** A file with the tables of both stores. */
  static SqliteFile open(BackendUri uri) {
    Duration busyTimeout = uri.duration("busyTimeout", BUSY_TIMEOUT);
    uri.checkAllRead();
    return SqliteFile.open(SqliteDatabase.file(uri), busyTimeout, StoreSql.LAYOUT);
  }

  @Override
  public boolean store(TaskResult result) {
    settings.check(result);
    byte[] id = PreparedStatements.bytes(result.id().value());
    byte[] json = StoredJson.encode(result);
    boolean stored =
        file.write(
            sql -> {
              long now = settings.clock().millis();
              int gone = sql.update(StoreSql.RESULTS_EXPIRED, now);
              gone += sql.update(StoreSql.RESULT_EXPIRED, id, now);
              int added =
                  sql.update(StoreSql.RESULT_ADD, id, now + settings.ttl().toMillis(), json);
              StoreSql.count(sql, COUNT, added - gone);
              long over = sql.number(StoreSql.COUNT, COUNT).orElse(0) - settings.maxCount();
              if (over > 0) {
                StoreSql.count(sql, COUNT, -sql.update(StoreSql.RESULTS_OLDEST, over));
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
        sql -> {
          long now = settings.clock().millis();
          try (ResultSet row =
              sql.query(StoreSql.RESULT_FIND, PreparedStatements.bytes(id.value()), now)) {
            return row.next()
                ? Optional.of(StoredJson.decodeResult(id, row.getBytes(1)))
                : Optional.empty();
          }
        });
  }

  @Override
  public Optional<TaskResult> await(TaskId id, Duration timeout) throws InterruptedException {
    return wakeups.await(id, timeout, this::find);
  }

  @Override
  public boolean delete(TaskId id) {
    return file.write(
        sql -> {
          byte[] key = PreparedStatements.bytes(id.value());
          StoreSql.count(
              sql, COUNT, -sql.update(StoreSql.RESULT_EXPIRED, key, settings.clock().millis()));
          int deleted = sql.update(StoreSql.RESULT_DELETE, key);
          StoreSql.count(sql, COUNT, -deleted);
          return deleted == 1;
        });
  }

  @Override
  public void close() {
    file.close();
    wakeups.raiseAll();
  }
}
