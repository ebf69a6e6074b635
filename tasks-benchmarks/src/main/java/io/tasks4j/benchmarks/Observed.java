package io.tasks4j.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.tasks4j.Task;
import io.tasks4j.micrometer.TaskMetrics;
import io.tasks4j.opentelemetry.TaskTracing;
import io.tasks4j.queue.QueueConfig;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.tck.RedisServer;
import io.tasks4j.worker.Worker;
import io.tasks4j.worker.WorkerBuilder;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.ToDoubleFunction;
import redis.clients.jedis.Jedis;

/**
 * What being observed costs: a worker drains a queue, with and without metrics and traces, in
 * turns.
 *
 * <p>Spans go through the SDK's batching to an exporter that drops them, so that no network is
 * measured. Arguments: {@code sqlite} or {@code redis}, tasks per measurement (default 40000),
 * rounds after the warm-up (default 10).
 */
public final class Observed {
  private enum Kind {
    PLAIN("neither"),
    PLAIN_AGAIN("neither, once more"),
    METRICS("metrics"),
    SAMPLED("traces, one in ten"),
    TRACED("traces, all"),
    BOTH("metrics, traces of one in ten");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    boolean metrics() {
      return this == METRICS || this == BOTH;
    }

    boolean traces() {
      return this == SAMPLED || this == TRACED || this == BOTH;
    }
  }

  private final int tasks;
  private final int rounds;

  private Observed(int tasks, int rounds) {
    this.tasks = tasks;
    this.rounds = rounds;
  }

  public static void main(String[] args) throws Exception {
    String kind = args.length > 0 ? args[0] : "sqlite";
    Observed observed =
        new Observed(
            args.length > 1 ? Integer.parseInt(args[1]) : 40_000,
            args.length > 2 ? Integer.parseInt(args[2]) : 10);
    if (kind.equals("sqlite")) {
      observed.run("SQLite NORMAL", observed::inSqlite);
    } else {
      try (RedisServer server = RedisServer.start("--appendonly", "yes")) {
        observed.run("Redis", each -> observed.inRedis(each, server.port()));
      }
    }
  }

  /** Of one drain: tasks a second, and processor time of this process for each task, in µs. */
  private record Cost(double rate, double cpu) {}

  @FunctionalInterface
  private interface Measured {
    Cost of(Kind kind) throws Exception;
  }

  private void run(String where, Measured measured) throws Exception {
    System.out.printf(
        "%s: drain of %d tasks of 200 bytes by a worker of concurrency 10, median of %d rounds%n",
        where, tasks, rounds);
    Kind[] kinds = Kind.values();
    List<Cost[]> all = new ArrayList<>();
    for (int round = 0; round <= rounds; round++) {
      Cost[] costs = new Cost[kinds.length];
      for (int i = 0; i < kinds.length; i++) {
        // Each begins a round in its turn: what comes first meets a cooler machine.
        int turn = (i + round) % kinds.length;
        costs[turn] = measured.of(kinds[turn]);
      }
      if (round > 0) {
        all.add(costs);
      }
    }
    System.out.printf("%-32s %10s %8s %10s %8s%n", "", "tasks/s", "less", "CPU µs", "more");
    for (int i = 0; i < kinds.length; i++) {
      int c = i;
      System.out.printf(
          "%-32s %10.0f %6.1f %% %10.2f %6.1f %%%n",
          kinds[i].words,
          median(all, costs -> costs[c].rate),
          // By round, since what else runs on the machine slows all of a round down.
          100 * median(all, costs -> 1 - costs[c].rate / costs[0].rate),
          median(all, costs -> costs[c].cpu),
          100 * median(all, costs -> costs[c].cpu / costs[0].cpu - 1));
    }
  }

  private Cost inSqlite(Kind kind) throws Exception {
    Cost[] cost = new Cost[1];
    Sample.inFolder(folder -> cost[0] = drain(kind, "sqlite:" + folder.resolve("tasks.db")));
    return cost[0];
  }

  private Cost inRedis(Kind kind, int port) throws Exception {
    try (Jedis jedis = new Jedis("127.0.0.1", port, 60_000)) {
      jedis.flushAll();
    }
    return drain(kind, "redis://127.0.0.1:" + port);
  }

  private Cost drain(Kind kind, String address) throws Exception {
    OpenTelemetrySdk sdk = sdk(kind == Kind.TRACED ? 1 : 0.1);
    TaskTracing tracing = TaskTracing.of(sdk);
    QueueConfig config = QueueConfig.create();
    try (TaskQueue queue =
        TaskQueue.open(address, kind.traces() ? config.intercept(tracing) : config)) {
      for (int i = 0; i < tasks / 1000; i++) {
        queue.enqueueAll(Sample.TYPE, Collections.nCopies(1000, Sample.PAYLOAD));
      }
      CountDownLatch left = new CountDownLatch(tasks);
      WorkerBuilder worker = Worker.builder(queue).concurrency(10).register(counting(left));
      if (kind.traces()) {
        worker.intercept(tracing);
      }
      if (!kind.metrics()) {
        return measure(worker, left);
      }
      try (TaskMetrics metrics = TaskMetrics.bind(new SimpleMeterRegistry(), queue)) {
        return measure(worker.listen(metrics), left);
      }
    } finally {
      sdk.close();
    }
  }

  private Cost measure(WorkerBuilder builder, CountDownLatch left) throws Exception {
    OperatingSystemMXBean process =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    long cpu = process.getProcessCpuTime();
    long start = System.nanoTime();
    Worker worker = builder.start();
    left.await();
    if (!worker.stop(Duration.ofSeconds(30))) {
      throw new IllegalStateException("the worker did not settle all");
    }
    double rate = tasks * 1e9 / (System.nanoTime() - start);
    return new Cost(rate, (process.getProcessCpuTime() - cpu) / 1e3 / tasks);
  }

  private static Task<Sample.Text, Void> counting(CountDownLatch left) {
    return Task.of(
        Sample.TYPE,
        (payload, context) -> {
          left.countDown();
          return null;
        });
  }

  private static OpenTelemetrySdk sdk(double ratio) {
    return OpenTelemetrySdk.builder()
        .setTracerProvider(
            SdkTracerProvider.builder()
                .setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(ratio)))
                .addSpanProcessor(BatchSpanProcessor.builder(new DroppingExporter()).build())
                .build())
        .setPropagators(ContextPropagators.create(W3CTraceContextPropagator.getInstance()))
        .build();
  }

  private static double median(List<Cost[]> rounds, ToDoubleFunction<Cost[]> of) {
    return Sample.percentile(rounds.stream().mapToDouble(of).toArray(), 0.5);
  }
}
