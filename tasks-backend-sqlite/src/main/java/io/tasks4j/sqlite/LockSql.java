package io.tasks4j.sqlite;

/** Statements on locks. A lock that has lapsed is as good as none. */
final class LockSql {
  static final String LAPSED = "DELETE FROM tasks4j_locks WHERE lapses <= ?1";

  static final String LAST_TOKEN = "SELECT max(token) FROM tasks4j_locks WHERE token < (1 << 61)";

  static final String TAKE =
      """
      INSERT INTO tasks4j_locks (name, token, lapses) VALUES (?1, ?2, ?3)
      ON CONFLICT (name) DO NOTHING\
      """;

  static final String RENEW =
      "UPDATE tasks4j_locks SET lapses = ?3 WHERE name = ?1 AND token = ?2 AND lapses > ?4";

  static final String RELEASE =
      "DELETE FROM tasks4j_locks WHERE name = ?1 AND token = ?2 AND lapses > ?3";

  private LockSql() {}
}
