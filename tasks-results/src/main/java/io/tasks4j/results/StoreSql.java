package io.tasks4j.results;

import io.tasks4j.sqlite.file.PreparedStatements;
import io.tasks4j.sqlite.file.TableLayout;
import java.sql.SQLException;

/** The tables, and all statements. Times are epoch milliseconds. */
final class StoreSql {
  /** Raised by whoever changes a table, or the JSON in it. */
  static final TableLayout LAYOUT =
      new TableLayout(
          "results schema",
          1,
          """
          -- How many there are of something, as counting rows takes longer the more there are.
          CREATE TABLE IF NOT EXISTS tasks4j_counts (
            name TEXT PRIMARY KEY, n INTEGER NOT NULL) WITHOUT ROWID;

          CREATE TABLE IF NOT EXISTS tasks4j_results (
            seq INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, expires INTEGER NOT NULL,
            json BLOB NOT NULL);
          CREATE INDEX IF NOT EXISTS tasks4j_results_expires ON tasks4j_results (expires);

          -- turn: the order in which tasks ended, null while they live.
          CREATE TABLE IF NOT EXISTS tasks4j_records (
            seq INTEGER PRIMARY KEY AUTOINCREMENT, id BLOB NOT NULL UNIQUE, queue TEXT NOT NULL,
            name TEXT NOT NULL, status TEXT NOT NULL, turn INTEGER, ended INTEGER,
            json BLOB NOT NULL);
          CREATE INDEX IF NOT EXISTS tasks4j_records_turn ON tasks4j_records (turn)
            WHERE turn IS NOT NULL;
          """,
          "tasks-results",
          "read what it holds with that release, and name another file");

  static final String COUNT_MORE =
      """
      INSERT INTO tasks4j_counts (name, n) VALUES (?1, ?2)
      ON CONFLICT (name) DO UPDATE SET n = n + ?2\
      """;

  static final String COUNT = "SELECT n FROM tasks4j_counts WHERE name = ?1";

  static final String RESULT_FIND =
      "SELECT json FROM tasks4j_results WHERE id = ?1 AND expires > ?2";

  static final String RESULT_ADD =
      """
      INSERT INTO tasks4j_results (id, expires, json) VALUES (?1, ?2, ?3)
      ON CONFLICT (id) DO NOTHING\
      """;

  static final String RESULT_DELETE = "DELETE FROM tasks4j_results WHERE id = ?1";

  /** One by one with what is stored, some more than comes in. */
  static final String RESULTS_EXPIRED =
      """
      DELETE FROM tasks4j_results WHERE seq IN (
        SELECT seq FROM tasks4j_results WHERE expires <= ?1 ORDER BY expires LIMIT 100)\
      """;

  /** The one that was asked for may be beyond the first 100. */
  static final String RESULT_EXPIRED =
      "DELETE FROM tasks4j_results WHERE id = ?1 AND expires <= ?2";

  static final String RESULTS_OLDEST =
      """
      DELETE FROM tasks4j_results WHERE seq IN (
        SELECT seq FROM tasks4j_results ORDER BY seq LIMIT ?1)\
      """;

  static final String RECORD_FIND =
      "SELECT seq, queue, status, json FROM tasks4j_records WHERE id = ?1";

  static final String RECORD_SEQ = "SELECT seq FROM tasks4j_records WHERE id = ?1";

  static final String RECORD_ADD =
      """
      INSERT INTO tasks4j_records (id, queue, name, status, turn, ended, json)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (id) DO NOTHING\
      """;

  static final String RECORD_CHANGE =
      """
      UPDATE tasks4j_records
      SET queue = ?2, name = ?3, status = ?4, turn = ?5, ended = ?6, json = ?7 WHERE seq = ?1\
      """;

  static final String RECORD_DELETE = "DELETE FROM tasks4j_records WHERE seq = ?1";

  static final String LAST_TURN = "SELECT max(turn) FROM tasks4j_records WHERE turn IS NOT NULL";

  /** Those that ended first. */
  static final String FIRST_ENDED =
      """
      SELECT seq, queue, status, ended FROM tasks4j_records WHERE turn IS NOT NULL
      ORDER BY turn LIMIT ?1\
      """;

  /** {@code %s}: parameters from the fifth on, for statuses. */
  static final String RECORDS_LIST =
      """
      SELECT json FROM tasks4j_records
      WHERE seq < ?1 AND (?2 IS NULL OR queue = ?2) AND (?3 IS NULL OR name = ?3)
        AND status IN (%s) ORDER BY seq DESC LIMIT ?4\
      """;

  static final String RECORD_COUNTS =
      "SELECT name, n FROM tasks4j_counts WHERE name >= 'records/' AND name < 'records0'";

  private StoreSql() {}

  /** Adds to a count. */
  static void count(PreparedStatements sql, String name, long more) throws SQLException {
    if (more != 0) {
      int unused = sql.update(COUNT_MORE, name, more);
    }
  }
}
