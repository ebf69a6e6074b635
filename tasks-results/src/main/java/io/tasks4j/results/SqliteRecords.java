package io.tasks4j.results;

import io.tasks4j.TaskId;
import io.tasks4j.TaskSerializationException;
import io.tasks4j.TaskStatus;
import io.tasks4j.backend.BackendUri;
import io.tasks4j.result.MetadataSettings;
import io.tasks4j.result.QueueStats;
import io.tasks4j.result.TaskMetadata;
import io.tasks4j.result.TaskQuery;
import io.tasks4j.sqlite.file.PreparedStatements;
import io.tasks4j.sqlite.file.SqliteFile;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Records of tasks in a SQLite file. */
final class SqliteRecords implements RecordStore {
  private static final Logger LOG = LoggerFactory.getLogger(SqliteRecords.class);
  private static final String ENDED = "ended";
  private static final String RECORDS = "records/";

  private final SqliteFile file;
  private final MetadataSettings settings;

  /** A row, as far as counts need it. */
  private record Row(long seq, String queue, String status) {}

  SqliteRecords(SqliteFile file, MetadataSettings settings) {
    this.file = file;
    this.settings = settings;
  }

  static SqliteRecords open(BackendUri uri, MetadataSettings settings) {
    return new SqliteRecords(SqliteResults.open(uri), settings);
  }

  @Override
  public boolean store(TaskMetadata task) {
    return file.write(
        sql -> {
          forgetOld(sql);
          byte[] id = PreparedStatements.bytes(task.id().value());
          if (sql.exists(StoreSql.RECORD_SEQ, id)) {
            return false;
          }
          put(sql, StoreSql.RECORD_ADD, id, task);
          forgetOld(sql);
          return true;
        });
  }

  @Override
  public Optional<TaskMetadata> find(TaskId id) {
    forgetOld();
    return file.read(
        sql -> {
          try (ResultSet row =
              sql.query(StoreSql.RECORD_FIND, PreparedStatements.bytes(id.value()))) {
            return row.next()
                ? Optional.of(StoredJson.decodeMetadata(row.getBytes("json")))
                : Optional.empty();
          }
        });
  }

  @Override
  public boolean compareAndSet(TaskMetadata expected, TaskMetadata next) {
    if (!expected.id().equals(next.id())) {
      throw new IllegalArgumentException(
          "a record keeps its id, but " + expected.id() + " became " + next.id());
    }
    TaskMetadata canonical = StoredJson.canonical(expected);
    return file.write(
        sql -> {
          forgetOld(sql);
          Row there;
          try (ResultSet row =
              sql.query(StoreSql.RECORD_FIND, PreparedStatements.bytes(next.id().value()))) {
            if (!row.next() || !canonical.equals(StoredJson.decodeMetadata(row.getBytes("json")))) {
              return false;
            }
            there = row(row);
          }
          count(sql, there, -1);
          put(sql, StoreSql.RECORD_CHANGE, there.seq, next);
          forgetOld(sql);
          return true;
        });
  }

  @Override
  public boolean delete(TaskId id) {
    return file.write(
        sql -> {
          forgetOld(sql);
          Row there;
          try (ResultSet row =
              sql.query(StoreSql.RECORD_FIND, PreparedStatements.bytes(id.value()))) {
            if (!row.next()) {
              return false;
            }
            there = row(row);
          }
          delete(sql, there);
          return true;
        });
  }

  @Override
  public List<TaskMetadata> list(TaskQuery query) {
    forgetOld();
    return file.read(
        sql -> {
          long before = Long.MAX_VALUE;
          if (query.before().isPresent()) {
            before =
                sql.number(
                        StoreSql.RECORD_SEQ, PreparedStatements.bytes(query.before().get().value()))
                    .orElse(-1);
          }
          List<@Nullable Object> values = new ArrayList<>();
          values.add(before);
          values.add(query.queue().orElse(null));
          values.add(query.name().orElse(null));
          values.add(query.limit());
          query.statuses().forEach(status -> values.add(status.name()));
          String statuses =
              IntStream.range(5, values.size() + 1)
                  .mapToObj(i -> "?" + i)
                  .collect(Collectors.joining(", "));
          String text = String.format(Locale.ROOT, StoreSql.RECORDS_LIST, statuses);
          List<TaskMetadata> found = new ArrayList<>();
          try (ResultSet row = sql.query(text, values.toArray())) {
            while (row.next()) {
              add(found, row.getBytes(1));
            }
          }
          return found;
        });
  }

