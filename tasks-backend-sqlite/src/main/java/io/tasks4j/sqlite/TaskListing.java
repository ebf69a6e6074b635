package io.tasks4j.sqlite;

import static java.util.stream.Collectors.joining;

import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import io.tasks4j.result.TaskMetadata;
import io.tasks4j.result.TaskPage;
import io.tasks4j.result.TaskQuery;
import io.tasks4j.sqlite.file.PreparedStatements;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/** Lists tasks, newest first. */
final class TaskListing {
  /** Up to so many tasks are found by their indexes and sorted, which takes milliseconds. */
  private static final int FEW = 5_000;

  /** So many rows, by their places, are looked at for one page; few milliseconds too. */
  private static final int WINDOW = 20_000;

  /** The last row before one, and the first one from another on: both by the primary key. */
  private static final String LAST_BEFORE =
      "SELECT seq FROM tasks4j_tasks WHERE seq < ? ORDER BY seq DESC LIMIT 1";

  private static final String FIRST_FROM =
      "SELECT seq, id FROM tasks4j_tasks WHERE seq >= ? ORDER BY seq LIMIT 1";

  private static final String ANY_BEFORE = "SELECT 1 FROM tasks4j_tasks WHERE seq < ? LIMIT 1";

  private TaskListing() {}

  /**
   * What matches among the rows of one window; all that match where those are found by an index.
   */
  static TaskPage page(PreparedStatements sql, TaskQuery query) throws SQLException {
    return areRare(sql, query.statuses())
        ? TaskPage.of(list(sql, query, true, Long.MIN_VALUE), query)
        : page(sql, query, WINDOW);
  }

  static TaskPage page(PreparedStatements sql, TaskQuery query, int window) throws SQLException {
    OptionalLong last = sql.number(LAST_BEFORE, before(sql, query));
    if (last.isEmpty()) {
      return new TaskPage(List.of(), Optional.empty());
    }
    long from = last.getAsLong() - window + 1;
    List<TaskMetadata> found = list(sql, query, false, from);
    if (found.size() == query.limit()) {
      return TaskPage.of(found, query);
    }
    try (ResultSet first = sql.query(FIRST_FROM, from)) {
      boolean more = first.next() && sql.number(ANY_BEFORE, first.getLong(1)).isPresent();
      return new TaskPage(
          found,
          more
              ? Optional.of(new TaskId(PreparedStatements.uuid(first.getBytes(2))))
              : Optional.empty());
    }
  }

  static List<TaskMetadata> list(PreparedStatements sql, TaskQuery query) throws SQLException {
    return list(sql, query, areRare(sql, query.statuses()), Long.MIN_VALUE);
  }

  private static List<TaskMetadata> list(
      PreparedStatements sql, TaskQuery query, boolean rare, long from) throws SQLException {
    List<TaskMetadata> found = new ArrayList<>();
    try (ResultSet rows =
        sql.query(
            statement(query.statuses(), rare),
            before(sql, query),
            query.queue().orElse(null),
            query.name().orElse(null),
            from)) {
      while (found.size() < query.limit() && rows.next()) {
        RowReader.metadata(rows).filter(query::matches).ifPresent(found::add);
      }
    }
    return found;
  }

  private static long before(PreparedStatements sql, TaskQuery query) throws SQLException {
    if (query.before().isEmpty()) {
      return Long.MAX_VALUE;
    }
    return sql.number(TaskSql.SEQ, PreparedStatements.bytes(query.before().get().value()))
        .orElse(Long.MIN_VALUE);
  }

  /**
   * Tasks of a kind that is common are met soon on the way back through the table; those of a kind
   * that is rare could be far apart, but are soon found by their index and sorted.
   */
  static String statement(Set<TaskStatus> statuses, boolean rare) {
    return rare
        ? String.format(
            Locale.ROOT,
            TaskSql.LIST_RARE,
            indexes(statuses)
                .map(index -> String.format(Locale.ROOT, TaskSql.SEQS, index))
                .collect(joining(" UNION ALL ")))
        : String.format(
            Locale.ROOT,
            TaskSql.LIST_COMMON,
            EnumSet.copyOf(statuses).stream().map(TaskListing::condition).collect(joining(" OR ")));
  }

  private static boolean areRare(PreparedStatements sql, Set<TaskStatus> statuses)
      throws SQLException {
    long count = 0;
    for (String index : indexes(statuses).toList()) {
      count += sql.number(String.format(Locale.ROOT, TaskSql.COUNT_SOME, index), FEW).orElse(0);
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
                  case SUSPENDED -> Stream.of("state = 7");
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
      case SUSPENDED -> "state = 7";
      case SUCCESS -> "state = 3";
      case CANCELLED -> "state = 4";
      case FAILURE -> "state = 5";
    };
  }
}
