package io.tasks4j.results.sqlite;

import io.tasks4j.TaskId;
import io.tasks4j.TaskSerializationException;
import io.tasks4j.TaskStatus;
import io.tasks4j.result.MetadataSettings;
import io.tasks4j.result.MetadataStore;
import io.tasks4j.result.QueueStats;
import io.tasks4j.result.TaskMetadata;
import io.tasks4j.result.TaskQuery;
import io.tasks4j.results.internal.Ids;
import io.tasks4j.results.internal.Records;
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
final class SqliteMetadataStore implements MetadataStore {
  private static final Logger LOG = LoggerFactory.getLogger(SqliteMetadataStore.class);
  private static final String ENDED = "ended";
  private static final String RECORDS = "records/";

  private final SqliteFile file;
  private final MetadataSettings settings;

  /** A row, as far as counts need it. */
  private record Row(long seq, String queue, String status) {}

  SqliteMetadataStore(SqliteFile file, MetadataSettings settings) {
    this.file = file;
    this.settings = settings;
  }

  @Override
  public boolean store(TaskMetadata task) {
    return file.write(
        rows -> {
          forgetOld(rows);
          byte[] id = Ids.bytes(task.id());
          if (rows.number(Sql.RECORD_SEQ, -1, id) >= 0) {
            return false;
          }
          put(rows, Sql.RECORD_ADD, id, task);
          forgetOld(rows);
          return true;
        });
  }

  @Override
  public Optional<TaskMetadata> find(TaskId id) {
    forgetOld();
    return file.read(
        rows -> {
          try (ResultSet row = rows.query(Sql.RECORD_FIND, Ids.bytes(id))) {
            return row.next()
                ? Optional.of(Records.decodeMetadata(row.getBytes("json")))
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
    TaskMetadata canonical = Records.canonical(expected);
    return file.write(
        rows -> {
          forgetOld(rows);
          Row there;
          try (ResultSet row = rows.query(Sql.RECORD_FIND, Ids.bytes(next.id()))) {
            if (!row.next() || !canonical.equals(Records.decodeMetadata(row.getBytes("json")))) {
              return false;
            }
            there = row(row);
          }
          count(rows, there, -1);
          put(rows, Sql.RECORD_CHANGE, there.seq, next);
          forgetOld(rows);
          return true;
        });
  }

  @Override
  public boolean delete(TaskId id) {
    return file.write(
        rows -> {
          forgetOld(rows);
          Row there;
          try (ResultSet row = rows.query(Sql.RECORD_FIND, Ids.bytes(id))) {
            if (!row.next()) {
              return false;
            }
            there = row(row);
          }
          delete(rows, there);
          return true;
        });
  }

  @Override
  public List<TaskMetadata> list(TaskQuery query) {
    forgetOld();
    return file.read(
        rows -> {
          long before = Long.MAX_VALUE;
          if (query.before().isPresent()) {
            before = rows.number(Sql.RECORD_SEQ, -1, Ids.bytes(query.before().get()));
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
          String sql = String.format(Locale.ROOT, Sql.RECORDS_LIST, statuses);
          List<TaskMetadata> found = new ArrayList<>();
          try (ResultSet row = rows.query(sql, values.toArray())) {
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
        rows -> {
          Map<String, Map<TaskStatus, Long>> counts = new TreeMap<>();
          try (ResultSet row = rows.query(Sql.RECORD_COUNTS)) {
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
      found.add(Records.decodeMetadata(json));
    } catch (TaskSerializationException e) {
      LOG.warn("a record is left out of a listing: it cannot be read", e);
    }
  }

  /** Adds or changes a row; {@code key} is its id or its seq. */
  private void put(Rows rows, String sql, Object key, TaskMetadata task) throws SQLException {
    boolean ended = task.status().isTerminal();
    String queue = task.message().queue();
    Row row = new Row(0, queue, task.status().name());
    rows.update(
        sql,
        key,
        queue,
        task.message().name(),
        row.status,
        ended ? rows.number(Sql.LAST_TURN, 0) + 1 : null,
        ended ? settings.clock().millis() : null,
        Records.encode(task));
    count(rows, row, 1);
  }

  private static void delete(Rows rows, Row row) throws SQLException {
    rows.update(Sql.RECORD_DELETE, row.seq);
    count(rows, row, -1);
  }

  private static void count(Rows rows, Row row, int more) throws SQLException {
    rows.count(RECORDS + row.queue + "/" + row.status, more);
    if (TaskStatus.valueOf(row.status).isTerminal()) {
      rows.count(ENDED, more);
    }
  }

  private static Row row(ResultSet row) throws SQLException {
    return new Row(row.getLong("seq"), row.getString("queue"), row.getString("status"));
  }

  /** A look without a transaction first: mostly there is nothing to forget. */
  private void forgetOld() {
    boolean any = file.read(rows -> !old(rows, 1).isEmpty());
    if (any) {
      file.write(
          rows -> {
            forgetOld(rows);
            return true;
          });
    }
  }

  private void forgetOld(Rows rows) throws SQLException {
    for (List<Row> old = old(rows, 100); !old.isEmpty(); old = old(rows, 100)) {
      for (Row row : old) {
        delete(rows, row);
      }
    }
  }

  /** The first to forget, in the order in which they ended. */
  private List<Row> old(Rows rows, int limit) throws SQLException {
    long oldest = settings.clock().millis() - settings.endedAge().toMillis();
    long over = rows.number(Sql.COUNT, 0, ENDED) - settings.endedCount();
    List<Row> old = new ArrayList<>();
    try (ResultSet row = rows.query(Sql.FIRST_ENDED, limit)) {
      while (row.next() && (old.size() < over || row.getLong("ended") <= oldest)) {
        old.add(row(row));
      }
    }
    return old;
  }
}
