package io.tasks4j.results.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Statements of one connection, each prepared once. Not thread-safe. */
final class Rows implements AutoCloseable {
  private final Connection connection;
  private final Map<String, PreparedStatement> prepared = new HashMap<>();

  Rows(Connection connection) {
    this.connection = connection;
  }

  /** Runs a statement that gives no rows; says how many it changed. */
  int update(String sql, @Nullable Object... values) throws SQLException {
    return bound(sql, values).executeUpdate();
  }

  /** Runs a query; the caller closes the rows, before it runs the same query again. */
  ResultSet query(String sql, @Nullable Object... values) throws SQLException {
    return bound(sql, values).executeQuery();
  }

  /** The first column of the first row. */
  long number(String sql, long otherwise, @Nullable Object... values) throws SQLException {
    try (ResultSet row = query(sql, values)) {
      if (!row.next()) {
        return otherwise;
      }
      long value = row.getLong(1);
      return row.wasNull() ? otherwise : value;
    }
  }

  /** Adds to a count. */
  void count(String name, long more) throws SQLException {
    if (more != 0) {
      update(Sql.COUNT_MORE, name, more);
    }
  }

  @Override
  public void close() throws SQLException {
    for (PreparedStatement statement : prepared.values()) {
      statement.close();
    }
    prepared.clear();
  }

  private PreparedStatement bound(String sql, @Nullable Object... values) throws SQLException {
    PreparedStatement statement = prepared.get(sql);
    if (statement == null) {
      statement = connection.prepareStatement(sql);
      prepared.put(sql, statement);
    }
    for (int i = 0; i < values.length; i++) {
      // Of these types the driver knows what to do: Long, Integer, String, byte[] and null.
      statement.setObject(i + 1, values[i]);
    }
    return statement;
  }
}
