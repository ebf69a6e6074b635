package io.tasks4j.sqlite;

import io.tasks4j.BackendException;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.tck.StopPoint;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** Stopped inside transactions, before or after any row is written: by a trigger that counts. */
class RowStopTest extends StopTest {
  private static final String MARK = "stopped here";
  private static final List<String> TABLES =
      List.of("tasks4j_tasks", "tasks4j_joins", "tasks4j_arrivals");
  private static final List<String> WRITES = List.of("INSERT", "UPDATE", "DELETE");

  private boolean made;

  @Override
  protected TaskBackend process(StopPoint point) throws Exception {
    TaskBackend process = super.process(new StopPoint(Integer.MAX_VALUE, false));
    made = true;
    execute("CREATE TABLE stops (rows_left INTEGER)");
    execute("INSERT INTO stops VALUES (" + point.at() + ")");
    for (String table : TABLES) {
      for (String write : WRITES) {
        execute(
            "CREATE TRIGGER stop_%1$s_%2$s %3$s %2$s ON %1$s BEGIN"
                    .formatted(table, write, point.isAfter() ? "AFTER" : "BEFORE")
                + " UPDATE stops SET rows_left = rows_left - 1;"
                + " SELECT RAISE(ABORT, '"
                + MARK
                + "') FROM stops WHERE rows_left <= 0; END");
      }
    }
    return (TaskBackend) watched(process, TaskBackend.class, point);
  }

  @Override
  protected void end() throws Exception {
    super.end();
    if (made) {
      made = false;
      for (String table : TABLES) {
        for (String write : WRITES) {
          execute("DROP TRIGGER stop_%s_%s".formatted(table, write));
        }
      }
    }
  }

  /** Stops the process when the trigger has spoken. */
  private static Object watched(Object real, Class<?> type, StopPoint point) {
    return Proxy.newProxyInstance(
        RowStopTest.class.getClassLoader(),
        new Class<?>[] {type},
        (self, method, arguments) -> {
          try {
            Object answer = method.invoke(real, arguments);
            return method.getName().equals("admin")
                ? watched(answer, method.getReturnType(), point)
                : answer;
          } catch (InvocationTargetException e) {
            if (e.getCause() instanceof BackendException failed
                && failed.getMessage().contains(MARK)) {
              point.stop();
            }
            throw e.getCause();
          }
        });
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
