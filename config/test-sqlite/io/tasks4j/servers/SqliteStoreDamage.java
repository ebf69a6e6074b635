package io.tasks4j.servers;

import io.tasks4j.tck.Hostile;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.SplittableRandom;

/** Damages what a SQLite file keeps beside its tasks, as another program that writes it might. */
public final class SqliteStoreDamage {
  private SqliteStoreDamage() {}

  /** Changes something; says what. */
  public static String damage(Path file, SplittableRandom random) throws SQLException {
    long number = Hostile.number(random);
    String text = Hostile.text(random);
    return switch (random.nextInt(7)) {
      case 0 -> run(file, "UPDATE tasks4j_meta SET value = ? WHERE name = 'token'", number);
      case 1 -> run(file, "INSERT OR REPLACE INTO tasks4j_meta VALUES ('lock-token', ?)", number);
      case 2 -> run(file, "DELETE FROM tasks4j_meta WHERE name = 'token'");
      case 3 -> run(file, "INSERT OR REPLACE INTO tasks4j_paused VALUES (?)", "q" + text);
      case 4 ->
          run(file, "INSERT OR REPLACE INTO tasks4j_locks VALUES (?, ?, ?)", text, number, number);
      case 5 ->
          run(
              file,
              "INSERT OR REPLACE INTO tasks4j_arrivals (seq, slot, parent, name, state)"
                  + " VALUES (?, ?, ?, ?, ?)",
              number,
              number,
              Hostile.bytes(random),
              text,
              number);
      default ->
          run(
              file,
              "INSERT OR REPLACE INTO tasks4j_joins (seq, parents, least, most, patient, gate)"
                  + " VALUES (?, ?, ?, ?, ?, ?)",
              number,
              number,
              number,
              number,
              number,
              number);
    };
  }

  private static String run(Path file, String sql, Object... values) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        PreparedStatement statement = connection.prepareStatement(sql)) {
      StringBuilder what = new StringBuilder(sql);
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
        what.append(' ').append(values[i] instanceof byte[] b ? b.length + " bytes" : values[i]);
      }
      statement.executeUpdate();
      return what.toString();
    }
  }
}
