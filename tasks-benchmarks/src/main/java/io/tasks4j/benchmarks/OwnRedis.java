package io.tasks4j.benchmarks;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

/** A {@code redis-server} of this machine for one measurement, with AOF every second. */
public final class OwnRedis implements AutoCloseable {
  private final Path folder;
  private final int port;
  private final Process process;

  public OwnRedis() throws IOException {
    folder = Files.createTempDirectory("tasks4j-bench");
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    process =
        new ProcessBuilder(
                "redis-server",
                "--port",
                "" + port,
                "--bind",
                "127.0.0.1",
                "--dir",
                folder.toString(),
                "--save",
                "",
                "--appendonly",
                "yes")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    for (int i = 0; !answers(); i++) {
      if (i > 500 || !process.isAlive()) {
        throw new IOException("redis-server did not start");
      }
      LockSupport.parkNanos(20_000_000);
    }
  }

  public int port() {
    return port;
  }

  private boolean answers() {
    try (Jedis jedis = new Jedis("127.0.0.1", port)) {
      return jedis.ping().equals("PONG");
    } catch (JedisException e) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    for (int i = 0; process.isAlive() && i < 500; i++) {
      LockSupport.parkNanos(20_000_000);
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
