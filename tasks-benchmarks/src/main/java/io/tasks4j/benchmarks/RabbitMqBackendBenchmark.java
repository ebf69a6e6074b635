package io.tasks4j.benchmarks;

import io.tasks4j.TaskId;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.ClaimRequest;
import io.tasks4j.backend.Exchange;
import io.tasks4j.backend.Exchanged;
import io.tasks4j.backend.Outcome;
import io.tasks4j.backend.Settlement;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.backend.TaskBackends;
import io.tasks4j.message.Payload;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.servers.RabbitServer;
import io.tasks4j.tck.faults.RedisServer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The RabbitMQ backend beside {@link RawRabbitMq} on the same broker, in turns: publishing in
 * batches, and consuming with a prefetch of one batch. Also what each store costs without a broker.
 *
 * <p>Arguments: tasks per measurement (default 20000), size of batches (default 100), rounds
 * (default 5), stores (default all, separated by commas). Starts a broker and a Redis of its own;
 * {@code TASKS_TEST_RABBITMQ_URI} names another broker.
 */
public final class RabbitMqBackendBenchmark {
  private static final byte[] PAYLOAD =
      String.format(Locale.ROOT, "{\"text\":\"%s\"}", "x".repeat(187))
          .getBytes(StandardCharsets.UTF_8);
  private static final List<String> STORES = List.of("sqlite", "memory", "redis");
  private static final Duration LEASE = Duration.ofSeconds(30);

  private final int tasks;
  private final int batch;

  private RabbitMqBackendBenchmark(int tasks, int batch) {
    this.tasks = tasks;
    this.batch = batch;
  }

  /** Tasks per second. */
  private record Rates(double in, double out) {}

  public static void main(String[] args) throws Exception {
    int tasks = args.length > 0 ? Integer.parseInt(args[0]) : 20_000;
    int batch = args.length > 1 ? Integer.parseInt(args[1]) : 100;
    int rounds = args.length > 2 ? Integer.parseInt(args[2]) : 5;
    List<String> stores = args.length > 3 ? List.of(args[3].split(",", -1)) : STORES;
    RabbitMqBackendBenchmark benchmark = new RabbitMqBackendBenchmark(tasks, batch);
    String given = System.getenv("TASKS_TEST_RABBITMQ_URI");
    if (given != null) {
      benchmark.run(given, stores, rounds);
      return;
    }
    try (RabbitServer own = RabbitServer.start()) {
      benchmark.run(own.uri(), stores, rounds);
    }
  }

  private void run(String uri, List<String> stores, int rounds) throws Exception {
    try (RedisServer redis = RedisServer.start("--appendonly", "yes")) {
      Sample.inFolder(
          folder -> {
            for (String store : stores) {
              run(uri, store, rounds, folder, "redis://127.0.0.1:" + redis.port());
            }
          });
    }
  }

  private void run(String uri, String store, int rounds, Path folder, String redis)
      throws Exception {
    List<Rates> raw = new ArrayList<>();
    List<Rates> ours = new ArrayList<>();
    List<Rates> alone = new ArrayList<>();
    for (int round = 0; round <= rounds; round++) {
      String name = store + "-" + round + "-" + UUID.randomUUID().toString().substring(0, 8);
      String address =
          switch (store) {
            case "sqlite" -> "sqlite:" + folder.resolve(name + ".db");
            case "memory" -> "memory:";
            default -> redis + "?namespace=" + name;
          };
      String alonePath = address.replace(name, name + "-alone");
      Rates first = raw(uri, name);
      Rates second =
          ours(
              uri
                  + "?queueName="
                  + name
                  + ".%7Bqueue%7D&store="
                  + URLEncoder.encode(address, StandardCharsets.UTF_8));
      Rates third = ours(alonePath);
      // The first round is to warm up.
      if (round > 0) {
        raw.add(first);
        ours.add(second);
        alone.add(third);
      }
    }
    System.out.printf(
        Locale.ROOT,
        "%n%s, %d tasks, batches of %d, %d rounds: median, and lowest and highest ratio%n",
        store,
        tasks,
        batch,
        rounds);
    print("raw amqp-client loop", raw, raw);
    print("tasks4j, store=" + store, ours, raw);
    print("the store alone", alone, raw);
  }

  private static void print(String what, List<Rates> rates, List<Rates> raw) {
    System.out.printf(Locale.ROOT, "%-28s", what);
    print("in", rates, raw, Rates::in);
    print("out", rates, raw, Rates::out);
    System.out.println();
  }

  private static void print(
      String what, List<Rates> rates, List<Rates> raw, ToDoubleFunction<Rates> rate) {
    double[] ratios =
        IntStream.range(0, rates.size())
            .mapToDouble(i -> rate.applyAsDouble(rates.get(i)) / rate.applyAsDouble(raw.get(i)))
            .sorted()
            .toArray();
    double[] sorted = rates.stream().mapToDouble(rate).sorted().toArray();
    System.out.printf(
        Locale.ROOT,
        "  %s %,8.0f/s %.2f (%.2f to %.2f)",
        what,
        sorted[sorted.length / 2],
        ratios[ratios.length / 2],
        ratios[0],
        ratios[ratios.length - 1]);
  }

  private Rates raw(String uri, String queue) throws Exception {
    try (RawRabbitMq raw = new RawRabbitMq(uri, queue)) {
      List<byte[]> payloads = Stream.generate(() -> PAYLOAD).limit(batch).toList();
      long start = System.nanoTime();
      for (int i = 0; i < tasks; i += batch) {
        raw.publish(payloads);
      }
      long middle = System.nanoTime();
      raw.consume(tasks, batch);
      return rates(start, middle);
    }
  }

  private Rates ours(String address) {
    try (TaskBackend backend = TaskBackends.open(address)) {
      long start = System.nanoTime();
      for (int i = 0; i < tasks; i += batch) {
        backend.enqueue(Stream.generate(this::message).limit(batch).toList());
      }
      long middle = System.nanoTime();
      ClaimRequest request = ClaimRequest.of("bench", "default", LEASE).max(batch);
      List<Claim> claims = backend.claim(request.maxWait(LEASE)).claims();
      int done = 0;
      while (done < tasks) {
        Exchange ended =
            Exchange.of(
                claims.stream()
                    .map(c -> Settlement.of(c, new Outcome.Success(Optional.empty())))
                    .toList());
        Exchanged both = backend.exchange(ended.claim(request));
        done += (int) both.applied().stream().filter(applied -> applied).count();
        claims = both.claims().claims();
      }
      return rates(start, middle);
    }
  }

  private TaskMessage message() {
    return TaskMessage.builder(
            TaskId.next(), "bench", Payload.of(PAYLOAD, Payload.JSON), Instant.EPOCH)
        .build();
  }

  private Rates rates(long start, long middle) {
    long end = System.nanoTime();
    return new Rates(tasks * 1e9 / (middle - start), tasks * 1e9 / (end - middle));
  }
}
