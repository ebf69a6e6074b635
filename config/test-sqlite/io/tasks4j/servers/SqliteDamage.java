package io.tasks4j.servers;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tasks4j.TaskId;
import io.tasks4j.tck.Hostile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.SplittableRandom;

/** Damages one column of a task or a schedule, as another program that writes the file might. */
public final class SqliteDamage {
  private static final String[] NUMBERS = {
    "state",
    "rank",
    "due",
    "lease",
    "token",
    "failures",
    "losses",
    "cancel_requested",
    "expires",
    "unknown_since",
    "enqueued",
    "started",
    "finished",
    "priority",
    "unique_scope",
    "unique_until",
    "progress_done",
    "progress_total",
    "joined"
  };
  private static final String[] TEXTS = {
    "queue", "name", "worker", "unique_key", "progress_note", "result_type"
  };
  private static final String[] BYTES = {
    "id", "links", "envelope", "envelope", "envelope", "error", "result"
  };

  private static final String[] JOIN_NUMBERS = {
    "parents",
    "least",
    "most",
    "patient",
    "gate",
    "arrived",
    "told",
    "failures",
    "released",
    "ended",
    "due_after",
    "expires_after"
  };
  private static final String[] ARRIVAL_COLUMNS = {
    "slot", "parent", "name", "state", "place", "error", "result_type", "result"
  };

  private SqliteDamage() {}

  /** Changes a column; says which and to what. */
  public static String damage(Path file, TaskId id, SplittableRandom random) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
      int kind = random.nextInt(5);
      if (kind > 2) {
        return joined(connection, kind == 3, id, random);
      }
      String column = pick(kind == 0 ? NUMBERS : kind == 1 ? TEXTS : BYTES, random);
      Object value =
          switch (kind) {
            case 0 -> Hostile.number(random);
            case 1 -> Hostile.text(random);
            default ->
                column.equals("envelope") && random.nextBoolean()
                    ? Hostile.like(envelope(connection, id), random)
                    : Hostile.bytes(random);
          };
      String sql = "UPDATE OR IGNORE tasks4j_tasks SET " + column + " = ? WHERE id = ?";
      try (PreparedStatement update = connection.prepareStatement(sql)) {
        update.setObject(1, value);
        update.setBytes(2, bytes(id));
        update.executeUpdate();
      }
      return column + " = " + (value instanceof byte[] b ? b.length + " bytes" : value);
    }
  }

  /** What the task waits for, or what has arrived there; nothing when it waits for none. */
  private static String joined(
      Connection connection, boolean joins, TaskId id, SplittableRandom random)
      throws SQLException {
    String column = pick(joins ? JOIN_NUMBERS : ARRIVAL_COLUMNS, random);
    Object value =
        switch (column) {
          case "parent", "error", "result" -> Hostile.bytes(random);
          case "name", "result_type" -> Hostile.text(random);
          default -> Hostile.number(random);
        };
    String table = joins ? "joins" : "arrivals";
    try (PreparedStatement update =
        connection.prepareStatement(
            "UPDATE OR IGNORE tasks4j_"
                + table
                + " SET "
                + column
                + " = ? WHERE seq = (SELECT seq FROM tasks4j_tasks WHERE id = ?)")) {
      update.setObject(1, value);
      update.setBytes(2, bytes(id));
      int changed = update.executeUpdate();
      return changed + " " + table + ": " + column + " = " + value;
    }
  }

  /** Changes a column of a schedule, or adds one of a name that none can have; says what. */
  public static String damageSchedule(Path file, String name, SplittableRandom random)
      throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
      return switch (random.nextInt(6)) {
        case 0 -> schedule(connection, name, "version = ?", Hostile.number(random));
        case 1 -> schedule(connection, name, "due = ?", Hostile.number(random));
        case 2 -> schedule(connection, name, "name = ?", Hostile.text(random));
        case 3 -> schedule(connection, name, "data = ?", Hostile.text(random));
        case 4 -> {
          String data = new String(Hostile.like(data(connection, name), random), UTF_8);
          yield schedule(connection, name, "data = ?", data);
        }
        default -> {
          String other = Hostile.text(random);
          try (PreparedStatement insert =
              connection.prepareStatement(
                  "INSERT OR REPLACE INTO tasks4j_schedules "
                      + "SELECT ?, version, 0, data FROM tasks4j_schedules WHERE name = ?")) {
            insert.setString(1, other);
            insert.setString(2, name);
            insert.executeUpdate();
          }
          yield "a schedule named '" + other + "'";
        }
      };
    }
  }

  /** Removes all rows but those of the library's own numbers. */
  public static void empty(Path file) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      for (String table :
          new String[] {"tasks", "joins", "arrivals", "paused", "schedules", "locks"}) {
        statement.executeUpdate("DELETE FROM tasks4j_" + table);
      }
    }
  }

  private static String schedule(Connection connection, String name, String change, Object value)
      throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "UPDATE OR IGNORE tasks4j_schedules SET " + change + " WHERE name = ?")) {
      update.setObject(1, value);
      update.setString(2, name);
      update.executeUpdate();
    }
    return change.replace("?", value.toString());
  }

  private static String data(Connection connection, String name) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement("SELECT data FROM tasks4j_schedules WHERE name = ?")) {
      query.setString(1, name);
      try (ResultSet row = query.executeQuery()) {
        return row.next() ? row.getString(1) : "{}";
      }
    }
  }

  private static String envelope(Connection connection, TaskId id) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement("SELECT envelope FROM tasks4j_tasks WHERE id = ?")) {
      query.setBytes(1, bytes(id));
      try (ResultSet row = query.executeQuery()) {
        return row.next() ? new String(row.getBytes(1), UTF_8) : "{}";
      }
    }
  }

  private static byte[] bytes(TaskId id) {
    return ByteBuffer.allocate(16)
        .putLong(id.value().getMostSignificantBits())
        .putLong(id.value().getLeastSignificantBits())
        .array();
  }

  private static String pick(String[] from, SplittableRandom random) {
    return from[random.nextInt(from.length)];
  }
}
