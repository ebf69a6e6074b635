package io.tasks4j.sqlite.file;

import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Statements of one connection, each prepared once. Not thread-safe. */
public final class PreparedStatements implements AutoCloseable {
  private final Connection connection;
  private final Map<String, PreparedStatement> prepared = new HashMap<>();

  /** Nothing is prepared yet; the connection stays the caller's to close. */
  public PreparedStatements(Connection connection) {
    this.connection = connection;
  }

  /** Runs a statement that gives no rows; says how many it changed. */
  public int update(String sql, @Nullable Object... values) throws SQLException {
    return bound(sql, values).executeUpdate();
  }

  /** Runs a statement of the schema: once, and whether or not SQLite gives rows for it. */
  public void define(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Runs a query; the caller closes the rows, before it runs the same query again. */
  public ResultSet query(String sql, @Nullable Object... values) throws SQLException {
    return bound(sql, values).executeQuery();
  }

  /** The first column of the first row, if there is one and it is not null. */
  public OptionalLong number(String sql, @Nullable Object... values) throws SQLException {
    try (ResultSet row = query(sql, values)) {
      if (!row.next()) {
        return OptionalLong.empty();
      }
      long value = row.getLong(1);
      return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(value);
    }
  }

  /** Whether a query gives any row. */
  public boolean exists(String sql, @Nullable Object... values) throws SQLException {
    try (ResultSet row = query(sql, values)) {
      return row.next();
    }
  }

  @Override
  public void close() throws SQLException {
    for (PreparedStatement statement : prepared.values()) {
      statement.close();
    }
    prepared.clear();
  }

  /** The 16 bytes of an id. */
  public static byte[] bytes(UUID id) {
    return ByteBuffer.allocate(16)
        .putLong(id.getMostSignificantBits())
        .putLong(id.getLeastSignificantBits())
        .array();
  }

  /** The UUID of 16 bytes; of a damaged id some other one, as a bad row must not stop a sweep. */
  public static UUID uuid(byte[] bytes) {
    if (bytes.length != 16) {
      return UUID.nameUUIDFromBytes(bytes);
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return new UUID(buffer.getLong(), buffer.getLong());
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
