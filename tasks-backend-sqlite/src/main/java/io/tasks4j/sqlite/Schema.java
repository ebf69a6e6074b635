package io.tasks4j.sqlite;

import io.tasks4j.BackendException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.OptionalLong;
import java.util.function.IntFunction;

/**
 * Makes the tables and brings older ones up to date.
 *
 * <p>The version is a row of {@code tasks4j_meta}: {@code PRAGMA user_version} may belong to an
 * application that keeps its own tables in the file.
 */
final class Schema {
  /** The version that this release works with: that of the last {@code schema-n.sql}. */
  static final int VERSION = 3;

  private Schema() {}

  static void bringUpToDate(Database db, Statements statements) throws SQLException {
    if (version(db, statements) != VERSION) {
      migrate(db, statements, VERSION, Schema::script);
    }
  }

  /** Runs the scripts from the file's version up to {@code target}, all or none. */
  static void migrate(Database db, Statements statements, int target, IntFunction<String[]> scripts)
      throws SQLException {
    inTransaction(
        db,
        statements,
        () -> {
          // Looked up again: another process may have been faster.
          for (int v = version(db, statements) + 1; v <= target; v++) {
            for (String sql : scripts.apply(v)) {
              statements.migrate(sql);
            }
            statements.update(Sql.SET_META, "schema", v);
          }
        });
  }

  /** Recomputes the order of live tasks when ageing is set otherwise than it was. */
  static void rank(Database db, Statements statements) throws SQLException {
    long step = Ranks.step(db.config().settings());
    if (statements.number(Sql.GET_META, "ageing").orElse(0) == step) {
      return;
    }
    inTransaction(
        db,
        statements,
        () -> {
          if (step == 0) {
            statements.update(Sql.RANK_STRICTLY);
          } else {
            statements.update(Sql.RANK_BY_AGE, step);
          }
          statements.update(Sql.SET_META, "ageing", step);
        });
  }

  private static int version(Database db, Statements statements) throws SQLException {
    if (!statements.exists(Sql.HAS_META)) {
      return 0;
    }
    OptionalLong found = statements.number(Sql.GET_META, "schema");
    if (found.isEmpty()) {
      throw new BackendException(
          "the SQLite file "
              + db.file()
              + " has a table tasks4j_meta without a schema version; name another file",
          null);
    }
    if (found.getAsLong() > VERSION) {
      throw new BackendException(
          "the SQLite file "
              + db.file()
              + " has schema version "
              + found.getAsLong()
              + ", written by a later release; this one knows versions up to "
              + VERSION
              + "; update tasks-backend-sqlite",
          null);
    }
    return (int) found.getAsLong();
  }

  private static void inTransaction(Database db, Statements statements, Change change)
      throws SQLException {
    db.begin(statements);
    try {
      change.run();
      statements.update(Sql.COMMIT);
    } catch (SQLException | RuntimeException | Error e) {
      try {
        statements.update(Sql.ROLLBACK);
      } catch (SQLException rolledBack) {
        e.addSuppressed(rolledBack);
      }
      throw e;
    }
  }

  private static String[] script(int version) {
    String name = "schema-" + version + ".sql";
    try (InputStream in = Schema.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing from the jar");
      }
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      // No statement of ours has a semicolon inside, and comments go with the statement below.
      return text.strip().replaceAll(";$", "").split(";\\n");
    } catch (IOException e) {
      throw new IllegalStateException(name + " cannot be read from the jar", e);
    }
  }

  @FunctionalInterface
  private interface Change {
    void run() throws SQLException;
  }
}
