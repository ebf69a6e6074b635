package io.tasks4j.sqlite;

import io.tasks4j.sqlite.file.PreparedStatements;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** How far behind queues are. */
final class OldestDue {
  /** So many tasks are looked at that nobody claimed since they fell due. */
  private static final int MOST_FALLEN_DUE = 1_000;

  private final ClaimOrder ranks;
  private final InstantSource clock;

  OldestDue(ClaimOrder ranks, InstantSource clock) {
    this.ranks = ranks;
    this.clock = clock;
  }

  /** How long the oldest due task has been due, of those queues that have one. */
  Map<String, Duration> oldest(PreparedStatements sql, Iterable<String> queues)
      throws SQLException {
    long now = clock.millis();
    Map<String, Long> due = new HashMap<>();
    try (ResultSet rows = sql.query(TaskSql.FALLEN_DUE, now, MOST_FALLEN_DUE)) {
      while (rows.next()) {
        due.merge(rows.getString(1), rows.getLong(2), Math::min);
      }
    }
    for (String queue : queues) {
      next(sql, queue).ifPresent(at -> due.merge(queue, at, Math::min));
    }
    Map<String, Duration> ages = new HashMap<>();
    due.forEach((queue, at) -> ages.put(queue, Duration.ofMillis(Math.max(0, now - at))));
    return ages;
  }

  private Optional<Long> next(PreparedStatements sql, String queue) throws SQLException {
    String query = ranks.strict() ? TaskSql.OLDEST_NEXT : TaskSql.OLDEST_NEXT_BY_AGE;
    try (ResultSet row = sql.query(query, queue)) {
      if (!row.next()) {
        return Optional.empty();
      }
      long due = row.getLong(1);
      return row.wasNull() ? Optional.empty() : Optional.of(due);
    }
  }
}
