package io.tasks4j.sqlite;

import io.tasks4j.backend.EnqueueResult;
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
  record Row(Inserter.Encoded task, long rank, List<EnqueueResult> results, int index) {
    void result(EnqueueResult result) {
      results.set(index, result);
    }
  }

  void add(Row row) {
    rows.add(row);
  }

  /** Inserts what is pending. */
  void flush(Statements sql, long now) throws SQLException {
    for (int from = 0; from < rows.size(); ) {
      int count = Math.min(rows.size() - from, Sql.MOST_ROWS);
      insert(sql, rows.subList(from, from + count), now);
      from += count;
    }
    rows.clear();
  }

  private static void insert(Statements sql, List<Row> some, long now) throws SQLException {
    if (some.size() > 1 && insertAll(sql, some, now)) {
      for (Row row : some) {
        row.result(new EnqueueResult(row.task.message().id(), true));
      }
      return;
    }
    for (Row row : some) {
      row.result(Inserter.insert(sql, row.task, now, row.rank, now));
    }
  }

  /** False when one of them is there already: then none has been inserted. */
  private static boolean insertAll(Statements sql, List<Row> some, long now) throws SQLException {
    @Nullable Object[] values = new Object[1 + Sql.PLAIN_COLUMNS * some.size()];
    values[0] = now;
    int i = 1;
    for (Row row : some) {
      var m = row.task.message();
      values[i++] = row.rank;
      values[i++] = Statements.bytes(m.id().value());
      values[i++] = m.queue();
      values[i++] = m.name();
      values[i++] = m.priority();
      values[i++] = Links.encode(m.dependants());
      values[i++] = row.task.envelope();
    }
    try {
      int ignored = sql.update(Sql.INSERT_PLAIN.get(some.size()), values);
      return true;
    } catch (SQLException e) {
      // SQLite takes back the statement alone, and the transaction goes on.
      if (Failures.isConflict(e)) {
        return false;
      }
      throw e;
    }
  }
}
