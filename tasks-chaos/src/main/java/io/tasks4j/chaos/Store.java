package io.tasks4j.chaos;

import io.tasks4j.backend.BackendSettings;
import io.tasks4j.backend.BackendUri;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.rabbitmq.RabbitMqBackend;
import io.tasks4j.rabbitmq.RabbitMqConfig;
import io.tasks4j.redis.SteppedRedis;
import io.tasks4j.servers.RabbitServer;
import io.tasks4j.sqlite.SqliteBackend;
import io.tasks4j.sqlite.SqliteConfig;
import io.tasks4j.tck.faults.RedisServer;
import io.tasks4j.tck.faults.TcpProxy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisConnectionException;

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

  /** What its files are on, when that can be filled. */
  Optional<Disk> disk();

  @Override
  void close() throws IOException;

  /** A server and the link to it. */
  interface Server {
    TcpProxy link();

    void kill() throws InterruptedException;

    void start() throws IOException, InterruptedException;

    void signal(String name) throws IOException, InterruptedException;

    boolean isAlive();

    /** Whether it has written all that it said it had, after its disk was full. */
    boolean hasWritten();

    /** The last lines that it wrote of itself. */
    String log();
  }

  /** Opens an address by the clock of the store. */
  static TaskBackend open(String address, Clocks clocks) {
    BackendUri uri = BackendUri.parse(address);
    return switch (uri.scheme()) {
      case "sqlite" -> sqlite(uri.file(), uri, clocks);
      case "redis" -> SteppedRedis.open(uri, clocks::storeOffset);
      default -> Rabbit.open(uri, clocks);
    };
  }

  private static TaskBackend sqlite(Path file, BackendUri settings, Clocks clocks) {
    BackendSettings common = BackendSettings.from(settings).clock(clocks.ofStore());
    return SqliteBackend.open(file, SqliteConfig.defaults().settings(common));
  }

  /**
   * Makes one.
   *
   * @param folder for its files when there is no disk of its own
   */
  static Store of(String backend, Path folder, Optional<Disk> disk)
      throws IOException, InterruptedException {
    Path files = disk.map(Disk::folder).orElse(folder);
    return switch (backend) {
      case "sqlite" -> new Sqlite(files, disk);
      case "redis" -> new Redis(files, disk);
      case "rabbitmq" -> new Rabbit(files, disk);
      default ->
          throw new IllegalArgumentException(
              "sqlite, redis or rabbitmq, but not '" + backend + "'");
    };
  }

  /** The last lines of a file, or that there is none. */
  private static String tail(Path file) {
    try {
      List<String> lines = Files.readAllLines(file, StandardCharsets.ISO_8859_1);
      return String.join("\n", lines.subList(Math.max(0, lines.size() - 15), lines.size()));
    } catch (IOException e) {
      return "nothing to be read of " + file;
    }
  }

  /** Settings that keep everything, however often it is lost. */
  String KEEP_ALL = "maxDeliveries=1000&finishedCount=100000000&deadCount=100000000";

  /** A file. */
  record Sqlite(Path folder, Optional<Disk> disk) implements Store {
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
    private final Optional<Disk> disk;

    Redis(Path folder, Optional<Disk> disk) throws IOException {
      this.disk = disk;
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
              "yes",
              // Redis 7.0.15 was seen not to load the log that it had written anew between full
              // disks.
              "--auto-aof-rewrite-percentage",
              "0");
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
    public Optional<Disk> disk() {
      return disk;
    }

    @Override
    public TcpProxy link() {
      return link;
    }

    @Override
    public boolean isAlive() {
      return server.isAlive();
    }

    @Override
    public boolean hasWritten() {
      try (Jedis jedis = new Jedis(URI.create(server.uri()))) {
        return jedis.info("persistence").contains("aof_last_write_status:ok");
      } catch (JedisConnectionException e) {
        return false;
      }
    }

    @Override
    public String log() {
      return Store.tail(server.log());
    }

    @Override
    public void kill() {
      server.kill();
    }

    @Override
    public void start() throws IOException {
      try {
        server.launch();
      } catch (UncheckedIOException e) {
        throw new IOException(e.getMessage(), e);
      }
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
    private final Optional<Disk> disk;
    private final RabbitServer server;
    private final TcpProxy link;

    Rabbit(Path folder, Optional<Disk> disk) throws IOException {
      this.folder = folder;
      this.disk = disk;
      server = RabbitServer.startIn(Files.createTempDirectory(folder, "broker"), "");
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

    private static TaskBackend open(BackendUri uri, Clocks clocks) {
      BackendUri store = BackendUri.parse(uri.text("store").orElseThrow());
      RabbitMqConfig config =
          RabbitMqConfig.builder()
              .connectTimeout(uri.duration("connectTimeout", Duration.ZERO))
              .confirmTimeout(uri.duration("confirmTimeout", Duration.ZERO))
              .transitTimeout(uri.duration("transitTimeout", Duration.ZERO))
              .build();
      TaskBackend opened = sqlite(store.file(), uri, clocks);
      try {
        return RabbitMqBackend.open(uri.scheme() + ":" + uri.rest(), config, opened);
      } catch (RuntimeException e) {
        opened.close();
        throw e;
      }
    }

    private String address(int port) {
      return "amqp://guest:guest@127.0.0.1:"
          + port
          + "?store=sqlite:"
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
    public Optional<Disk> disk() {
      return disk;
    }

    @Override
    public TcpProxy link() {
      return link;
    }

    @Override
    public boolean isAlive() {
      return server.isAlive();
    }

    /** Its confirms come when it has written. */
    @Override
    public boolean hasWritten() {
      return true;
    }

    @Override
    public String log() {
      return Store.tail(server.log());
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
