package io.tasks4j.dashboard;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The Redis of {@code TASKS_TEST_REDIS_URI}, else a {@code redis-server} of this machine. */
record RedisProcess(String uri, Runnable stop) implements AutoCloseable {
  static RedisProcess start(Path folder) throws IOException {
    String given = System.getenv("TASKS_TEST_REDIS_URI");
    if (given != null && !given.isBlank()) {
      return new RedisProcess(given, () -> {});
    }
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    Process process =
        new ProcessBuilder(
                "redis-server",
                "--port",
                "" + port,
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--dir",
                folder.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("redis.log").toFile())
            .start();
    long start = System.nanoTime();
    while (!listens(port)) {
      if (!process.isAlive() || System.nanoTime() - start > TimeUnit.SECONDS.toNanos(20)) {
        process.destroyForcibly();
        throw new IOException("redis-server did not start; see " + folder);
      }
      LockSupport.parkNanos(20_000_000);
    }
    return new RedisProcess("redis://127.0.0.1:" + port, process::destroyForcibly);
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
    stop.run();
  }
}
