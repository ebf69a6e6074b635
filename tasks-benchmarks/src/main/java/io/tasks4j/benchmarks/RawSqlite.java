package io.tasks4j.benchmarks;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * The least that a task table in SQLite needs, as a plain JDBC loop: what our own figures are
 * compared with. No retries, priorities, due times or results; one connection.
 */
public final class RawSqlite implements AutoCloseable {
  private final Connection connection;
  private final PreparedStatement insert;
  private final PreparedStatement claim;
  private final PreparedStatement complete;

  public RawSqlite(Path file, String synchronous) throws SQLException {
    connection = DriverManager.getConnection("jdbc:sqlite:" + file);
    try (Statement s = connection.createStatement()) {
      s.execute("PRAGMA journal_mode = WAL");
      s.execute("PRAGMA synchronous = " + synchronous);
      s.execute(
          """
          CREATE TABLE task (seq INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, queue TEXT NOT NULL,
            state INTEGER NOT NULL, lease INTEGER, payload BLOB NOT NULL)\
          """);
      s.execute("CREATE INDEX ready ON task (queue, seq) WHERE state = 0");
    }
    insert =
        connection.prepareStatement(
            "INSERT INTO task (id, queue, state, payload) VALUES (?, 'default', 0, ?)");
    claim =
        connection.prepareStatement(
            """
            UPDATE task SET state = 1, lease = ? WHERE seq IN
              (SELECT seq FROM task WHERE queue = 'default' AND state = 0 ORDER BY seq LIMIT ?)
            RETURNING id, payload\
            """);
    complete = connection.prepareStatement("UPDATE task SET state = 2 WHERE id = ? AND state = 1");
  }

  public void insertOne(byte[] payload) throws SQLException {
    bind(payload);
    insert.executeUpdate();
  }

  public void insertAll(List<byte[]> payloads) throws SQLException {
    connection.setAutoCommit(false);
    for (byte[] payload : payloads) {
      bind(payload);
      insert.executeUpdate();
    }
    connection.setAutoCommit(true);
  }

  public List<byte[]> claim(int max) throws SQLException {
    claim.setLong(1, 1);
    claim.setInt(2, max);
    List<byte[]> ids = new ArrayList<>();
    try (ResultSet rows = claim.executeQuery()) {
      while (rows.next()) {
        ids.add(rows.getBytes(1));
        byte[] payload = rows.getBytes(2);
        if (payload.length == 0) {
          throw new IllegalStateException("empty payload");
        }
      }
    }
    return ids;
  }

  public void complete(List<byte[]> ids) throws SQLException {
    connection.setAutoCommit(false);
    for (byte[] id : ids) {
      complete.setBytes(1, id);
      complete.executeUpdate();
    }
    connection.setAutoCommit(true);
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }

  private void bind(byte[] payload) throws SQLException {
    UUID id = UUID.randomUUID();
    insert.setBytes(
        1,
        ByteBuffer.allocate(16)
            .putLong(System.nanoTime()) // in order of time, as ours are
            .putLong(id.getLeastSignificantBits())
            .array());
    insert.setBytes(2, payload);
  }
}
