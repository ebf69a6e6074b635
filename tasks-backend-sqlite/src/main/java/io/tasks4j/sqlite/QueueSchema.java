package io.tasks4j.sqlite;

import io.tasks4j.backend.BackendSettings;
import io.tasks4j.sqlite.file.SqliteSession;
import io.tasks4j.sqlite.file.TableLayout;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;

/** Makes the tables of a queue, and keeps the order of live tasks to the settings. */
final class QueueSchema {
  private static final String AGEING = "ageing";

  static final TableLayout LAYOUT =
      new TableLayout(
          "schema",
          3,
          script(),
          "tasks-backend-sqlite",
          "let that release finish its tasks, or name another file");

  private QueueSchema() {}

  /** Makes the tables; and recomputes the order when ageing is set otherwise than it was. */
  static void prepare(SqliteSession session, BackendSettings settings) throws SQLException {
    LAYOUT.prepare(session);
    long step = ClaimOrder.step(settings);
    if (TableLayout.get(session.statements(), AGEING).orElse(0) == step) {
      return;
    }
    int unused =
        session.write(
            sql -> {
              TableLayout.set(sql, AGEING, step);
              return step == 0
                  ? sql.update(TaskSql.RANK_STRICTLY)
                  : sql.update(TaskSql.RANK_BY_AGE, step);
            });
  }

  private static String script() {
    String name = "schema.sql";
    try (InputStream in = QueueSchema.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing from the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(name + " cannot be read from the jar", e);
    }
  }
}
