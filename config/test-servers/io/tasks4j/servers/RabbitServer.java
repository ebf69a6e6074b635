package io.tasks4j.servers;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * A broker of this machine's {@code rabbitmq-server}, with a node name, ports and a folder of its
 * own, on the loopback interface alone. To be closed; its name server is a child too. Compiled into
 * the tests and measurements that need one.
 */
public final class RabbitServer implements AutoCloseable {
  private static final long START_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final Path folder;
  private final int port;
  private final int distributionPort;
  private final int namesPort;
  private final int tlsPort;
  private final Process names;
  private Process process;

  private RabbitServer(Path folder, String configuration) throws IOException {
    this.folder = folder;
    this.port = freePort();
    this.distributionPort = freePort();
    this.namesPort = freePort();
    Files.createFile(folder.resolve("plugins"));
    this.tlsPort = freePort();
    Files.writeString(
        folder.resolve("rabbitmq.conf"), configuration.replace("{tlsPort}", "" + tlsPort));
    // The broker would start one that outlives it.
    this.names =
        run(List.of(program("epmd"), "-address", "127.0.0.1", "-port", "" + namesPort), "epmd.txt");
  }

  public static RabbitServer start() {
    return start("");
  }

  /** Starts one with lines of {@code rabbitmq.conf}, in which {@code {tlsPort}} is a free port. */
  public static RabbitServer start(String configuration) {
    try {
      return startIn(Files.createTempDirectory("tasks4j-rabbitmq"), configuration);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same in an empty folder of the caller, which is removed with it. */
  public static RabbitServer startIn(Path folder, String configuration) throws IOException {
    RabbitServer server = new RabbitServer(folder, configuration);
    try {
      server.launch();
    } catch (IOException e) {
      server.close();
      throw e;
    }
    return server;
  }

  public String uri() {
    return "amqp://guest:guest@127.0.0.1:" + port;
  }

  public int port() {
    return port;
  }

  /** For TLS, when its configuration has a listener there. */
  public int tlsPort() {
    return tlsPort;
  }

  public long pid() {
    return process.pid();
  }

  /** All ports that it listens on, those of the name server and of other nodes included. */
  public List<Integer> ports() {
    return List.of(port, distributionPort, namesPort);
  }

  /** What it wrote last of itself: its log, or what it said of a start or an end. */
  public Path log() {
    Path log = folder.resolve("log").resolve(node() + ".log");
    return Stream.of(log, folder.resolve("server.txt"))
        .max(Comparator.comparingLong(file -> file.toFile().lastModified()))
        .orElseThrow();
  }

  /**
   * Starts it on its folder, again if need be, and waits until it answers. When it does not, it can
   * be tried again.
   */
  public void launch() throws IOException {
    process = run(List.of(server()), "server.txt");
    long start = System.nanoTime();
    while (!answers()) {
      if (!process.isAlive() || System.nanoTime() - start > START_NANOS) {
        String log = Files.readString(folder.resolve("server.txt"));
        kill();
        throw new IOException("rabbitmq-server did not start: " + log);
      }
    }
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  public void kill() {
    process.destroyForcibly();
    await(process);
  }

  public void stop() {
    process.destroy();
    await(process);
  }

  /** Runs the broker's own administration, and gives what it says. */
  public String control(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(sbin().resolve("rabbitmqctl").toString()));
    command.addAll(List.of("-q", "-n", node()));
    command.addAll(List.of(arguments));
    Path said = Files.createTempFile(folder, "control", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile());
    builder.environment().putAll(environment());
    int status = builder.start().waitFor();
    String text = Files.readString(said);
    if (status != 0) {
      throw new IOException(command + " ended with " + status + ": " + text);
    }
    return text;
  }

  @Override
  public void close() {
    if (process != null && process.isAlive()) {
      kill();
    }
    names.destroyForcibly();
    await(names);
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Process run(List<String> command, String output) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(output).toFile());
    builder.environment().putAll(environment());
    return builder.start();
  }

  private Map<String, String> environment() {
    return Map.ofEntries(
        Map.entry("HOME", folder.toString()),
        Map.entry("RABBITMQ_NODENAME", node()),
        Map.entry("RABBITMQ_NODE_IP_ADDRESS", "127.0.0.1"),
        Map.entry("RABBITMQ_NODE_PORT", "" + port),
        Map.entry("RABBITMQ_DIST_PORT", "" + distributionPort),
        Map.entry("RABBITMQ_MNESIA_BASE", folder.resolve("data").toString()),
        Map.entry("RABBITMQ_LOG_BASE", folder.resolve("log").toString()),
        Map.entry("RABBITMQ_ENABLED_PLUGINS_FILE", folder.resolve("plugins").toString()),
        Map.entry("RABBITMQ_CONFIG_FILE", folder.resolve("rabbitmq.conf").toString()),
        // Runs the broker in place of its script, so that signals reach it.
        Map.entry("RABBITMQ_ALLOW_INPUT", "true"),
        Map.entry(
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS",
            "-noinput +sbwt none +S 2:2 -kernel inet_dist_use_interface {127,0,0,1}"
                // How often it looks for what consumers have held too long: a minute by default.
                + " -rabbit channel_tick_interval 500"),
        Map.entry("RABBITMQ_CTL_ERL_ARGS", "-kernel inet_dist_use_interface {127,0,0,1}"),
        Map.entry("ERL_CRASH_DUMP", folder.resolve("erl_crash.dump").toString()),
        Map.entry("ERL_EPMD_PORT", "" + namesPort),
        Map.entry("ERL_EPMD_ADDRESS", "127.0.0.1"));
  }

  private String node() {
    return "tasks4j" + port + "@localhost";
  }

  private boolean answers() {
    ConnectionFactory factory = new ConnectionFactory();
    factory.setHost("127.0.0.1");
    factory.setPort(port);
    factory.setAutomaticRecoveryEnabled(false);
    try (Connection connection = factory.newConnection()) {
      return connection.isOpen();
    } catch (IOException | TimeoutException e) {
      LockSupport.parkNanos(100_000_000);
      return false;
    }
  }

  /** Not the one in the path, which on Debian changes the user. */
  private static String server() throws IOException {
    return sbin().resolve("rabbitmq-server").toString();
  }

  private static Path sbin() throws IOException {
    for (String candidate :
        List.of("/usr/lib/rabbitmq/bin", "/usr/local/sbin", "/opt/rabbitmq/sbin")) {
      if (Files.isExecutable(Path.of(candidate, "rabbitmq-server"))) {
        // By its real path: the scripts look for their neighbours beside them.
        return Path.of(candidate, "rabbitmq-server").toRealPath().getParent();
      }
    }
    throw new IOException(
        "this needs a RabbitMQ: set TASKS_TEST_RABBITMQ_URI, or install rabbitmq-server 3.10 or"
            + " later (Debian, Ubuntu: apt-get install rabbitmq-server)");
  }

  private static String program(String name) throws IOException {
    for (String folder : System.getenv("PATH").split(":", -1)) {
      if (Files.isExecutable(Path.of(folder, name))) {
        return Path.of(folder, name).toString();
      }
    }
    throw new IOException("no program " + name + "; it comes with rabbitmq-server");
  }

  private static void await(Process process) {
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }

  private static int freePort() throws IOException {
    for (int i = 0; i < 1_000; i++) {
      int port = ThreadLocalRandom.current().nextInt(20_000, 32_000);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        if (socket.isBound()) {
          return port;
        }
      } catch (BindException e) {
        // Taken: the next one.
      }
    }
    throw new IOException("no free port");
  }
}
