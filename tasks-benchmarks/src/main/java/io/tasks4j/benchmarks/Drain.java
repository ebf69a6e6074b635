package io.tasks4j.benchmarks;

import io.tasks4j.Task;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.ClaimRequest;
import io.tasks4j.backend.Exchange;
import io.tasks4j.backend.Outcome;
import io.tasks4j.backend.Settlement;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.tck.faults.RedisServer;
import io.tasks4j.worker.Worker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;
import redis.clients.jedis.Jedis;

/**
 * Draining a queue: the backend's settle and claim in tens, and a whole worker with concurrency 10,
 * beside the raw loops in one run.
 *
 * <p>Arguments: {@code redis} or {@code sqlite}, tasks per measurement (default 40000), rounds
 * after the warm-up (default 5).
 */
public final class Drain {
  private static final byte[] RAW_PAYLOAD =
      String.format(Locale.ROOT, "{\"text\":\"%s\"}", "x".repeat(187))
          .getBytes(StandardCharsets.UTF_8);
  private static final String[] NAMES = {"raw, tens", "SPI, tens", "worker, concurrency 10"};

  private final int tasks;
  private final int rounds;
  private LongSupplier microsInScripts = () -> 0;

  private Drain(int tasks, int rounds) {
    this.tasks = tasks;
    this.rounds = rounds;
  }

  public static void main(String[] args) throws Exception {
    String kind = args.length > 0 ? args[0] : "redis";
    Drain drain =
        new Drain(
            args.length > 1 ? Integer.parseInt(args[1]) : 40_000,
            args.length > 2 ? Integer.parseInt(args[2]) : 5);
    if (kind.equals("sqlite")) {
      drain.rounds("SQLite NORMAL", drain::inSqlite);
    } else {
      // Rewrites of the log would meet one turn and not the next.
      try (RedisServer server =
          RedisServer.start("--appendonly", "yes", "--auto-aof-rewrite-percentage", "0")) {
        drain.rounds(
            "Redis, appendfsync everysec, no rewrites", () -> drain.inRedis(server.port()));
      }
    }
  }

  @FunctionalInterface
  private interface Measured {
    void run() throws Exception;
  }

  @FunctionalInterface
  private interface Round {
    Figure[] run() throws Exception;
  }

  /** Tasks a second, and microseconds that the server's scripts took for each. */
  private record Figure(double rate, double server) {}

  private void rounds(String where, Round round) throws Exception {
    System.out.printf(
        Locale.ROOT, "%s: drain of %d tasks of 200 bytes, median of %d%n", where, tasks, rounds);
    List<Figure[]> all = new ArrayList<>();
    for (int i = 0; i <= rounds; i++) {
      Figure[] figures = round.run();
      if (i > 0) {
        all.add(figures);
      }
    }
    for (int column = 0; column < NAMES.length; column++) {
      int c = column;
      double rate = median(all, r -> r[c].rate);
      // The ratio of each round, since other processes slow all of a round down.
      double ratio = median(all, r -> r[c].rate / r[0].rate);
      double server = median(all, r -> r[c].server);
      System.out.printf(Locale.ROOT, "%-28s %12.0f /s %8.2f of raw", NAMES[c], rate, ratio);
      System.out.println(
          server > 0 ? String.format(Locale.ROOT, " %8.1f µs in scripts", server) : "");
    }
  }

  private Figure[] inSqlite() throws Exception {
    Figure[] figures = new Figure[NAMES.length];
    Sample.inFolder(
        folder -> {
          try (RawSqlite raw = new RawSqlite(folder.resolve("raw.db"), "NORMAL")) {
            for (int i = 0; i < tasks / 1000; i++) {
              raw.insertAll(Collections.nCopies(1000, RAW_PAYLOAD));
            }
            figures[0] = rate(() -> drainRaw(raw));
          }
          inQueue("sqlite:" + folder.resolve("tasks.db"), figures);
        });
    return figures;
  }

  private Figure[] inRedis(int port) throws Exception {
    Figure[] figures = new Figure[NAMES.length];
    try (Jedis jedis = new Jedis("127.0.0.1", port, 60_000);
        RawRedis raw = new RawRedis("127.0.0.1", port)) {
      microsInScripts = () -> microsInScripts(jedis);
      jedis.flushAll();
      for (int i = 0; i < tasks / 100; i++) {
        raw.enqueueAll(Collections.nCopies(100, RAW_PAYLOAD));
      }
      figures[0] = rate(() -> drainRaw(raw));
      jedis.flushAll();
      inQueue("redis://127.0.0.1:" + port, figures);
    }
    return figures;
  }

  private void inQueue(String address, Figure[] figures) throws Exception {
    try (TaskQueue queue = TaskQueue.open(address)) {
      fill(queue);
      figures[1] = rate(() -> drain(queue.backend()));
      fill(queue);
      figures[2] = drain(queue);
    }
  }

  private void fill(TaskQueue queue) {
    for (int i = 0; i < tasks / 1000; i++) {
      queue.enqueueAll(Sample.TYPE, Collections.nCopies(1000, Sample.PAYLOAD));
    }
  }

  private static void drainRaw(RawSqlite raw) throws Exception {
    for (List<byte[]> ids = raw.claim(10); !ids.isEmpty(); ids = raw.claim(10)) {
      raw.complete(ids);
    }
  }

  private static void drainRaw(RawRedis raw) {
    List<byte[]> ids = raw.settleAndClaim(List.of(), 10);
    while (!ids.isEmpty()) {
      ids = raw.settleAndClaim(ids, 10);
    }
  }

  private static void drain(TaskBackend backend) {
    ClaimRequest request = ClaimRequest.of("bench", "default", Duration.ofMinutes(5)).max(10);
    List<Claim> claims = backend.claim(request).claims();
    while (!claims.isEmpty()) {
      List<Settlement> ended =
          claims.stream()
              .map(c -> Settlement.of(c, new Outcome.Success(Optional.empty())))
              .toList();
      claims = backend.exchange(Exchange.of(ended).claim(request)).claims().claims();
    }
  }

  private Figure drain(TaskQueue queue) throws Exception {
    CountDownLatch left = new CountDownLatch(tasks);
    Task<Sample.Text, Void> task =
        Task.of(
            Sample.TYPE,
            (payload, context) -> {
              left.countDown();
              return null;
            });
    return rate(
        () -> {
          Worker worker = Worker.builder(queue).register(task).concurrency(10).start();
          left.await();
          if (!worker.stop(Duration.ofSeconds(30))) {
            throw new IllegalStateException("the worker did not settle all");
          }
        });
  }

  private Figure rate(Measured measured) throws Exception {
    long before = microsInScripts.getAsLong();
    long start = System.nanoTime();
    measured.run();
    double rate = tasks * 1e9 / (System.nanoTime() - start);
    return new Figure(rate, (microsInScripts.getAsLong() - before) / (double) tasks);
  }

  private static long microsInScripts(Jedis jedis) {
    return jedis
        .info("commandstats")
        .lines()
        .filter(line -> line.startsWith("cmdstat_evalsha:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll(".*[:,]usec=(\\d+).*", "$1")))
        .sum();
  }

  private static double median(List<Figure[]> rounds, ToDoubleFunction<Figure[]> figure) {
    return Sample.percentile(rounds.stream().mapToDouble(figure).toArray(), 0.5);
  }
}
