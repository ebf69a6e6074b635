package io.tasks4j.sqlite;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Every statement, by name. States are literals as listed in {@link RowState}: SQLite uses a
 * partial index only when it sees its condition in the text.
 */
final class TaskSql {
  // Meta

  /** Fencing tokens only grow, over all processes and for the life of the file. */
  static final String NEXT_TOKEN =
      """
      UPDATE tasks4j_meta SET value = value + 1
      WHERE name = 'token' AND value BETWEEN 0 AND (1 << 61) RETURNING value\
      """;

  /** When the last token is gone, or none that can be counted on from: something else did that. */
  static final String REPAIR_TOKEN =
      """
      INSERT OR REPLACE INTO tasks4j_meta (name, value) SELECT 'token', 1 + max(
        coalesce((SELECT max(token) FROM tasks4j_tasks WHERE token < (1 << 61)), 0),
        coalesce((SELECT max(version) FROM tasks4j_schedules WHERE version < (1 << 61)), 0), 0)
      RETURNING value\
      """;

  /** Changes nothing, but takes the write lock before a transaction of the application reads. */
  static final String TAKE_WRITE_LOCK =
      "UPDATE tasks4j_meta SET value = value WHERE name = 'token'";

  static final String RANK_STRICTLY = "UPDATE tasks4j_tasks SET rank = -priority WHERE state <= 2";
  static final String RANK_BY_AGE =
      "UPDATE tasks4j_tasks SET rank = due - priority * ? WHERE state <= 2";

  // Enqueue

  /** An id that is still kept stays as it is. */
  static final String INSERT =
      """
      INSERT INTO tasks4j_tasks (state, rank, due, expires, enqueued, id, queue, name, priority,
        unique_key, unique_scope, unique_until, joined, links, envelope)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (id) DO NOTHING\
      """;

  /** Rows in one statement. Bounds what SQLite holds twice, as a message may have a megabyte. */
  static final int MOST_ROWS = 16;

  /** Rank, queue, name and priority; id, links and envelope. Before them goes the time of all. */
  static final int PLAIN_COLUMNS = 7;

  /** Ready tasks without expiry and unique key, many at once; all or none of them. */
  static final List<String> INSERT_PLAIN = insertPlain("(0, ?1, ?1, ?, ?, ?, ?, ?, ?, ?)");

  /** The same, when rank, queue, name and priority are those of all: they are bound once. */
  static final List<String> INSERT_ALIKE = insertPlain("(0, ?1, ?1, ?2, ?3, ?4, ?5, ?, ?, ?)");

  /** Statements for 0 to {@link #MOST_ROWS} rows. */
  private static List<String> insertPlain(String row) {
    String insert =
        """
        INSERT INTO tasks4j_tasks (state, due, enqueued, rank, queue, name, priority, id, links,
          envelope)
        VALUES\
        """;
    return IntStream.rangeClosed(0, MOST_ROWS)
        .mapToObj(count -> insert + " " + String.join(", ", Collections.nCopies(count, row)))
        .toList();
  }

  static final String STATE = "SELECT state FROM tasks4j_tasks WHERE id = ?";

  /** Ids are a JSON array of hexadecimal text. Step 0 of ageing means strict priorities. */
  static final String START_NOW =
      """
      UPDATE tasks4j_tasks SET state = 0, due = enqueued,
        rank = CASE ?2 WHEN 0 THEN -priority ELSE enqueued - priority * ?2 END
      WHERE id IN (SELECT unhex(value) FROM json_each(?1))
        AND state IN (0, 1) AND token = 0 AND due > enqueued\
      """;

  static final String HAS_ID = "SELECT 1 FROM tasks4j_tasks WHERE id = ?";

  /** A task of scope 0 holds its key while it waits, one of scope 1 until it ends. */
  static final String LIVE_HOLDER =
      """
      SELECT id FROM tasks4j_tasks
      WHERE queue = ?1 AND unique_key = ?2 AND state <= 2 AND unique_scope <= 1
        AND (state <= 1 OR unique_scope = 1)
        AND (state = 2 OR expires IS NULL OR expires > ?3) AND id <> ?4
      ORDER BY seq LIMIT 1\
      """;

