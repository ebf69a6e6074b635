package io.tasks4j.benchmarks.compare;

import io.tasks4j.tck.faults.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import redis.clients.jedis.Jedis;

/** What contenders of one comparison store their tasks in. */
interface Store extends AutoCloseable {
  /** An address of an empty store; the one before is gone. */
  String fresh() throws Exception;

  /** Bytes in use, where all contenders keep their tasks in the same kind of place. */
  OptionalLong bytes() throws Exception;

  /** Nanoseconds of CPU that the server has used, if there is a server. */
  Optional<Double> cpu() throws Exception;

  @Override
  void close() throws IOException;

  /** Files in a folder, a new one for each turn. */
  final class Sqlite implements Store {
    private final Path folder = Files.createTempDirectory("tasks4j-compare");
    private int number;

    Sqlite() throws IOException {}

    private Path file() {
      return folder.resolve("tasks" + number + ".db");
    }

    @Override
    public String fresh() throws IOException {
      clear();
      number++;
      return file().toString();
    }

    @Override
    public OptionalLong bytes() throws SQLException {
      try (Connection c = DriverManager.getConnection("jdbc:sqlite:" + file());
          Statement s = c.createStatement();
          ResultSet row =
              s.executeQuery(
                  """
                  SELECT (page_count - freelist_count) * page_size
                  FROM pragma_page_count, pragma_freelist_count, pragma_page_size\
                  """)) {
        row.next();
        return OptionalLong.of(row.getLong(1));
      }
    }

    @Override
    public Optional<Double> cpu() {
      return Optional.empty();
    }

    private List<Path> files() throws IOException {
      try (Stream<Path> files = Files.list(folder)) {
        return files.toList();
      }
    }

    private void clear() throws IOException {
      for (Path path : files()) {
        Files.deleteIfExists(path);
      }
    }

    @Override
    public void close() throws IOException {
      clear();
      Files.delete(folder);
    }
  }

  /** A server of our own, emptied for each turn; AOF, written every second. */
  final class Redis implements Store {
    private final RedisServer server = RedisServer.start("--appendonly", "yes");

    Redis() throws IOException {}

    private Jedis jedis() {
      return new Jedis("127.0.0.1", server.port(), 60_000);
    }

    @Override
    public String fresh() {
      try (Jedis jedis = jedis()) {
        jedis.flushAll();
        jedis.scriptFlush();
      }
      return "redis://127.0.0.1:" + server.port();
    }

    @Override
    public OptionalLong bytes() {
      try (Jedis jedis = jedis()) {
        return OptionalLong.of((long) info(jedis.info("memory"), "used_memory:"));
      }
    }

    @Override
    public Optional<Double> cpu() {
      try (Jedis jedis = jedis()) {
        String cpu = jedis.info("cpu");
        return Optional.of(1e9 * (info(cpu, "used_cpu_sys:") + info(cpu, "used_cpu_user:")));
      }
    }

    private static double info(String text, String name) {
      return text.lines()
          .filter(line -> line.startsWith(name))
          .mapToDouble(line -> Double.parseDouble(line.substring(name.length()).trim()))
          .findFirst()
          .orElseThrow();
    }

    @Override
    public void close() throws IOException {
      server.close();
    }
  }
}
