package io.tasks4j.sqlite;

/** The statements about schedules. */
final class ScheduleSql {
  static final String SCHEDULES_DUE =
      """
      SELECT name, version, due, data FROM tasks4j_schedules
      WHERE due IS NOT NULL AND due <= ?1 ORDER BY due, name LIMIT ?2\
      """;

  static final String SCHEDULE =
      "SELECT name, version, due, data FROM tasks4j_schedules WHERE name = ?";

  static final String SCHEDULES_AFTER =
      """
      SELECT name, version, due, data FROM tasks4j_schedules
      WHERE name > ?1 ORDER BY name LIMIT ?2\
      """;

  /** One that is there with version 0, which only something else can write, can be replaced. */
  static final String ADD_SCHEDULE =
      """
      INSERT INTO tasks4j_schedules (name, version, due, data) VALUES (?1, ?2, ?3, ?4)
      ON CONFLICT (name) DO UPDATE SET version = ?2, due = ?3, data = ?4 WHERE version = 0\
      """;

  static final String CHANGE_SCHEDULE =
      """
      UPDATE tasks4j_schedules SET version = ?2, due = ?3, data = ?4
      WHERE name = ?1 AND version = ?5\
      """;

  static final String REMOVE_SCHEDULE =
      "DELETE FROM tasks4j_schedules WHERE name = ? AND version = ?";

  private ScheduleSql() {}
}