  static final String SUSPENDED_HOLDER =
      """
      SELECT id FROM tasks4j_tasks
      WHERE queue = ?1 AND unique_key = ?2 AND state = 7 AND unique_scope = 1 AND ?3 > 0
        AND id <> ?4
      LIMIT 1\
      """;

  static final String WITHIN_HOLDER =
      """
      SELECT id FROM tasks4j_tasks
      WHERE queue = ?1 AND unique_key = ?2 AND unique_scope = 2 AND unique_until > ?3 AND id <> ?4
      LIMIT 1\
      """;

  // Claim

  /** When the next lease lapses, the next task is due, the next expires: three index seeks. */
  static final String NEXT_TIMES =
      """
      SELECT
        (SELECT lease FROM tasks4j_tasks WHERE state = 2 ORDER BY lease LIMIT 1),
        (SELECT due FROM tasks4j_tasks WHERE state = 1 ORDER BY due LIMIT 1),
        (SELECT expires FROM tasks4j_tasks WHERE state <= 1 AND expires IS NOT NULL
         ORDER BY expires LIMIT 1)\
      """;

  static final String LAPSED =
      "SELECT "
          + TaskRow.COLUMNS
          + ", t.worker, t.envelope FROM tasks4j_tasks t"
          + " WHERE t.state = 2 AND t.lease <= ? ORDER BY t.lease LIMIT ?";

  static final String EXPIRE =
      """
      UPDATE tasks4j_tasks SET state = 4, finished = ?1
      WHERE seq IN (SELECT seq FROM tasks4j_tasks
        WHERE state <= 1 AND expires IS NOT NULL AND expires <= ?1 ORDER BY expires LIMIT ?2)
      RETURNING id, seq, links\
      """;

  /** All that is due becomes ready at once, so that the order among it is right. */
  static final String PROMOTE =
      """
      UPDATE tasks4j_tasks SET state = 0
      WHERE seq IN (SELECT seq FROM tasks4j_tasks WHERE state = 1 AND due <= ?1
        ORDER BY due LIMIT ?2)\
      """;

  /** Read row by row, and no further than needed. */
  static final String CANDIDATES =
      """
      SELECT seq, failures, losses, envelope, name, links
      FROM tasks4j_tasks
      WHERE state = 0 AND queue = ?1 AND (expires IS NULL OR expires > ?2)
        AND NOT EXISTS (SELECT 1 FROM tasks4j_paused WHERE queue = ?1)
      ORDER BY rank, seq\
      """;

  /** The same past tasks whose names (a JSON array) are at their limit, however many. */
  static final String CANDIDATES_BUT =
      """
      SELECT seq, failures, losses, envelope, name, links
      FROM tasks4j_tasks
      WHERE state = 0 AND queue = ?1 AND (expires IS NULL OR expires > ?2)
        AND NOT EXISTS (SELECT 1 FROM tasks4j_paused WHERE queue = ?1)
        AND name NOT IN (SELECT value FROM json_each(?3))
      ORDER BY rank, seq\
      """;

  static final String START =
      """
      UPDATE tasks4j_tasks SET state = 2, token = ?1, worker = ?2, started = ?3, lease = ?4,
        cancel_requested = 0, progress_done = NULL, progress_total = NULL, progress_note = NULL
      WHERE seq IN (SELECT value FROM json_each(?5))\
      """;

  static final String START_ONE =
      """
      UPDATE tasks4j_tasks SET state = 2, token = ?1, worker = ?2, started = ?3, lease = ?4,
        cancel_requested = 0, progress_done = NULL, progress_total = NULL, progress_note = NULL
      WHERE seq = ?5\
      """;

  /** For limits: everything that runs, from the index alone. */
  static final String RUNNING =
      "SELECT queue, name, COUNT(*) FROM tasks4j_tasks WHERE state = 2 GROUP BY queue, name";

  /** Whether a claim is worth a write transaction. */
  static final String HAS_READY =
      """
      SELECT 1 FROM tasks4j_tasks WHERE state = 0 AND queue = ?1
        AND NOT EXISTS (SELECT 1 FROM tasks4j_paused WHERE queue = ?1) LIMIT 1\
      """;

  // Renew and settle: each fenced by the token

  static final String RENEW =
      """
      UPDATE tasks4j_tasks SET lease = ?3
      WHERE id = ?1 AND token = ?2 AND state = 2 RETURNING cancel_requested, links\
      """;

