package io.tasks4j.benchmarks;

import io.tasks4j.TaskId;
import io.tasks4j.When;
import io.tasks4j.backend.BackendSettings;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.ClaimRequest;
import io.tasks4j.backend.Exchange;
import io.tasks4j.backend.Outcome;
import io.tasks4j.backend.Retention;
import io.tasks4j.backend.Settlement;
import io.tasks4j.message.Payload;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.redis.RedisBackend;
import io.tasks4j.redis.RedisConfig;
import io.tasks4j.tck.faults.RedisServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import redis.clients.jedis.Jedis;

/**
 * The Redis backend beside {@link RawRedis} in one run, the memory of a waiting task, and the cost
 * of a call while much else is stored.
 *
 * <p>Arguments: tasks per measurement (default 20000), and finished tasks for the costs (default
 * 200000).
 */
public final class RedisBackendBenchmark {
  /** As many wait when 20,000 of them are claimed, and some more one by one. */
  private static final int LEAST_FINISHED = 21_000;

  private static final byte[] PAYLOAD =
      String.format(Locale.ROOT, "{\"text\":\"%s\"}", "x".repeat(187))
          .getBytes(StandardCharsets.UTF_8);
  private static final Retention ALL =
      new Retention(Duration.ofDays(1), 10_000_000, Duration.ofDays(1), 10_000_000);

  private final RedisServer server;
  private final int tasks;

  private RedisBackendBenchmark(RedisServer server, int tasks) {
    this.server = server;
    this.tasks = tasks;
  }

  public static void main(String[] args) throws Exception {
    int tasks = args.length > 0 ? Integer.parseInt(args[0]) : 20_000;
    int finished = args.length > 1 ? Integer.parseInt(args[1]) : 200_000;
    if (finished < LEAST_FINISHED) {
      throw new IllegalArgumentException("finished tasks: at least " + LEAST_FINISHED);
    }
    try (RedisServer server = RedisServer.start("--appendonly", "yes")) {
      RedisBackendBenchmark benchmark = new RedisBackendBenchmark(server, tasks);
      benchmark.memory();
      benchmark.rates();
      benchmark.costs(finished);
    }
  }

  @FunctionalInterface
  private interface Measured {
    void run() throws Exception;
  }

  private RedisBackend open() {
    return RedisBackend.open(
        "redis://127.0.0.1:" + server.port(),
        RedisConfig.defaults().settings(BackendSettings.defaults().retention(ALL)));
  }

  private void flush() {
    try (Jedis jedis = new Jedis("127.0.0.1", server.port(), 60_000)) {
      jedis.flushAll();
    }
  }

