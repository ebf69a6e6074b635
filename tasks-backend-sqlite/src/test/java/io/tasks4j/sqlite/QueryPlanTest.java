package io.tasks4j.sqlite;

import static io.tasks4j.TaskStatus.FAILURE;
import static io.tasks4j.TaskStatus.RETRY;
import static io.tasks4j.TaskStatus.RUNNING;
import static io.tasks4j.sqlite.Fixtures.tasks;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.TaskStatus;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No statement's cost grows with the table: each finds its rows by an index. */
class QueryPlanTest {
  /** These read every row of their kind, by an index that holds nothing else. */
  private static final Set<String> SCANS_ONE_INDEX =
      Set.of("COUNTS", "COUNT_FINISHED", "COUNT_DEAD", "RUNNING");

  /** Run once, when a setting was changed. */
  private static final Set<String> SCANS_THE_TABLE = Set.of("RANK_STRICTLY", "RANK_BY_AGE");

  @TempDir Path folder;

  @Test
  void every_statement_finds_its_rows_by_an_index_and_in_order() throws Exception {
    Path file = folder.resolve("tasks.db");
    try (SqliteBackend backend = SqliteBackend.open(file)) {
      backend.enqueue(tasks(10));
    }
    Map<String, String> wrong = new TreeMap<>();
    try (Connection c = SharedFileTest.connect(file)) {
      for (Map.Entry<String, String> statement : statements().entrySet()) {
        for (String step : plan(c, statement.getValue())) {
          // A virtual table is json_each over a parameter: no rows of the file.
          boolean scans = step.matches("SCAN (tasks4j_\\w+|[ajt])\\b(?! VIRTUAL TABLE).*");
          boolean byIndex = step.contains("INDEX tasks4j_");
          boolean mayScan = byIndex && SCANS_ONE_INDEX.contains(statement.getKey());
          boolean sorts = step.contains("TEMP B-TREE") && !mayCount(statement.getKey());
          if ((scans && !mayScan && !isFirstOf(step, statement.getValue())) || sorts) {
            wrong.merge(statement.getKey(), step, (a, b) -> a + "; " + b);
          }
        }
      }
    }

    assertEquals(Map.of(), wrong);
  }

  @Test
  void rare_tasks_are_listed_by_the_indexes_of_their_kind() throws Exception {
    Path file = folder.resolve("tasks.db");
    SqliteBackend.open(file).close();
    try (Connection c = SharedFileTest.connect(file)) {
      String dead = String.join("; ", plan(c, TaskListing.statement(Set.of(FAILURE), true)));
      String retrying =
          String.join("; ", plan(c, TaskListing.statement(Set.of(RETRY, RUNNING), true)));

      assertTrue(dead.contains("tasks4j_dead"), dead);
      assertTrue(retrying.contains("tasks4j_retrying"), retrying);
      assertTrue(retrying.contains("tasks4j_running"), retrying);
    }
  }

  @Test
  void common_tasks_are_listed_by_their_places_which_bound_a_page_whatever_is_asked_for()
      throws Exception {
    Path file = folder.resolve("tasks.db");
    SqliteBackend.open(file).close();
    try (Connection c = SharedFileTest.connect(file)) {
      for (TaskStatus status : TaskStatus.values()) {
        assertEquals(
            List.of("SEARCH tasks4j_tasks USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)"),
            plan(c, TaskListing.statement(Set.of(status), false)),
            status::name);
      }
      assertEquals(
          List.of("SEARCH tasks4j_tasks USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)"),
          plan(c, TaskListing.statement(Set.of(TaskStatus.values()), false)));
    }
  }

  /**
   * ORDER BY … LIMIT 1 over an index of one kind reads one entry, though SQLite calls it a scan.
   */
  private static boolean isFirstOf(String step, String sql) {
    return sql.contains("LIMIT 1")
        && step.matches(
            "SCAN tasks4j_tasks USING (COVERING )?INDEX tasks4j_(running|waiting|expiring)");
  }

  private static boolean mayCount(String name) {
    return SCANS_ONE_INDEX.contains(name);
  }

  private static Map<String, String> statements() throws IllegalAccessException {
    Map<String, String> statements = new TreeMap<>();
    List<Field> fields = new ArrayList<>(List.of(TaskSql.class.getDeclaredFields()));
    fields.addAll(List.of(JoinSql.class.getDeclaredFields()));
    fields.addAll(List.of(ScheduleSql.class.getDeclaredFields()));
    for (Field field : fields) {
      // Of statements by the number of rows, that with the most.
      Object value =
          field.get(null) instanceof List<?> many ? many.get(many.size() - 1) : field.get(null);
      if (value instanceof String sql
          && (sql.contains("tasks4j_tasks") || sql.contains("tasks4j_schedules"))
          && !sql.contains("%s")
          && !SCANS_THE_TABLE.contains(field.getName())) {
        statements.put(field.getName(), sql);
      }
    }
    return statements;
  }

  private static List<String> plan(Connection c, String sql) throws SQLException {
    List<String> steps = new ArrayList<>();
    try (PreparedStatement s = c.prepareStatement("EXPLAIN QUERY PLAN " + sql);
        ResultSet rows = s.executeQuery()) {
      while (rows.next()) {
        steps.add(rows.getString("detail"));
      }
    }
    return steps;
  }
}
