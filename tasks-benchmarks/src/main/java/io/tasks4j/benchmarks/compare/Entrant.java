package io.tasks4j.benchmarks.compare;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A contender in a comparison.
 *
 * @param name as in the tables
 * @param address what it opens, of the store's address
 * @param share of the tasks that it is given; less than 1 for one that would take minutes
 * @param command its process
 * @param configured how it is configured, in words
 */
record Entrant(
    String name,
    UnaryOperator<String> address,
    double share,
    List<String> command,
    String configured) {

  private static final Path PEERS = Path.of(System.getProperty("tasks4j.peers", "target/peers"));

  /** Who can run here against a store, ourselves first. */
  static List<Entrant> of(String store) {
    List<Entrant> all = new ArrayList<>();
    switch (store) {
      case "sqlite" -> {
        all.add(own("Tasks4J", "sqlite:"::concat, Tasks4jContender.class, "defaults: WAL, NORMAL"));
        all.add(
            own(
                "raw JDBC",
                a -> a,
                RawSqliteContender.class,
                "one connection, WAL, NORMAL, in tens"));
        node(all, "plainjob", "plainjob 0.0.14, better-sqlite3, defaults (WAL, NORMAL)");
        peer(
            all,
            "db-scheduler",
            "DbSchedulerPeer",
            0.25,
            "16.7.1, WAL, NORMAL, LIMIT as paging clause, polling every 100 ms; immediate execution"
                + " for pick-up");
        peer(all, "jobrunr", "JobRunrPeer", 0.1, "8.3.1 OSS, WAL, NORMAL, poll interval 5 s");
      }
      case "redis" -> {
        all.add(own("Tasks4J", a -> a, Tasks4jContender.class, "defaults"));
        all.add(
            own(
                "raw scripts",
                a -> a,
                RawRedisContender.class,
                "one connection; pipelined; settle and claim in one script, in tens"));
        node(all, "bullmq", "BullMQ 6.7.0, defaults");
        peer(all, "jesque", "JesquePeer", 0.5, "2.2.0, a thread and connection per concurrency");
        peer(all, "redisson", "RedissonPeer", 0.25, "4.0.0, RExecutorService, defaults");
      }
      case "rabbitmq" -> {
        all.add(
            own(
                "Tasks4J",
                a -> a,
                Tasks4jContender.class,
                "defaults, state in SQLite (WAL, NORMAL)"));
        all.add(
            own(
                "state in memory",
                a -> a.replaceAll("store=.*", "store=memory:"),
                Tasks4jContender.class,
                "Tasks4J, defaults, state in memory"));
        all.add(
            own(
                "raw amqp-client",
                a -> a,
                RawRabbitMqContender.class,
                "persistent, confirms by call, one consumer, prefetch 100, no state kept"));
        peer(
            all,
            "spring-amqp",
            "SpringAmqpPeer",
            1,
            "4.0.0, queue with priorities as ours, persistent, simple confirms by call,"
                + " SimpleMessageListenerContainer with a prefetch of 100 for each consumer, no"
                + " state kept");
      }
      default -> throw new IllegalArgumentException("sqlite, redis or rabbitmq, but not " + store);
    }
    return all;
  }

  private static Entrant own(
      String name, UnaryOperator<String> address, Class<?> main, String configured) {
    return new Entrant(
        name, address, 1, java(System.getProperty("java.class.path"), main.getName()), configured);
  }

  private static void peer(
      List<Entrant> all, String name, String main, double share, String configured) {
    Path classes = PEERS.resolve(name);
    if (Files.isDirectory(classes)) {
      String libraries = read(PEERS.resolve(name + ".classpath"));
      String path = String.join(":", classes.toString(), contenderClasses(), libraries);
      all.add(new Entrant(name, a -> a, share, java(path, main), configured));
    }
  }

  private static void node(List<Entrant> all, String name, String configured) {
    Path script = PEERS.resolve("node").resolve(name + ".mjs");
    if (Files.exists(script)) {
      all.add(new Entrant(name, a -> a, 1, List.of("node", script.toString()), configured));
    }
  }

  /** The folder of {@link Contender} alone, not our libraries. */
  private static String contenderClasses() {
    return Path.of(Contender.class.getProtectionDomain().getCodeSource().getLocation().getPath())
        .toString();
  }

  private static List<String> java(String classPath, String main) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
        "-cp",
        classPath,
        main);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file).trim();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
