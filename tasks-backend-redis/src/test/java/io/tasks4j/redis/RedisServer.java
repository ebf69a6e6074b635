package io.tasks4j.redis;

import io.tasks4j.backend.BackendUri;
import io.tasks4j.redis.client.RedisAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

/** A {@code redis-server} of this machine, started on a free port with a data folder of its own. */
final class RedisServer implements AutoCloseable {
  private static final long START_NANOS = TimeUnit.SECONDS.toNanos(20);

  private final Path folder;
  private final int port;
  private final List<String> options;
  private final String file;
  private Process process;

  private RedisServer(Path folder, int port, String file, List<String> options) {
    this.file = file;
    this.folder = folder;
    this.port = port;
    this.options = options;
  }

  static RedisServer start(String... options) {
    return startWith("", options);
  }

  /** With a file of settings, which a Sentinel needs and writes to. */
  static RedisServer start(Path file, String... options) {
    return startWith(file.toString(), options);
  }

  private static RedisServer startWith(String file, String... options) {
    try {
      Path folder = Files.createTempDirectory("tasks4j-redis");
      RedisServer server = new RedisServer(folder, freePort(), file, List.of(options));
      server.launch();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int port() {
    return port;
  }

  long pid() {
    return process.pid();
  }

  RedisAddress address() {
    return RedisAddress.from(BackendUri.parse(uri()));
  }

  String uri() {
    return "redis://127.0.0.1:" + port;
  }

  Jedis connect() {
    return new Jedis("127.0.0.1", port, 5_000);
  }

  /** Starts it again, on the same port and folder. */
  void launch() throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "--port",
                "" + port,
                "--bind",
                "127.0.0.1",
                "--dir",
                folder.toString(),
                "--daemonize",
                "no"));
    command.add(0, "redis-server");
    if (file.isEmpty()) {
      command.addAll(List.of("--save", ""));
    } else {
      command.add(1, file);
    }
    command.addAll(options);
    try {
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("log.txt").toFile())
              .start();
    } catch (IOException e) {
      throw new IOException(
          "the tests need a Redis: set TASKS_TEST_REDIS_URI, or install redis-server 6.2 or later"
              + " (Debian, Ubuntu: apt-get install redis-server)",
          e);
    }
    long start = System.nanoTime();
    while (!answers()) {
      if (!process.isAlive() || System.nanoTime() - start > START_NANOS) {
        String log = Files.readString(folder.resolve("log.txt"));
        stop();
        throw new IOException("redis-server did not start: " + log);
      }
    }
  }

  private boolean answers() {
    try (Jedis jedis = connect()) {
      return jedis.ping().equals("PONG");
    } catch (JedisException e) {
      // LOADING, or not there yet.
      LockSupport.parkNanos(20_000_000);
      return false;
    }
  }

  void kill() {
    process.destroyForcibly();
    await();
  }

  void stop() {
    process.destroy();
    await();
  }

  void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, "" + pid()).start().waitFor();
  }

  private void await() {
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      kill();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Below 50,000: a cluster node takes the port 10,000 above too. */
  static int freePort() throws IOException {
    for (int i = 0; i < 1_000; i++) {
      int port = ThreadLocalRandom.current().nextInt(20_000, 32_000);
      try (ServerSocket low = new ServerSocket(port);
          ServerSocket high = new ServerSocket(port + 10_000)) {
        if (low.isBound() && high.isBound()) {
          return port;
        }
      } catch (BindException e) {
        // Taken: the next one.
      }
    }
    throw new IOException("no free port");
  }
}
