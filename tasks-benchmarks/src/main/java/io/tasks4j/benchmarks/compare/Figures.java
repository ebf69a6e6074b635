package io.tasks4j.benchmarks.compare;

import io.tasks4j.benchmarks.compare.Program.Contender;
import io.tasks4j.benchmarks.compare.Program.Main;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The figures of docs/performance.md that do not need other libraries, from programs that are short
 * enough for ten rounds of two builds. Stores of contenders are started when they are first needed.
 */
final class Figures implements AutoCloseable {
  private static final String NUMBER = "([\\d.,]+)";

  @FunctionalInterface
  private interface Opening {
    Store open() throws IOException;
  }

  /** A store that both builds use, in turns. */
  private static final class Shared {
    private final Opening opening;
    private Optional<Store> store = Optional.empty();

    Shared(Opening opening) {
      this.opening = opening;
    }

    String fresh() throws Exception {
      if (store.isEmpty()) {
        store = Optional.of(opening.open());
      }
      return store.get().fresh();
    }

    void close() throws IOException {
      if (store.isPresent()) {
        store.get().close();
      }
    }
  }

  private final Shared files = new Shared(Store.Sqlite::new);
  private final Shared redis = new Shared(Store.Redis::new);
  private final Shared broker = new Shared(RabbitMqStore::new);
  private final List<Figure> all = new ArrayList<>();

  Figures() {
    sqlite();
    redis();
    drains();
    contenders();
    rabbitMq();
    groups();
    grown();
    core();
  }

  List<Figure> all() {
    return List.copyOf(all);
  }

  private void sqlite() {
    Main program = Main.of("SqliteBackendBenchmark", "4000");
    rate("enqueue-1-sqlite", program, table("enqueue one by one, 1 thread"));
    rate("enqueue-8-sqlite", program, table("enqueue one by one, 8 threads"));
    rate("batch-sqlite", program, table("enqueue by the hundred, 1 thread"));
    rate("claim-settle-sqlite", program, table("claim \\+ settle in tens, 1 thread"));
  }

  private void redis() {
    Main program = Main.of("RedisBackendBenchmark", "4000", "21000");
    rate("enqueue-1-redis", program, table("enqueue one by one"));
    rate("batch-redis", program, table("enqueue by the hundred"));
    rate("claim-settle-redis", program, table("settle and claim in tens"));
    cost("bytes-redis", program, "memory of a waiting task .*: " + NUMBER + " bytes");
  }

  private void drains() {
    for (String store : List.of("sqlite", "redis")) {
      Main program = Main.of("Drain", store, "12000", "3");
      rate("drain-" + store, program, "worker, concurrency 10 +" + NUMBER + " /s");
      rate("drain-spi-" + store, program, "SPI, tens +" + NUMBER + " /s");
    }
  }

  private void contenders() {
    contender("memory", 60_000, () -> "memory:", a -> a, true);
    contender("sqlite", 4_000, files::fresh, "sqlite:"::concat, false);
    contender("redis", 4_000, redis::fresh, a -> a, false);
    contender("rabbitmq-sqlite", 8_000, broker::fresh, a -> a, true);
    contender(
        "rabbitmq-memory",
        8_000,
        broker::fresh,
        a -> a.replaceAll("store=.*", "store=memory:"),
        true);
  }

  private void contender(
      String name,
      int tasks,
      Contender.Opened store,
      UnaryOperator<String> address,
      boolean drains) {
    Contender program = new Contender(name, tasks, store, address);
    if (drains) {
      rate("drain-" + name, program, "drain " + NUMBER);
    }
    cost("pick-up-" + name, program, "pick-up " + NUMBER);
  }

  private void rabbitMq() {
    Main program = Main.of("RabbitMqBackendBenchmark", "4000", "100", "2");
    for (String store : List.of("sqlite", "memory", "redis")) {
      String line = "tasks4j, (?:store|metadata)=" + store + " +in +";
      rate("publish-rabbitmq-" + store, program, line + NUMBER + "/s");
      rate("consume-rabbitmq-" + store, program, line + ".*? out +" + NUMBER + "/s");
    }
  }

  private void groups() {
    // As many as take some tenths of a second, since it prints whole milliseconds.
    group("sqlite", "6000");
    group("memory", "20000");
    group("redis", "4000");
  }

  private void group(String store, String members) {
    Main program = Main.of("GroupCost", store, members, "3");
    cost("group-" + store, program, "in a group " + NUMBER + " ms");
  }

  private void grown() {
    for (String store : List.of("sqlite", "memory", "redis")) {
      // In memory ten thousand are done before all is compiled.
      boolean quick = store.equals("memory");
      Main program = Main.of("Grown", store, quick ? "100000" : "10000");
      for (String kind : List.of("waiting", "in flight", "finished")) {
        String name = String.join("-", "beside", kind.replace(' ', '-'), store);
        String most = quick ? kind.equals("in flight") ? "20000" : "100000" : "10000";
        cost(name, program, kind + " +" + most + " +" + NUMBER);
      }
    }
  }

  private void core() {
    // By JMH itself, as the program that runs all takes minutes.
    Main program =
        new Main(
            "org.openjdk.jmh.Main",
            List.of(
                ("FlowBenchmark|PartsBenchmark.cron_next$ -f 1 -wi 3 -w 1 -i 3 -r 1"
                        + " -p concurrency=10 -prof gc")
                    .split(" ", -1)));
    for (String how : List.of("in_batches", "one_by_one")) {
      String line = "FlowBenchmark." + how + "%s +10 +avgt +3 +" + NUMBER;
      String name = "core-" + how.replace('_', '-');
      cost(name, program, line.formatted(""));
      cost("bytes-" + name, program, line.formatted(":gc.alloc.rate.norm"));
    }
    cost("core-cron", program, "PartsBenchmark.cron_next +\\S+ +avgt +3 +" + NUMBER);
  }

  private void rate(String name, Program program, String line) {
    all.add(Figure.rate(name, program, line));
  }

  private void cost(String name, Program program, String line) {
    all.add(Figure.cost(name, program, line));
  }

  /** The second column, which is ours; the first is a raw loop's. */
  private static String table(String row) {
    return row + " +[\\d.]+ +" + NUMBER;
  }

  @Override
  public void close() throws IOException {
    for (Shared store : List.of(files, redis, broker)) {
      store.close();
    }
  }
}
