package io.tasks4j.chaos;

import io.tasks4j.servers.RabbitServer;
import io.tasks4j.tck.RedisServer;
import io.tasks4j.tck.TcpProxy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Where the tasks of a run are, and what of it can be broken. */
interface Store extends AutoCloseable {
  /** The address for the processes of the run. */
  String address();

  /** The address for the director, past the link that faults cut. */
  String directAddress();

  /** How soon an accepted task takes its place in the order of claims, whatever breaks. */
  default Duration orderBound() {
    return Duration.ZERO;
  }

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
      case "rabbitmq" -> new Rabbit(folder);
      default ->
          throw new IllegalArgumentException(
              "sqlite, redis or rabbitmq, but not '" + backend + "'");
    };
  }

  /** Settings that keep everything, however often it is lost. */
  String KEEP_ALL = "maxDeliveries=1000&finishedCount=100000000&deadCount=100000000";

  /** A file. */
  record Sqlite(Path folder) implements Store {
    Path file() {
      return folder.resolve("tasks.db");
    }

    @Override
    public String address() {
      return "sqlite:" + file() + "?" + KEEP_ALL;
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
    private static final String SETTINGS = "?callTimeout=2s&" + KEEP_ALL;

    private final RedisServer server;
    private final TcpProxy link;

    Redis(Path folder) throws IOException {
      server =
          RedisServer.startIn(
              folder,
              "--appendonly",
              "yes",
              "--appendfsync",
              "everysec",
              "--no-appendfsync-on-rewrite",
              "no",
              "--aof-load-truncated",
              "yes");
      link = new TcpProxy(server.port());
    }

    String serverUri() {
      return server.uri();
    }

    @Override
    public String address() {
      return "redis://127.0.0.1:" + link.port() + SETTINGS;
    }

    @Override
    public String directAddress() {
      return server.uri() + SETTINGS;
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
    public void kill() {
      server.kill();
    }

    @Override
    public void start() {
      server.launch();
    }

    @Override
    public void signal(String name) throws IOException, InterruptedException {
      server.signal(name);
    }

    @Override
    public void close() throws IOException {
      link.close();
      server.close();
    }
  }

  /** A {@code rabbitmq-server} with a SQLite file beside it. */
  final class Rabbit implements Store, Server {
    private static final Duration TRANSIT = Duration.ofSeconds(5);

    private final Path folder;
    private final RabbitServer server;
    private final TcpProxy link;

    Rabbit(Path folder) throws IOException {
      this.folder = folder;
      server = RabbitServer.start();
      link = new TcpProxy(server.port());
    }

    @Override
    public String address() {
      return address(link.port());
    }

    @Override
    public String directAddress() {
      return address(server.port());
    }

    private String address(int port) {
      return "amqp://guest:guest@127.0.0.1:"
          + port
          + "?metadata=sqlite:"
          + folder.resolve("tasks.db")
          + "&connectTimeout=1s&confirmTimeout=2s&transitTimeout="
          + TRANSIT.toSeconds()
          + "s&"
          + KEEP_ALL;
    }

    /** A message that is lost, or comes back when a claim dies, is late by this at most. */
    @Override
    public Duration orderBound() {
      return TRANSIT.plusSeconds(1);
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
    public void kill() {
      server.kill();
    }

    @Override
    public void start() throws IOException {
      server.launch();
    }

    @Override
    public void signal(String name) throws IOException, InterruptedException {
      new ProcessBuilder("kill", "-" + name, "" + server.pid()).start().waitFor();
    }

    @Override
    public void close() throws IOException {
      link.close();
      server.close();
    }
  }
}
