package io.tasks4j.sqlite;

import io.tasks4j.result.Throughput;
import io.tasks4j.sqlite.file.PreparedStatements;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Counts what ended, by when. */
final class EndedCounts {
  /** What ended since ?1, by spans of ?2 from then on: ranges of the indexes, and no row. */
  static final String QUERY =
      """
      SELECT 0, (finished - ?1) / ?2, COUNT(*) FROM tasks4j_tasks
        WHERE state IN (3, 4) AND finished >= ?1 GROUP BY 2
      UNION ALL
      SELECT 1, (finished - ?1) / ?2, COUNT(*) FROM tasks4j_tasks
        WHERE state = 5 AND finished >= ?1 GROUP BY 2\
      """;

  private EndedCounts() {}

  static List<Throughput> read(PreparedStatements sql, Instant now, Duration width, int spans)
      throws SQLException {
    Instant first = Throughput.first(now, width, spans);
    long[][] counts = new long[2][spans];
    try (ResultSet rows = sql.query(QUERY, first.toEpochMilli(), width.toMillis())) {
      while (rows.next()) {
        // Another process may have written since, a span later than this one began to look.
        int span = (int) Math.min(rows.getLong(2), spans - 1);
        counts[rows.getInt(1)][span] += rows.getLong(3);
      }
    }
    return Throughput.of(first, width, counts[0], counts[1]);
  }
}
