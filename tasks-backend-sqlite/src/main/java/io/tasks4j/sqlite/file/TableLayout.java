package io.tasks4j.sqlite.file;

import io.tasks4j.BackendException;
import java.sql.SQLException;
import java.util.OptionalLong;

/**
 * Tables that belong together, and the one version of them that this release reads.
 *
 * <p>The version is a row of {@code tasks4j_meta}: {@code PRAGMA user_version} may belong to an
 * application that keeps its own tables in the file.
 *
 * @param name of that row, and what people call the tables
 * @param script makes the tables; no statement has a semicolon at the end of a line inside
 * @param module what to update when the file is of a later release
 * @param earlier what to do when the file is of an earlier release
 */
public record TableLayout(String name, int version, String script, String module, String earlier) {
  private static final String META =
      """
      CREATE TABLE IF NOT EXISTS tasks4j_meta (
        name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID\
      """;
  private static final String HAS_META =
      "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'tasks4j_meta'";
  private static final String GET = "SELECT value FROM tasks4j_meta WHERE name = ?";
  private static final String SET =
      "INSERT OR REPLACE INTO tasks4j_meta (name, value) VALUES (?, ?)";

  /** A number that is kept beside the tables. */
  public static OptionalLong get(PreparedStatements sql, String name) throws SQLException {
    return sql.number(GET, name);
  }

  /** Keeps a number beside the tables. */
  public static void set(PreparedStatements sql, String name, long value) throws SQLException {
    sql.update(SET, name, value);
  }

  /**
   * Makes the tables where they are not; all or none.
   *
   * @throws BackendException when they are there in another version; then nothing is changed
   */
  public void prepare(SqliteSession session) throws SQLException {
    if (isThere(session)) {
      return;
    }
    boolean unused =
        session.write(
            sql -> {
              // Looked up again: another process may have been faster.
              if (!isThere(session)) {
                sql.define(META);
                for (String statement : script.strip().replaceAll(";$", "").split(";\\n", -1)) {
                  sql.define(statement);
                }
                set(sql, name, version);
              }
              return true;
            });
  }

  private boolean isThere(SqliteSession session) throws SQLException {
    PreparedStatements sql = session.statements();
    OptionalLong found = sql.exists(HAS_META) ? get(sql, name) : OptionalLong.empty();
    if (found.isPresent() && found.getAsLong() != version) {
      boolean later = found.getAsLong() > version;
      throw new BackendException(
          "the SQLite file "
              + session.database().file()
              + " has "
              + name
              + " version "
              + found.getAsLong()
              + ", written by "
              + (later ? "a later" : "an earlier")
              + " release; this one needs version "
              + version
              + "; "
              + (later ? "update " + module : earlier),
          null);
    }
    return found.isPresent();
  }
}
