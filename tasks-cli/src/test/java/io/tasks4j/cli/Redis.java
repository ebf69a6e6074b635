package io.tasks4j.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The Redis of {@code TASKS_TEST_REDIS_URI}, else a {@code redis-server} of this machine, on a free
 * port; ended by close.
 */
record Redis(String address, Process process) implements AutoCloseable {
  private static final long START_NANOS = TimeUnit.SECONDS.toNanos(20);

  static Redis start(Path folder) throws IOException {
    String given = System.getenv("TASKS_TEST_REDIS_URI");
    if (given != null && !given.isBlank()) {
      return new Redis(given, null);
    }
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    Process process;
    try {
      process =
          new ProcessBuilder(
                  "redis-server",
                  "--port",
                  "" + port,
                  "--bind",
                  "127.0.0.1",
                  "--save",
                  "",
                  "--dir",
                  folder.toString(),
                  "--maxmemory-policy",
                  "noeviction")
              .redirectErrorStream(true)
              .redirectOutput(Files.createTempFile(folder, "redis", ".log").toFile())
              .start();
    } catch (IOException e) {
      throw new IOException(
          "the tests need a Redis: set TASKS_TEST_REDIS_URI, or install redis-server", e);
    }
    long start = System.nanoTime();
    while (!listens(port)) {
      if (!process.isAlive() || System.nanoTime() - start > START_NANOS) {
        process.destroyForcibly();
        throw new IOException("redis-server did not start");
      }
      LockSupport.parkNanos(20_000_000);
    }
    return new Redis("redis://127.0.0.1:" + port, process);
  }

  /** An address under which nothing is stored yet. */
  String fresh() {
    char next = address.contains("?") ? '&' : '?';
    return address + next + "namespace=cli-" + UUID.randomUUID();
  }

  private static boolean listens(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() {
    if (process != null) {
      process.destroyForcibly();
    }
  }
}