  static final String RENEW_WITH_PROGRESS =
      """
      UPDATE tasks4j_tasks SET lease = ?3, progress_done = ?4, progress_total = ?5,
        progress_note = ?6
      WHERE id = ?1 AND token = ?2 AND state = 2 RETURNING cancel_requested, links\
      """;

  static final String PROGRESS =
      """
      UPDATE tasks4j_tasks SET progress_done = ?3, progress_total = ?4, progress_note = ?5
      WHERE id = ?1 AND token = ?2 AND state = 2\
      """;

  /** Of each row: id, token, type of the result and result, after the one time of all. */
  static final int SUCCESS_COLUMNS = 4;

  /** By the number of rows. */
  static final List<String> SUCCEED =
      IntStream.rangeClosed(0, MOST_ROWS).mapToObj(TaskSql::succeed).toList();

  private static String succeed(int count) {
    // The plus keeps SQLite from going through all tasks that run, rather than to those named.
    return """
    UPDATE tasks4j_tasks SET state = 3, finished = ?1, result_type = s.column3,
      result = s.column4, lease = NULL, unknown_since = NULL
    FROM (VALUES\
    """
        + String.join(", ", Collections.nCopies(count, "(?, ?, ?, ?)"))
        + ") AS s WHERE id = s.column1 AND token = s.column2 AND +state = 2 RETURNING id, token,"
        + " seq, links";
  }

  static final String CLAIMED =
      "SELECT "
          + TaskRow.COLUMNS
          + " FROM tasks4j_tasks t WHERE t.seq = ? AND t.token = ? AND t.state = 2";

  static final String HELD =
      "SELECT "
          + TaskRow.COLUMNS
          + " FROM tasks4j_tasks t WHERE t.id = ? AND t.token = ? AND t.state = 2";

  /**
   * Of a task that does not run, or runs no more. A task keeps its error unless there is another.
   */
  static final String STORE_STATE =
      """
      UPDATE tasks4j_tasks SET state = ?2, due = ?3, rank = ?4, failures = ?5, losses = ?6,
        cancel_requested = ?7, expires = ?8, unknown_since = ?9, finished = ?10, lease = NULL,
        error = CASE ?11 WHEN 1 THEN NULL ELSE COALESCE(?12, error) END
      WHERE seq = ?1\
      """;

  // Administration

  static final String ROW_COLUMNS =
      """
      seq, id, state, failures, losses, enqueued, due, expires, started, finished, worker,
      cancel_requested, progress_done, progress_total, progress_note, error, envelope\
      """;

  static final String FIND = "SELECT " + ROW_COLUMNS + " FROM tasks4j_tasks WHERE id = ?";

  /** Newest first, through the table; to be completed by a condition. */
  static final String LIST_COMMON =
      "SELECT "
          + ROW_COLUMNS
          + " FROM tasks4j_tasks WHERE (%s) AND seq < ?1 AND seq >= ?4 AND (?2 IS NULL OR queue ="
          + " ?2) AND (?3 IS NULL OR name = ?3) ORDER BY seq DESC";

  /** Newest first, by {@link #SEQS}; to be completed by those. */
  static final String LIST_RARE = String.format(Locale.ROOT, LIST_COMMON, "seq IN (%s)");

  /** Tasks that meet the condition of an index, which is to be filled in. */
  static final String SEQS = "SELECT seq FROM tasks4j_tasks WHERE %s";

  /** How many those are, looking no further than a limit. */
  static final String COUNT_SOME =
      "SELECT COUNT(*) FROM (SELECT 1 FROM tasks4j_tasks WHERE %s LIMIT ?)";

  static final String SEQ = "SELECT seq FROM tasks4j_tasks WHERE id = ?";

  static final String RESULT =
      """
      SELECT state, failures, losses, enqueued, finished, error, result_type, result
      FROM tasks4j_tasks WHERE id = ?\
      """;

  static final String REQUEST_CANCEL =
      "UPDATE tasks4j_tasks SET cancel_requested = 1 WHERE seq = ?";

  static final String UNIQUE_KEY =
      "SELECT queue, unique_key FROM tasks4j_tasks WHERE id = ? AND unique_key IS NOT NULL";

  static final String PURGE = "DELETE FROM tasks4j_tasks WHERE seq = ? AND state <> 2";

