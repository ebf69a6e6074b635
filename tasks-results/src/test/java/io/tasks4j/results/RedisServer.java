package io.tasks4j.results;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisAccessControlException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * A real Redis for tests: that of {@code TASKS_TEST_REDIS_URI}, else a container, else a {@code
 * redis-server} of this machine.
 */
final class RedisServer implements AutoCloseable {
  private static final AtomicInteger NAMESPACES = new AtomicInteger();
  private static final long START_NANOS = TimeUnit.SECONDS.toNanos(20);

  private final String uri;
  private final AutoCloseable end;
  private final Optional<Process> process;

  private RedisServer(String uri, AutoCloseable end, Optional<Process> process) {
    this.uri = uri;
    this.end = end;
    this.process = process;
  }

  /** Whichever there is. */
  static RedisServer find() throws IOException {
    String given = System.getenv("TASKS_TEST_REDIS_URI");
    if (given != null && !given.isBlank()) {
      return new RedisServer(given, () -> {}, Optional.empty());
    }
    return dockerAnswers() ? container() : start();
  }

  /** One of this machine, for tests that stop it; with more options. */
  static RedisServer start(String... options) throws IOException {
    return start(freePort(), options);
  }

  static RedisServer start(int port, String... options) throws IOException {
    Path folder = Files.createTempDirectory("tasks4j-redis");
    List<String> command =
        Stream.concat(
                Stream.of(
                    ("redis-server --bind 127.0.0.1 --daemonize no --port "
                            + port
                            + " --dir "
                            + folder)
                        .split(" ")),
                Stream.concat(Stream.of("--save", ""), Stream.of(options)))
            .toList();
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("log.txt").toFile())
              .start();
    } catch (IOException e) {
      throw new IOException(
          "these tests need a Redis: set TASKS_TEST_REDIS_URI, or run Docker, or install"
              + " redis-server 6.2 or later (Debian, Ubuntu: apt-get install redis-server)",
          e);
    }
    RedisServer server =
        new RedisServer(
            "redis://127.0.0.1:" + port, () -> stop(process, folder), Optional.of(process));
    server.awaitAnswer(folder);
    return server;
  }

  String uri() {
    return uri;
  }

  /** An address with a namespace that no other test has. */
  String freshUri() {
    return withNamespace("test-" + ProcessHandle.current().pid() + "-" + NAMESPACES.addAndGet(1));
  }

  String withNamespace(String namespace) {
    return uri + "?namespace=" + namespace;
  }

  Jedis connect() {
    return new Jedis(java.net.URI.create(uri), 5_000);
  }

  /** Sends the process a signal, as {@code kill -NAME} does. */
  void signal(String name) throws Exception {
    new ProcessBuilder("kill", "-" + name, "" + process.orElseThrow().pid()).start().waitFor();
  }

  @Override
  public void close() throws Exception {
    end.close();
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private void awaitAnswer(Path folder) throws IOException {
    long start = System.nanoTime();
    while (true) {
      try (Jedis jedis = connect()) {
        jedis.ping();
        return;
      } catch (JedisAccessControlException e) {
        // It wants a password, so it is there.
        return;
      } catch (JedisException e) {
        if (!process.orElseThrow().isAlive() || System.nanoTime() - start > START_NANOS) {
          String log = Files.readString(folder.resolve("log.txt"));
          stop(process.orElseThrow(), folder);
          throw new IOException("redis-server did not start: " + log, e);
        }
        java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
      }
    }
  }

  private static void stop(Process process, Path folder) throws IOException {
    process.destroyForcibly().onExit().join();
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    }
  }

  private static boolean dockerAnswers() {
    try {
      return DockerClientFactory.instance().isDockerAvailable();
    } catch (RuntimeException e) {
      return false;
    }
  }

  @SuppressWarnings("resource") // Stopped by the server's close.
  private static RedisServer container() {
    GenericContainer<?> redis = new GenericContainer<>("redis:7.4-alpine").withExposedPorts(6379);
    redis.start();
    return new RedisServer(
        "redis://" + redis.getHost() + ":" + redis.getMappedPort(6379),
        redis::stop,
        Optional.empty());
  }
}