  private long used() {
    try (Jedis jedis = new Jedis("127.0.0.1", server.port())) {
      return jedis
          .info("memory")
          .lines()
          .filter(line -> line.startsWith("used_memory:"))
          .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(':') + 1).trim()))
          .sum();
    }
  }

  private void memory() {
    flush();
    try (RedisBackend backend = open()) {
      backend.enqueue(List.of(message()));
      long before = used();
      int count = 100_000;
      for (int i = 0; i < count / 100; i++) {
        backend.enqueue(batch(100));
      }
      System.out.printf(
          Locale.ROOT,
          "memory of a waiting task with a payload of %d bytes: %d bytes%n",
          PAYLOAD.length,
          (used() - before) / count);
      drain(backend, 100);
      System.out.printf(
          Locale.ROOT,
          "memory of a finished task without result: %d bytes%n",
          (used() - before) / count);
    }
    flush();
  }

  private void rates() throws Exception {
    System.out.printf(
        Locale.ROOT,
        "Redis, appendfsync everysec, %d tasks, median of 3 rounds after a warm-up%n",
        tasks);
    System.out.printf(Locale.ROOT, "%-36s %12s %12s %8s%n", "", "raw /s", "Tasks4J /s", "ratio");
    List<double[]> rounds = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      double[] round = round();
      if (i > 0) {
        rounds.add(round);
      }
    }
    String[] names = {
      "enqueue one by one",
      "enqueue by the hundred",
      "settle and claim in tens",
      "settle and claim one by one",
    };
    for (int row = 0; row < names.length; row++) {
      double raw = median(rounds, row * 2);
      double ours = median(rounds, row * 2 + 1);
      System.out.printf(
          Locale.ROOT, "%-36s %12.0f %12.0f %8.2f%n", names[row], raw, ours, ours / raw);
    }
  }

  private double[] round() throws Exception {
    flush();
    double[] rates = new double[8];
    try (RawRedis raw = new RawRedis("127.0.0.1", server.port());
        RedisBackend backend = open()) {
      List<byte[]> hundred = Collections.nCopies(100, PAYLOAD);
      rates[0] =
          rate(
              () -> {
                for (int i = 0; i < tasks; i++) {
                  raw.enqueueOne(PAYLOAD);
                }
              });
      rates[1] =
          rate(
              () -> {
                for (int i = 0; i < tasks; i++) {
                  backend.enqueue(List.of(message()));
                }
              });
      rates[4] = rate(() -> drainRaw(raw, 10));
      rates[5] = rate(() -> drain(backend, 10));
      rates[2] =
          rate(
              () -> {
                for (int i = 0; i < tasks / 100; i++) {
                  raw.enqueueAll(hundred);
                }
              });
      rates[3] =
          rate(
              () -> {
                for (int i = 0; i < tasks / 100; i++) {
                  backend.enqueue(batch(100));
                }
              });
      rates[6] = rate(() -> drainRaw(raw, 1));
      rates[7] = rate(() -> drain(backend, 1));
    }
    return rates;
  }

  /** Microseconds a call, median of 300, on an empty store and on a full one. */
  private void costs(int finished) throws Exception {
    flush();
    System.out.printf(
        Locale.ROOT, "%-36s %12s %12s %8s%n", "microseconds a call", "small", "large", "ratio");
    try (RedisBackend backend = open()) {
      double enqueue = cost(() -> backend.enqueue(List.of(message())));
      double claim = cost(() -> claim(backend, 1));
      for (int i = 0; i < 3; i++) {
        backend.enqueue(batch(100));
      }
      double settle = settleCost(backend);
      drain(backend, 100);

      for (int i = 0; i < finished / 100; i++) {
        backend.enqueue(batch(100));
      }
      drain(backend, 100);
      double enqueueLarge = cost(() -> backend.enqueue(List.of(message())));
      print("enqueue, " + finished + " finished", enqueue, enqueueLarge);

      for (int i = 0; i < finished / 100; i++) {
        backend.enqueue(batch(100));
      }
      print("claim, " + finished + " waiting", claim, cost(() -> claim(backend, 1)));

      for (int i = 0; i < 200; i++) {
        claim(backend, 100);
      }
      print("settle, 20000 running", settle, settleCost(backend));

      flush();
      Instant due = Instant.now().plusSeconds(5);
      for (int i = 0; i < 1_000; i++) {
        backend.enqueue(
            Stream.generate(() -> message().toBuilder().due(Optional.of(new When.At(due))).build())
                .limit(100)
                .toList());
      }
      while (Instant.now().isBefore(due.plusMillis(5))) {
        Thread.onSpinWait();
      }
      print("claim, 100000 due at once", claim, cost(() -> claim(backend, 1)));
    }
  }

  private static double settleCost(RedisBackend backend) throws Exception {
    List<Claim> claims = new ArrayList<>(claim(backend, 300));
    return cost(
        () ->
            backend.settle(
                List.of(
                    Settlement.of(
                        claims.remove(claims.size() - 1), new Outcome.Success(Optional.empty())))));
  }

  private static void print(String what, double small, double large) {
    System.out.printf(
        Locale.ROOT, "%-36s %12.0f %12.0f %8.2f%n", what, small, large, large / small);
  }

  private static double cost(Measured call) throws Exception {
    double[] nanos = new double[300];
    for (int i = 0; i < nanos.length; i++) {
      long start = System.nanoTime();
      call.run();
      nanos[i] = System.nanoTime() - start;
    }
    Arrays.sort(nanos);
    return nanos[nanos.length / 2] / 1_000;
  }

  private static void drainRaw(RawRedis raw, int max) {
    List<byte[]> ids = raw.settleAndClaim(List.of(), max);
    while (!ids.isEmpty()) {
      ids = raw.settleAndClaim(ids, max);
    }
  }

  private static void drain(RedisBackend backend, int max) {
    ClaimRequest request = ClaimRequest.of("bench", "default", Duration.ofMinutes(5)).max(max);
    List<Claim> claims = backend.claim(request).claims();
    while (!claims.isEmpty()) {
      List<Settlement> ended =
          claims.stream()
              .map(c -> Settlement.of(c, new Outcome.Success(Optional.empty())))
              .toList();
      claims = backend.exchange(Exchange.of(ended).claim(request)).claims().claims();
    }
  }

  private static List<Claim> claim(RedisBackend backend, int max) {
    return backend
        .claim(ClaimRequest.of("bench", "default", Duration.ofMinutes(5)).max(max))
        .claims();
  }

  private static List<TaskMessage> batch(int size) {
    return Stream.generate(RedisBackendBenchmark::message).limit(size).toList();
  }

  private static TaskMessage message() {
    return TaskMessage.builder(
            TaskId.next(), "bench", Payload.of(PAYLOAD, Payload.JSON), Instant.now())
        .build();
  }

  private double rate(Measured measured) throws Exception {
    long start = System.nanoTime();
    measured.run();
    return tasks * 1e9 / (System.nanoTime() - start);
  }

  private static double median(List<double[]> rounds, int column) {
    return rounds.stream()
        .mapToDouble(r -> r[column])
        .sorted()
        .skip(rounds.size() / 2)
        .findFirst()
        .orElseThrow();
  }
}