  static final String FORGET_RESULT =
      "DELETE FROM tasks4j_tasks WHERE id = ? AND state BETWEEN 3 AND 5";

  static final String PAUSE = "INSERT OR IGNORE INTO tasks4j_paused (queue) VALUES (?)";
  static final String RESUME = "DELETE FROM tasks4j_paused WHERE queue = ?";
  static final String PAUSED = "SELECT queue FROM tasks4j_paused";

  /** From the indexes alone. Waiting tasks with a failure or loss count once more, as RETRY. */
  static final String COUNTS =
      """
      SELECT queue, 'READY', COUNT(*) FROM tasks4j_tasks WHERE state = 0 GROUP BY queue
      UNION ALL
      SELECT queue, 'WAITING', COUNT(*) FROM tasks4j_tasks WHERE state = 1 GROUP BY queue
      UNION ALL
      SELECT queue, 'BLOCKED', COUNT(*) FROM tasks4j_tasks WHERE state = -1 GROUP BY queue
      UNION ALL
      SELECT queue, 'RETRY', COUNT(*) FROM tasks4j_tasks
        WHERE state <= 1 AND failures + losses > 0 GROUP BY queue
      UNION ALL
      SELECT queue, 'SUSPENDED', COUNT(*) FROM tasks4j_tasks WHERE state = 7 GROUP BY queue
      UNION ALL
      SELECT queue, 'RUNNING', COUNT(*) FROM tasks4j_tasks WHERE state = 2 GROUP BY queue
      UNION ALL
      SELECT queue, CASE state WHEN 3 THEN 'SUCCESS' ELSE 'CANCELLED' END, COUNT(*)
        FROM tasks4j_tasks WHERE state IN (3, 4) GROUP BY queue, state
      UNION ALL
      SELECT queue, 'FAILURE', COUNT(*) FROM tasks4j_tasks WHERE state = 5 GROUP BY queue\
      """;

  /** When the task fell due that is next of each priority, and waits longest: ten index seeks. */
  static final String OLDEST_NEXT =
      """
      WITH RECURSIVE ranks(rank) AS (VALUES (-9) UNION ALL SELECT rank + 1 FROM ranks WHERE rank < 0)
      SELECT MIN((SELECT due FROM tasks4j_tasks
        WHERE state = 0 AND queue = ?1 AND rank = ranks.rank ORDER BY seq LIMIT 1)) FROM ranks\
      """;

  /** The same by ageing, where there is but one task that is next. */
  static final String OLDEST_NEXT_BY_AGE =
      """
      SELECT due FROM tasks4j_tasks WHERE state = 0 AND queue = ?1 ORDER BY rank, seq LIMIT 1\
      """;

  /** What is due, but was not found to be by a claim so far, from the index alone. */
  static final String FALLEN_DUE =
      """
      SELECT queue, due FROM tasks4j_tasks WHERE state = 1 AND due <= ?1 ORDER BY due LIMIT ?2\
      """;

  // Retention, in chunks. A key that is held for a time keeps its task that long.

  static final String COUNT_FINISHED = "SELECT COUNT(*) FROM tasks4j_tasks WHERE state IN (3, 4)";
  static final String COUNT_DEAD = "SELECT COUNT(*) FROM tasks4j_tasks WHERE state = 5";

  static final String REMOVE_FINISHED =
      """
      DELETE FROM tasks4j_tasks WHERE seq IN (SELECT seq FROM tasks4j_tasks
        WHERE state IN (3, 4) AND finished < ?1 AND (unique_until IS NULL OR unique_until <= ?2)
        ORDER BY finished LIMIT ?3)\
      """;
  static final String REMOVE_DEAD =
      """
      DELETE FROM tasks4j_tasks WHERE seq IN (SELECT seq FROM tasks4j_tasks
        WHERE state = 5 AND finished < ?1 AND (unique_until IS NULL OR unique_until <= ?2)
        ORDER BY finished LIMIT ?3)\
      """;

  // The application's own connection

  static final String DATABASES = "PRAGMA database_list";
  static final String SAVEPOINT = "SAVEPOINT tasks4j_enqueue";
  static final String RELEASE = "RELEASE tasks4j_enqueue";
  static final String ROLLBACK_TO = "ROLLBACK TO tasks4j_enqueue";

  private TaskSql() {}
}
