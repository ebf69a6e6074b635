package io.tasks4j.chaos;

import io.tasks4j.tck.TcpProxy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Where the tasks of a run are, and what of it can be broken. */
interface Store extends AutoCloseable {
  /** The address for the processes of the run. */
  String address();

  /** The address for the director, past the link that faults cut. */
  String directAddress();

  /** The server, where there is one. */
  Optional<Server> server();

  @Override
  void close() throws IOException;

  /** A server and the link to it. */
  interface Server {
    TcpProxy link();

    void kill() throws InterruptedException;

    void start() throws IOException, InterruptedException;

    void signal(String name) throws IOException, InterruptedException;
  }

  static Store of(String backend, Path folder) throws IOException, InterruptedException {
    return switch (backend) {
      case "sqlite" -> new Sqlite(folder);
      case "redis" -> new Redis(folder);
      default -> throw new IllegalArgumentException("sqlite or redis, but not '" + backend + "'");
    };
  }

  /** Settings that keep everything, however often it is lost. */
  String KEEP_ALL = "maxDeliveries=1000&finishedCount=100000000&deadCount=100000000";

  /** A file. */
  record Sqlite(Path folder) implements Store {
    @Override
    public String address() {
      return "sqlite:" + folder.resolve("tasks.db") + "?" + KEEP_ALL;
    }

    @Override
    public String directAddress() {
      return address();
    }

    @Override
    public Optional<Server> server() {
      return Optional.empty();
    }

    @Override
    public void close() {}
  }

  /** A {@code redis-server} that writes each change to its log before it answers. */
  final class Redis implements Store, Server {
    private final Path folder;
    private final int port;
    private final TcpProxy link;
    private Process process;

    Redis(Path folder) throws IOException, InterruptedException {
      this.folder = folder;
      try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        port = free.getLocalPort();
      }
      process = launch();
      awaitReady();
      link = new TcpProxy(port);
    }

    @Override
    public String address() {
      return uri(link.port());
    }

    @Override
    public String directAddress() {
      return uri(port);
    }

    private static String uri(int port) {
      return "redis://127.0.0.1:" + port + "?callTimeout=2s&" + KEEP_ALL;
    }

    @Override
    public Optional<Server> server() {
      return Optional.of(this);
    }

    @Override
    public TcpProxy link() {
      return link;
    }

    @Override
    public void kill() throws InterruptedException {
      process.destroyForcibly();
      process.waitFor();
    }

    @Override
    public void start() throws IOException, InterruptedException {
      process = launch();
      awaitReady();
    }

    private Process launch() throws IOException {
      List<String> command =
          List.of(
              "redis-server",
              "--port",
              Integer.toString(port),
              "--bind",
              "127.0.0.1",
              "--dir",
              folder.toString(),
              "--save",
              "",
              "--appendonly",
              "yes",
              "--appendfsync",
              "everysec",
              "--no-appendfsync-on-rewrite",
              "no",
              "--aof-load-truncated",
              "yes");
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("redis.log").toFile()))
          .start();
    }

    @Override
    public void signal(String name) throws IOException, InterruptedException {
      Child.signal(process, name);
    }

    private void awaitReady() throws IOException, InterruptedException {
      for (int i = 0; !answers(); i++) {
        if (i > 1_000 || !process.isAlive()) {
          throw new IOException("redis-server does not answer; see " + folder);
        }
        Thread.sleep(20);
      }
    }

    private boolean answers() {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        socket.setSoTimeout(1_000);
        socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
        byte[] answer = socket.getInputStream().readNBytes(5);
        return new String(answer, StandardCharsets.US_ASCII).equals("+PONG");
      } catch (IOException e) {
        return false;
      }
    }

    @Override
    public void close() throws IOException {
      link.close();
      process.destroyForcibly();
    }
  }
}
