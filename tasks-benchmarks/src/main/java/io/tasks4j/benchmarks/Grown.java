package io.tasks4j.benchmarks;

import io.tasks4j.TaskId;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.ClaimRequest;
import io.tasks4j.backend.Outcome;
import io.tasks4j.backend.Settlement;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.backend.TaskBackends;
import io.tasks4j.message.Payload;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.tck.faults.RedisServer;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a task costs beside many others: in tens it is enqueued, claimed and settled, while so many
 * wait, are in flight, or have finished and are kept; in turns with a store where those are a
 * thousand. A ratio is of two turns that follow one another, and the median of {@value #TURNS}.
 *
 * <p>Arguments: {@code sqlite}, {@code redis} or {@code memory}, and the largest number (default
 * 1000000; at most 20,000 are in flight).
 */
public final class Grown {
  private static final byte[] PAYLOAD =
      String.format(Locale.ROOT, "{\"text\":\"%s\"}", "x".repeat(187))
          .getBytes(StandardCharsets.UTF_8);
  private static final int FEW = 1_000;
  private static final List<Integer> SIZES = List.of(10_000, 20_000, 100_000);
  private static final int MOST_IN_FLIGHT = 20_000;
  private static final int TURNS = 15;
  private static final int WARM_UP = 5;
  private static final int TASKS = 2_000;
  private static final Duration LEASE = Duration.ofHours(1);
  private static final String KEEP_ALL = "?finishedCount=100000000&finishedAge=10d";

  private Grown() {}

  private enum Kind {
    WAITING {
      @Override
      void fill(Store store, int count) {
        store.enqueue(count);
      }
    },
    IN_FLIGHT {
      @Override
      void fill(Store store, int count) {
        store.enqueue(count);
        for (int left = count; left > 0; left -= store.claim(Math.min(left, FEW)).size()) {}
      }
    },
    FINISHED {
      @Override
      void fill(Store store, int count) {
        for (int left = count; left > 0; left -= FEW) {
          store.enqueue(FEW);
          store.settle(store.claim(FEW));
        }
      }
    };

    abstract void fill(Store store, int count);
  }

  public static void main(String[] args) throws Exception {
    String where = args.length > 0 ? args[0] : "sqlite";
    int largest = args.length > 1 ? Integer.parseInt(args[1]) : 1_000_000;
    System.out.printf(
        Locale.ROOT,
        "%s, µs a task to enqueue, claim and settle in tens%n%-12s %10s %10s %10s %8s%n",
        where,
        "",
        "so many",
        "beside",
        "a thousand",
        "ratio");
    for (Kind kind : Kind.values()) {
      int most = kind == Kind.IN_FLIGHT ? Math.min(MOST_IN_FLIGHT, largest) : largest;
      List<Integer> sizes = new ArrayList<>(SIZES);
      sizes.removeIf(size -> size >= most);
      sizes.add(most);
      for (int size : sizes) {
        Sample.inFolder(folder -> compare(kind, size, where, folder));
      }
    }
  }

  private static void compare(Kind kind, int size, String where, Path folder) throws Exception {
    try (Store few = Store.open(where, folder.resolve("few.db"));
        Store many = Store.open(where, folder.resolve("many.db"))) {
      kind.fill(few, FEW);
      kind.fill(many, size);
      double[] beside = new double[TURNS];
      double[] alone = new double[TURNS];
      double[] ratios = new double[TURNS];
      for (int i = -WARM_UP; i < TURNS; i++) {
        int turn = Math.max(i, 0);
        alone[turn] = few.turn();
        beside[turn] = many.turn();
        ratios[turn] = beside[turn] / alone[turn];
      }
      System.out.printf(
          Locale.ROOT,
          "%-12s %10d %10.1f %10.1f %8.2f%n",
          kind.name().toLowerCase(Locale.ROOT).replace('_', ' '),
          size,
          Sample.percentile(beside, 0.5),
          Sample.percentile(alone, 0.5),
          Sample.percentile(ratios, 0.5));
    }
  }

  private record Store(TaskBackend backend, Closeable server) implements Closeable {
    static Store open(String where, Path file) throws Exception {
      if (where.equals("redis")) {
        RedisServer server =
            RedisServer.start("--appendonly", "yes", "--auto-aof-rewrite-percentage", "0");
        return new Store(TaskBackends.open(server.uri() + KEEP_ALL), server::close);
      }
      String address = where.equals("sqlite") ? "sqlite:" + file : "memory:";
      return new Store(TaskBackends.open(address + KEEP_ALL), () -> {});
    }

    /** Microseconds for each of some tasks. As many go as come, so their number stays. */
    double turn() {
      long start = System.nanoTime();
      for (int left = TASKS; left > 0; left -= 10) {
        enqueue(10);
        settle(claim(10));
      }
      return (System.nanoTime() - start) / 1e3 / TASKS;
    }

    void enqueue(int count) {
      for (int left = count; left > 0; left -= FEW) {
        backend.enqueue(Stream.generate(Grown::message).limit(Math.min(left, FEW)).toList());
      }
    }

    List<Claim> claim(int max) {
      List<Claim> claims =
          backend.claim(ClaimRequest.of("bench", "default", LEASE).max(max)).claims();
      if (claims.isEmpty()) {
        throw new IllegalStateException("nothing to claim");
      }
      return claims;
    }

    void settle(List<Claim> claims) {
      List<Boolean> applied =
          backend.settle(
              claims.stream()
                  .map(claim -> Settlement.of(claim, new Outcome.Success(Optional.empty())))
                  .toList());
      if (applied.contains(false)) {
        throw new IllegalStateException("not settled");
      }
    }

    @Override
    public void close() throws IOException {
      backend.close();
      server.close();
    }
  }

  private static TaskMessage message() {
    return TaskMessage.builder(
            TaskId.next(), "bench", Payload.of(PAYLOAD, Payload.JSON), Instant.EPOCH)
        .build();
  }
}
