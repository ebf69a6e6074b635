package io.tasks4j.sqlite;

import io.tasks4j.backend.DueSchedules;
import io.tasks4j.backend.ScheduleRecord;
import io.tasks4j.backend.ScheduleStore;
import io.tasks4j.sqlite.file.ClosedBackendException;
import io.tasks4j.sqlite.file.ReadConnection;
import io.tasks4j.sqlite.file.SqliteDatabase;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Schedules in a table beside the tasks. Reads go beside the writer, changes through it. */
final class SqliteSchedules implements ScheduleStore {
  private final Writer writer;
  private final ReadConnection reader;
  private final InstantSource clock;

  /** Whoever holds it may close it without closing the backend. */
  private volatile boolean closed;

  private final SqliteDatabase db;

  SqliteSchedules(SqliteDatabase db, Writer writer, ReadConnection reader, InstantSource clock) {
    this.db = db;
    this.writer = writer;
    this.reader = reader;
    this.clock = clock;
  }

  @Override
  public Instant now() {
    checkOpen();
    // Asks the reader too: a closed backend has no time.
    return reader.read(sql -> Instant.ofEpochMilli(clock.millis()));
  }

  @Override
  public DueSchedules due(Duration ahead, int max) {
    checkOpen();
    Instant now = Instant.ofEpochMilli(clock.millis());
    long until = now.plus(ahead).toEpochMilli();
    return new DueSchedules(now, records(ScheduleSql.SCHEDULES_DUE, until, max));
  }

  @Override
  public Optional<ScheduleRecord> find(String name) {
    checkOpen();
    return records(ScheduleSql.SCHEDULE, name).stream().findFirst();
  }

  @Override
  public List<ScheduleRecord> list(String after, int max) {
    checkOpen();
    return records(ScheduleSql.SCHEDULES_AFTER, after, max);
  }

  @Override
  public List<Boolean> put(List<ScheduleRecord> records) {
    checkOpen();
    if (records.isEmpty()) {
      return List.of();
    }
    return writer.run(
        tx -> {
          List<Boolean> stored = new ArrayList<>(records.size());
          for (ScheduleRecord record : records) {
            stored.add(put(tx, record) == 1);
          }
          return stored;
        });
  }

  @Override
  public boolean remove(String name, long version) {
    checkOpen();
    return writer.run(tx -> tx.sql().update(ScheduleSql.REMOVE_SCHEDULE, name, version) == 1);
  }

  @Override
  public void close() {
    closed = true;
  }

  private static int put(WriteTransaction tx, ScheduleRecord record) throws SQLException {
    Long due = record.due().map(Instant::toEpochMilli).orElse(null);
    long version = tx.nextToken();
    return record.version() == 0
        ? tx.sql().update(ScheduleSql.ADD_SCHEDULE, record.name(), version, due, record.data())
        : tx.sql()
            .update(
                ScheduleSql.CHANGE_SCHEDULE,
                record.name(),
                version,
                due,
                record.data(),
                record.version());
  }

  private List<ScheduleRecord> records(String query, @Nullable Object... values) {
    return reader.read(
        sql -> {
          List<ScheduleRecord> found = new ArrayList<>();
          try (ResultSet rows = sql.query(query, values)) {
            while (rows.next()) {
              found.add(record(rows));
            }
          }
          return found;
        });
  }

  private static ScheduleRecord record(ResultSet row) throws SQLException {
    long due = row.getLong(3);
    return new ScheduleRecord(
        row.getString(1),
        row.getLong(2),
        row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(due)),
        row.getString(4));
  }

  private void checkOpen() {
    if (closed) {
      throw new ClosedBackendException(db.file());
    }
  }
}
