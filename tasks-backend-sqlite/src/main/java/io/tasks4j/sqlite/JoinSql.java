package io.tasks4j.sqlite;

/** The statements about tasks that wait for others; states are literals as in {@link Sql}. */
final class JoinSql {
  static final String INSERT_JOIN =
      """
      INSERT INTO tasks4j_joins (seq, parents, least, most, patient, gate, due_after, expires_after)
      SELECT seq, ?2, ?3, ?4, ?5, ?6, ?7, ?8 FROM tasks4j_tasks WHERE id = ?1\
      """;

  /** A task that waits for others, or did. */
  static final String FIND_BY_ID =
      """
      SELECT t.seq, t.state, t.priority, t.due, t.expires, t.links, j.parents, j.least, j.most,
        j.patient, j.gate, j.arrived, j.failures, j.released, j.ended, j.due_after, j.expires_after
      FROM tasks4j_tasks t JOIN tasks4j_joins j ON j.seq = t.seq WHERE t.id = ?\
      """;

  /**
   * Slots and seqs of parents are a JSON object. What the row of the parent says is kept, for that
   * row may be gone before it is needed. Read slot by slot, as CROSS JOIN has SQLite do.
   */
  static final String INSERT_ARRIVALS =
      """
      INSERT INTO tasks4j_arrivals (seq, slot, parent, name, state, error, result_type, result)
      SELECT ?1, CAST(a.key AS INTEGER), t.id, t.name,
        CASE WHEN t.state >= 3 THEN t.state ELSE 4 END, CASE WHEN t.state <> 3 THEN t.error END,
        t.result_type, t.result
      FROM json_each(?2) AS a CROSS JOIN tasks4j_tasks AS t ON t.seq = a.value
      WHERE true
      ON CONFLICT (seq, slot) DO NOTHING\
      """;

  static final String RECOUNT_ARRIVALS =
      "SELECT COUNT(*), COUNT(*) FILTER (WHERE state <> 3) FROM tasks4j_arrivals WHERE seq = ?";

  static final String COUNT_ARRIVALS =
      "UPDATE tasks4j_joins SET arrived = ?2, failures = ?3 WHERE seq = ?1";

  static final String FIRST_FAILURE =
      """
      SELECT parent, name, state, error FROM tasks4j_arrivals
      WHERE seq = ? AND state <> 3 ORDER BY slot LIMIT 1\
      """;

  static final String FORGET_FAILURE =
      "DELETE FROM tasks4j_arrivals WHERE seq = ? AND slot = ? AND state <> 3";

  static final String SET_RELEASED = "UPDATE tasks4j_joins SET released = 1 WHERE seq = ?";

  static final String SET_ENDED = "UPDATE tasks4j_joins SET ended = ?2 WHERE seq = ?1";

  static final String RELEASE =
      "UPDATE tasks4j_tasks SET state = ?2, due = ?3, rank = ?4, expires = ?5 WHERE seq = ?1";

  /** Ends a task that never ran. */
  static final String END =
      "UPDATE tasks4j_tasks SET state = ?2, finished = ?3, error = ?4 WHERE seq = ?1";

  /** Ends a ready task that nobody needs any more. */
  static final String END_USELESS =
      """
      UPDATE tasks4j_tasks SET state = 4, finished = ?2, error = ?3 WHERE seq = ?1
      RETURNING id, links\
      """;

  /** Ended because of a parent, it waits again. */
  static final String REVIVE =
      "UPDATE tasks4j_tasks SET state = -1, finished = NULL, error = NULL WHERE seq = ?";

  /** Put back, it waits for its parents as before, but without an expiry. */
  static final String WAIT_AGAIN =
      """
      UPDATE tasks4j_tasks SET state = -1, expires = NULL, finished = NULL, error = NULL
      WHERE seq = ?\
      """;

  static final String FORGET_EXPIRY =
      "UPDATE tasks4j_joins SET expires_after = NULL, ended = 0 WHERE seq = ?";

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