  @Override
  public Map<String, QueueStats> stats() {
    forgetOld();
    return file.read(
        sql -> {
          Map<String, Map<TaskStatus, Long>> counts = new TreeMap<>();
          try (ResultSet row = sql.query(StoreSql.RECORD_COUNTS)) {
            while (row.next()) {
              // records/QUEUE/STATUS; a queue's name may have slashes too.
              String name = row.getString(1);
              int slash = name.lastIndexOf('/');
              if (row.getLong(2) > 0) {
                counts
                    .computeIfAbsent(
                        name.substring(RECORDS.length(), slash),
                        q -> new EnumMap<>(TaskStatus.class))
                    .put(TaskStatus.valueOf(name.substring(slash + 1)), row.getLong(2));
              }
            }
          }
          Map<String, QueueStats> stats = new TreeMap<>();
          counts.forEach((queue, c) -> stats.put(queue, new QueueStats(c, false)));
          return stats;
        });
  }

  @Override
  public void close() {
    file.close();
  }

  /** One record that cannot be read must not hide the others. */
  private static void add(List<TaskMetadata> found, byte[] json) {
    try {
      found.add(StoredJson.decodeMetadata(json));
    } catch (TaskSerializationException e) {
      LOG.warn("a record is left out of a listing: it cannot be read", e);
    }
  }

  /** Adds or changes a row; {@code key} is its id or its seq. */
  private void put(PreparedStatements sql, String statement, Object key, TaskMetadata task)
      throws SQLException {
    boolean ended = task.status().isTerminal();
    String queue = task.message().queue();
    Row row = new Row(0, queue, task.status().name());
    sql.update(
        statement,
        key,
        queue,
        task.message().name(),
        row.status,
        ended ? sql.number(StoreSql.LAST_TURN).orElse(0) + 1 : null,
        ended ? settings.clock().millis() : null,
        StoredJson.encode(task));
    count(sql, row, 1);
  }

  private static void delete(PreparedStatements sql, Row row) throws SQLException {
    sql.update(StoreSql.RECORD_DELETE, row.seq);
    count(sql, row, -1);
  }

  private static void count(PreparedStatements sql, Row row, int more) throws SQLException {
    StoreSql.count(sql, RECORDS + row.queue + "/" + row.status, more);
    if (TaskStatus.valueOf(row.status).isTerminal()) {
      StoreSql.count(sql, ENDED, more);
    }
  }

  private static Row row(ResultSet row) throws SQLException {
    return new Row(row.getLong("seq"), row.getString("queue"), row.getString("status"));
  }

  /** A look without a transaction first: mostly there is nothing to forget. */
  private void forgetOld() {
    boolean any = file.read(sql -> !old(sql, 1).isEmpty());
    if (any) {
      file.write(
          sql -> {
            forgetOld(sql);
            return true;
          });
    }
  }

  private void forgetOld(PreparedStatements sql) throws SQLException {
    for (List<Row> old = old(sql, 100); !old.isEmpty(); old = old(sql, 100)) {
      for (Row row : old) {
        delete(sql, row);
      }
    }
  }

  /** The first to forget, in the order in which they ended. */
  private List<Row> old(PreparedStatements sql, int limit) throws SQLException {
    long oldest = settings.clock().millis() - settings.endedAge().toMillis();
    long over = sql.number(StoreSql.COUNT, ENDED).orElse(0) - settings.endedCount();
    List<Row> old = new ArrayList<>();
    try (ResultSet row = sql.query(StoreSql.FIRST_ENDED, limit)) {
      while (row.next() && (old.size() < over || row.getLong("ended") <= oldest)) {
        old.add(row(row));
      }
    }
    return old;
  }
}
