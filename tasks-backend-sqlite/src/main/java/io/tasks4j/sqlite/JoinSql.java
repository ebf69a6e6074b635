package io.tasks4j.sqlite;

/** The statements about tasks that wait for others; states are literals as in {@link TaskSql}. */
final class JoinSql {
  static final String INSERT_JOIN =
      """
      INSERT INTO tasks4j_joins (seq, parents, least, most, patient, gate, due_after, expires_after)
      SELECT seq, ?2, ?3, ?4, ?5, ?6, ?7, ?8 FROM tasks4j_tasks WHERE id = ?1\
      """;

  /** A task with what it waits for, if it does. */
  static final String FIND_BY_ID =
      "SELECT "
          + TaskRow.COLUMNS
          + ", "
          + TaskRow.JOIN_COLUMNS
          + " FROM tasks4j_tasks t LEFT JOIN tasks4j_joins j ON j.seq = t.seq WHERE t.id = ?";

  /** How many arrivals of one call have places of their own. */
  static final int PLACES = 1 << 20;

  /**
   * A JSON object has the slots of parents; their seqs, times {@link #PLACES}, and their places in
   * this call are one number each. What the row of the parent says is kept, for that row may be
   * gone before it is needed. Read slot by slot, as CROSS JOIN has SQLite do.
   */
  static final String INSERT_ARRIVALS =
      """
      INSERT INTO tasks4j_arrivals (seq, slot, parent, name, state, error, result_type, result,
        place)
      SELECT ?1, CAST(a.key AS INTEGER), t.id, t.name,
        CASE WHEN t.state BETWEEN 3 AND 5 THEN t.state ELSE 4 END,
        CASE WHEN t.state <> 3 THEN t.error END, t.result_type, t.result, ?3 + a.value % 1048576
      FROM json_each(?2) AS a CROSS JOIN tasks4j_tasks AS t ON t.seq = a.value / 1048576
      WHERE true
      ON CONFLICT (seq, slot) DO NOTHING\
      """;

  static final String RECOUNT_ARRIVALS =
      "SELECT COUNT(*), COUNT(*) FILTER (WHERE state <> 3) FROM tasks4j_arrivals WHERE seq = ?";

  static final String STORE_PARENTS =
      """
      UPDATE tasks4j_joins SET arrived = ?2, failures = ?3, released = ?4, ended = ?5,
        expires_after = ?6, told = ?7
      WHERE seq = ?1\
      """;

  /** In time; of a store that did not keep that in the past, by slot. */
  static final String FIRST_FAILURE =
      """
      SELECT parent, name, state, error FROM tasks4j_arrivals
      WHERE seq = ? AND state <> 3 ORDER BY place, slot LIMIT 1\
      """;

  static final String FORGET_FAILURE =
      "DELETE FROM tasks4j_arrivals WHERE seq = ? AND slot = ? AND state <> 3";

  static final String BY_SEQ =
      "SELECT " + TaskRow.COLUMNS + " FROM tasks4j_tasks t WHERE t.seq = ?";

  static final String SET_LINKS = "UPDATE tasks4j_tasks SET links = ?2 WHERE seq = ?1";

  /**
   * Whether a task was cancelled before it was released. Not a patient one by what arrived: when it
   * ends there is nothing left to be bound, or to be tried again.
   */
  static final String WAS_GIVEN_UP =
      """
      SELECT 1 FROM tasks4j_tasks t JOIN tasks4j_joins j ON j.seq = t.seq
      WHERE t.id = ? AND t.state = 4 AND j.released = 0 AND (j.ended = 0 OR j.patient = 0)\
      """;

  static final String STATE =
      """
      SELECT j.parents, j.arrived, j.failures
      FROM tasks4j_tasks t JOIN tasks4j_joins j ON j.seq = t.seq WHERE t.id = ?\
      """;

  static final String ARRIVALS =
      """
      SELECT a.slot, a.parent, a.name, a.state, a.error, a.result_type, a.result
      FROM tasks4j_tasks t JOIN tasks4j_arrivals a ON a.seq = t.seq
      WHERE t.id = ?1 AND a.slot >= ?2 ORDER BY a.slot LIMIT ?3\
      """;

  private JoinSql() {}
}
