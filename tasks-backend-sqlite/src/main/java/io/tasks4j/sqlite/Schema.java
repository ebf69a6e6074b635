package io.tasks4j.sqlite;

import io.tasks4j.backend.BackendSettings;
import io.tasks4j.sqlite.file.Layout;
import io.tasks4j.sqlite.file.Session;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;

/** Makes the tables of a queue, and keeps the order of live tasks to the settings. */
final class Schema {
  private static final String AGEING = "ageing";

  static final Layout LAYOUT =
      new Layout(
          "schema",
          3,
          script(),
          "tasks-backend-sqlite",
          "let that release finish its tasks, or name another file");

  private Schema() {}

  /** Makes the tables; and recomputes the order when ageing is set otherwise than it was. */
  static void prepare(Session session, BackendSettings settings) throws SQLException {
    LAYOUT.prepare(session);
    long step = Ranks.step(settings);
    if (Layout.get(session.statements(), AGEING).orElse(0) == step) {
      return;
    }
    int unused =
        session.write(
            sql -> {
              Layout.set(sql, AGEING, step);
              return step == 0 ? sql.update(Sql.RANK_STRICTLY) : sql.update(Sql.RANK_BY_AGE, step);
            });
  }

  private static String script() {
    String name = "schema.sql";
    try (InputStream in = Schema.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing from the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(name + " cannot be read from the jar", e);
    }
  }
}
