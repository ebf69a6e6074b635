package io.tasks4j.benchmarks;

import io.tasks4j.TaskId;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.ClaimRequest;
import io.tasks4j.backend.Exchange;
import io.tasks4j.backend.Outcome;
import io.tasks4j.backend.Settlement;
import io.tasks4j.message.Payload;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.sqlite.SqliteBackend;
import io.tasks4j.sqlite.SqliteConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The SQLite backend beside {@link RawSqlite} in one run, so that the ratios hold on any machine.
 *
 * <p>Arguments: tasks per measurement (default 40000), and {@code NORMAL} (the default) or {@code
 * FULL}.
 */
public final class SqliteBackendBenchmark {
  private static final byte[] PAYLOAD =
      String.format(Locale.ROOT, "{\"text\":\"%s\"}", "x".repeat(187))
          .getBytes(java.nio.charset.StandardCharsets.UTF_8);
  private static final Optional<Payload> NO_RESULT = Optional.empty();

  private final Path folder;
  private final int tasks;
  private final SqliteConfig.Synchronous synchronous;

  private SqliteBackendBenchmark(Path folder, int tasks, SqliteConfig.Synchronous synchronous) {
    this.folder = folder;
    this.tasks = tasks;
    this.synchronous = synchronous;
  }

  public static void main(String[] args) throws Exception {
    int tasks = args.length > 0 ? Integer.parseInt(args[0]) : 40_000;
    var synchronous = SqliteConfig.Synchronous.valueOf(args.length > 1 ? args[1] : "NORMAL");
    Path folder = Files.createTempDirectory("tasks4j-bench");
    try {
      new SqliteBackendBenchmark(folder, tasks, synchronous).run();
    } finally {
      delete(folder);
    }
  }

  @FunctionalInterface
  private interface Measured {
    void run() throws Exception;
  }

  private void run() throws Exception {
    System.out.printf(
        Locale.ROOT,
        "SQLite, synchronous=%s, %d tasks of %d bytes, median of 3 rounds after a warm-up%n",
        synchronous,
        tasks,
        PAYLOAD.length);
    System.out.printf(Locale.ROOT, "%-36s %12s %12s %8s%n", "", "raw /s", "Tasks4J /s", "ratio");
    List<double[]> rounds = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      double[] round = round();
      if (i > 0) {
        rounds.add(round);
      }
    }
    String[] names = {
      "enqueue one by one, 1 thread",
      "enqueue one by one, 8 threads",
      "enqueue by the hundred, 1 thread",
      "claim + settle in tens, 1 thread",
      "claim + settle one by one, 1 thread",
    };
    for (int row = 0; row < names.length; row++) {
      double raw = median(rounds, row * 2);
      double ours = median(rounds, row * 2 + 1);
      System.out.printf(
          Locale.ROOT, "%-36s %12.0f %12.0f %8.2f%n", names[row], raw, ours, ours / raw);
    }
  }

  private double[] round() throws Exception {
    double rawOne;
    double rawHundred;
    double rawTens;
    double rawOnes;
    Path rawFile = folder.resolve("raw.db");
    try (RawSqlite raw = new RawSqlite(rawFile, synchronous.name())) {
      rawOne = rate(() -> insertRaw(raw));
      rawTens = rate(() -> drainRaw(raw, 10));
      List<byte[]> hundred = Collections.nCopies(100, PAYLOAD);
      rawHundred =
          rate(
              () -> {
                for (int i = 0; i < tasks / 100; i++) {
                  raw.insertAll(hundred);
                }
              });
      rawOnes = rate(() -> drainRaw(raw, 1));
    }
    Path file = folder.resolve("tasks.db");
    try (SqliteBackend backend =
        SqliteBackend.open(file, SqliteConfig.defaults().synchronous(synchronous))) {
      double one = rate(() -> enqueue(backend, tasks));
      double tens = rate(() -> drain(backend, 10));
      double eight = rate(() -> enqueueByEight(backend));
      double ones = rate(() -> drain(backend, 1));
      double hundred = rate(() -> enqueueByHundred(backend));
      drain(backend, 100);
      return new double[] {
        rawOne, one, rawOne, eight, rawHundred, hundred, rawTens, tens, rawOnes, ones
      };
    } finally {
      delete(folder);
      Files.createDirectories(folder);
    }
  }

  private void insertRaw(RawSqlite raw) throws Exception {
    for (int i = 0; i < tasks; i++) {
      raw.insertOne(PAYLOAD);
    }
  }

  private static void drainRaw(RawSqlite raw, int max) throws Exception {
    List<byte[]> ids = raw.claim(max);
    while (!ids.isEmpty()) {
      raw.complete(ids);
      ids = raw.claim(max);
    }
  }

  private static void enqueue(SqliteBackend backend, int count) {
    for (int i = 0; i < count; i++) {
      backend.enqueue(List.of(message()));
    }
  }

  private void enqueueByHundred(SqliteBackend backend) {
    for (int i = 0; i < tasks / 100; i++) {
      backend.enqueue(Stream.generate(SqliteBackendBenchmark::message).limit(100).toList());
    }
  }

  private void enqueueByEight(SqliteBackend backend) throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      Thread thread = new Thread(() -> enqueue(backend, tasks / 8));
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private static void drain(SqliteBackend backend, int max) {
    ClaimRequest request = ClaimRequest.of("bench", "default", Duration.ofMinutes(1)).max(max);
    List<Claim> claims = backend.claim(request).claims();
    while (!claims.isEmpty()) {
      List<Settlement> ended =
          claims.stream().map(c -> Settlement.of(c, new Outcome.Success(NO_RESULT))).toList();
      claims = backend.exchange(Exchange.of(ended).claim(request)).claims().claims();
    }
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

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }
}
