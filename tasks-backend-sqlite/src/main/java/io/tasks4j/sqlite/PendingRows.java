package io.tasks4j.sqlite;

import io.tasks4j.backend.EnqueueResult;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.sqlite.file.PreparedStatements;
import io.tasks4j.sqlite.file.SqliteErrors;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Plain tasks that callers enqueue in one transaction: they are inserted together, many rows by one
 * statement, before anything else is done in it. Not thread-safe.
 */
final class PendingRows {
  private final List<Row> rows = new ArrayList<>();

  /** One task, and where its result goes. */
  record Row(TaskInserter.Encoded task, long rank, List<EnqueueResult> results, int index) {
    void result(EnqueueResult result) {
      results.set(index, result);
    }

    /** Whether what {@link #addShared} adds is the same. */
    private boolean isLike(Row other) {
      TaskMessage mine = task.message();
      TaskMessage others = other.task.message();
      return rank == other.rank
          && mine.priority() == others.priority()
          && mine.queue().equals(others.queue())
          && mine.name().equals(others.name());
    }

    private void addShared(List<@Nullable Object> values) {
      TaskMessage m = task.message();
      values.add(rank);
      values.add(m.queue());
      values.add(m.name());
      values.add(m.priority());
    }

    private void addOwn(List<@Nullable Object> values) {
      TaskMessage m = task.message();
      values.add(PreparedStatements.bytes(m.id().value()));
      values.add(DependantLinks.encode(m.dependants()));
      values.add(task.envelope());
    }
  }

  void add(Row row) {
    rows.add(row);
  }

  /** Inserts them all. */
  void insert(PreparedStatements sql, long now) throws SQLException {
    for (int from = 0; from < rows.size(); ) {
      int count = Math.min(rows.size() - from, TaskSql.MOST_ROWS);
      insert(sql, rows.subList(from, from + count), now);
      from += count;
    }
    rows.clear();
  }

  private static void insert(PreparedStatements sql, List<Row> some, long now) throws SQLException {
    if (some.size() > 1 && insertAll(sql, some, now)) {
      for (Row row : some) {
        row.result(new EnqueueResult(row.task.message().id(), true));
      }
      return;
    }
    for (Row row : some) {
      row.result(TaskInserter.insert(sql, row.task, now, row.rank, now));
    }
  }

  /** False when one of them is there already: then none has been inserted. */
  private static boolean insertAll(PreparedStatements sql, List<Row> some, long now)
      throws SQLException {
    Row first = some.get(0);
    boolean alike = true;
    for (Row row : some) {
      alike &= row.isLike(first);
    }
    List<@Nullable Object> values = new ArrayList<>(1 + TaskSql.PLAIN_COLUMNS * some.size());
    values.add(now);
    if (alike) {
      first.addShared(values);
    }
    for (Row row : some) {
      if (!alike) {
        row.addShared(values);
      }
      row.addOwn(values);
    }
    String insert = (alike ? TaskSql.INSERT_ALIKE : TaskSql.INSERT_PLAIN).get(some.size());
    try {
      int ignored = sql.update(insert, values.toArray());
      return true;
    } catch (SQLException e) {
      // SQLite takes back the statement alone, and the transaction goes on.
      if (SqliteErrors.isConflict(e)) {
        return false;
      }
      throw e;
    }
  }
}
