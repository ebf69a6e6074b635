package io.tasks4j.tck.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * A {@code redis-server} of this machine, on a free port of the loopback interface, with a data
 * folder of its own; for a test that stops, freezes or fills it. Not thread-safe.
 *
 * <p>It keeps nothing on disk unless options say so. {@link SharedRedis} is for tests that only
 * need one.
 */
public final class RedisServer implements AutoCloseable {
  private static final long START_NANOS = TimeUnit.SECONDS.toNanos(20);
  private static final long STOP_SECONDS = 10;

  private final Path folder;
  private final boolean ownsFolder;
  private final int port;
  private final List<String> command;
  private Process process;

  private RedisServer(Path folder, boolean ownsFolder, List<String> file, List<String> options)
      throws IOException {
    this.folder = folder;
    this.ownsFolder = ownsFolder;
    this.port = freePort();
    this.command = new ArrayList<>(List.of("redis-server"));
    command.addAll(file);
    command.addAll(List.of("--port", "" + port, "--bind", "127.0.0.1"));
    command.addAll(List.of("--dir", folder.toString(), "--daemonize", "no"));
    command.addAll(options);
    this.process = run();
  }

  /** Starts one with options such as {@code --appendonly yes}, each word by itself. */
  public static RedisServer start(String... options) {
    try {
      return start(Files.createTempDirectory("tasks4j-redis"), true, options);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts one that keeps data and log in a folder of the caller. */
  public static RedisServer startIn(Path folder, String... options) {
    return start(folder, false, options);
  }

  private static RedisServer start(Path folder, boolean ownsFolder, String... options) {
    List<String> all = new ArrayList<>(List.of("--save", ""));
    all.addAll(List.of(options));
    try {
      return new RedisServer(folder, ownsFolder, List.of(), all);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts a Sentinel for a master named {@code mymaster}, with more lines of settings. */
  public static RedisServer startSentinel(int masterPort, String... settings) {
    String monitor = "sentinel monitor mymaster 127.0.0.1 " + masterPort + " 1\n";
    try {
      Path folder = Files.createTempDirectory("tasks4j-sentinel");
      // It writes what it learns into this file.
      Path file =
          Files.writeString(
              folder.resolve("sentinel.conf"), monitor + String.join("\n", settings) + "\n");
      return new RedisServer(folder, true, List.of(file.toString()), List.of("--sentinel"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int port() {
    return port;
  }

  public long pid() {
    return process.pid();
  }

  /** The address of its database 0. */
  public String uri() {
    return "redis://127.0.0.1:" + port;
  }

  /** Starts it again, on the same port and folder, and waits until it answers. */
  public void launch() {
    try {
      process = run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What it writes of itself, through all its starts. */
  public Path log() {
    return folder.resolve("redis.log");
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Ends it as a crash does. */
  public void kill() {
    process.destroyForcibly();
    await();
  }

  /** Lets it end in good order. */
  public void stop() {
    process.destroy();
    await();
  }

  /** Sends it a signal by name, such as STOP and CONT. */
  public void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, "" + pid()).start().waitFor();
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      kill();
    }
    if (ownsFolder) {
      delete();
    }
  }

  /** A free port, below those of which the one that is 10,000 above, a cluster node's, is none. */
  public static int freePort() throws IOException {
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

  private Process run() throws IOException {
    Path log = log();
    Process started;
    try {
      started =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
    } catch (IOException e) {
      throw new IOException(
          "a Redis is needed: set TASKS_TEST_REDIS_URI where one will do that others use, or"
              + " install redis-server 6.2 or later (Debian, Ubuntu: apt-get install redis-server)",
          e);
    }
    long start = System.nanoTime();
    while (!answers()) {
      if (!started.isAlive() || System.nanoTime() - start > START_NANOS) {
        started.destroyForcibly().onExit().join();
        throw new IOException("redis-server did not start: " + Files.readString(log));
      }
      LockSupport.parkNanos(20_000_000);
    }
    return started;
  }

  /** Whether it is at work; one that wants a password first is. */
  private boolean answers() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(1_000);
      socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
      byte[] answer = socket.getInputStream().readNBytes(5);
      String word = new String(answer, StandardCharsets.US_ASCII);
      return word.equals("+PONG") || word.equals("-NOAU");
    } catch (IOException e) {
      return false;
    }
  }

  private void await() {
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }

  private void delete() {
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
