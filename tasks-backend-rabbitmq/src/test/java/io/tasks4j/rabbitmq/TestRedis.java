package io.tasks4j.rabbitmq;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The Redis that keeps the state in some tests: that of {@code TASKS_TEST_REDIS_URI}, else a {@code
 * redis-server} of this machine, without persistence, ended with the JVM.
 */
final class TestRedis {
  private static String uri;

  private TestRedis() {}

  static synchronized String uri() {
    if (uri == null) {
      String given = System.getenv("TASKS_TEST_REDIS_URI");
      uri = given != null && !given.isBlank() ? given : start();
    }
    return uri;
  }

  private static String start() {
    try {
      int port;
      try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        port = socket.getLocalPort();
      }
      Process process =
          new ProcessBuilder(
                  "redis-server",
                  "--bind",
                  "127.0.0.1",
                  "--port",
                  "" + port,
                  "--save",
                  "",
                  "--daemonize",
                  "no")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
      long start = System.nanoTime();
      while (!listens(port)) {
        if (!process.isAlive() || System.nanoTime() - start > TimeUnit.SECONDS.toNanos(20)) {
          throw new IOException("redis-server did not start on port " + port);
        }
        LockSupport.parkNanos(20_000_000);
      }
      return "redis://127.0.0.1:" + port;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the tests need a Redis: set TASKS_TEST_REDIS_URI, or install redis-server", e);
    }
  }

  private static boolean listens(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
