package io.tasks4j.sqlite;

import io.tasks4j.TaskStatus;
import io.tasks4j.result.TaskMetadata;
import io.tasks4j.result.TaskQuery;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/** Lists tasks, newest first. */
final class Listing {
  /** Few, and each found by an index of its own. */
  private static final Set<TaskStatus> RARE = EnumSet.of(TaskStatus.RUNNING, TaskStatus.FAILURE);

  private Listing() {}

  static List<TaskMetadata> list(Statements sql, TaskQuery query) throws SQLException {
    long before = Long.MAX_VALUE;
    if (query.before().isPresent()) {
      OptionalLong last = sql.number(Sql.SEQ, Statements.bytes(query.before().get().value()));
      before = last.orElse(Long.MIN_VALUE);
    }
    List<TaskMetadata> found = new ArrayList<>();
    try (ResultSet rows =
        sql.query(
            statement(query.statuses()),
            before,
            query.queue().orElse(null),
            query.name().orElse(null))) {
      while (found.size() < query.limit() && rows.next()) {
        Rows.metadata(rows).filter(query::matches).ifPresent(found::add);
      }
    }
    return found;
  }

  private static String statement(Set<TaskStatus> statuses) {
    StringBuilder condition = new StringBuilder();
    for (TaskStatus status : EnumSet.copyOf(statuses)) {
      condition.append(condition.isEmpty() ? "" : " OR ").append(condition(status));
    }
    // A rare status is looked up in its index; others are met soon on the way through the table.
    return Sql.LIST.formatted(condition, RARE.containsAll(statuses) ? "+seq" : "seq");
  }

  private static String condition(TaskStatus status) {
    return switch (status) {
      case PENDING -> "(state <= 1 AND failures + losses = 0)";
      case RETRY -> "(state <= 1 AND failures + losses > 0)";
      case RUNNING -> "state = 2";
      case SUCCESS -> "state = 3";
      case CANCELLED -> "state = 4";
      case FAILURE -> "state = 5";
    };
  }
}
