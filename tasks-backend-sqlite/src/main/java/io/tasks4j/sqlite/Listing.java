package io.tasks4j.sqlite;

import static java.util.stream.Collectors.joining;

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
import java.util.stream.Stream;

/** Lists tasks, newest first. */
final class Listing {
  /** Up to so many tasks are found by their indexes and sorted, which takes milliseconds. */
  private static final int FEW = 5_000;

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
            statement(query.statuses(), areRare(sql, query.statuses())),
            before,
            query.queue().orElse(null),
            query.name().orElse(null))) {
      while (found.size() < query.limit() && rows.next()) {
        Rows.metadata(rows).filter(query::matches).ifPresent(found::add);
      }
    }
    return found;
  }

  /**
   * Tasks of a kind that is common are met soon on the way back through the table; those of a kind
   * that is rare could be far apart, but are soon found by their index and sorted.
   */
  static String statement(Set<TaskStatus> statuses, boolean rare) {
    return rare
        ? Sql.LIST_RARE.formatted(
            indexes(statuses).map(Sql.SEQS::formatted).collect(joining(" UNION ALL ")))
        : Sql.LIST_COMMON.formatted(
            EnumSet.copyOf(statuses).stream().map(Listing::condition).collect(joining(" OR ")));
  }

  private static boolean areRare(Statements sql, Set<TaskStatus> statuses) throws SQLException {
    long count = 0;
    for (String index : indexes(statuses).toList()) {
      count += sql.number(Sql.COUNT_SOME.formatted(index), FEW).orElse(0);
    }
    return count < FEW;
  }

  /** Conditions of the indexes that hold all tasks of these statuses, and maybe some others. */
  private static Stream<String> indexes(Set<TaskStatus> statuses) {
    return EnumSet.copyOf(statuses).stream()
        .flatMap(
            status ->
                switch (status) {
                  case PENDING -> Stream.of("state = 0", "state = 1", "state = -1");
                  case RETRY -> Stream.of("state <= 1 AND failures + losses > 0");
                  case RUNNING -> Stream.of("state = 2");
                  case SUCCESS, CANCELLED -> Stream.of("state IN (3, 4)");
                  case FAILURE -> Stream.of("state = 5");
                })
        .distinct();
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
