package io.tasks4j.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.tasks4j.Task;
import io.tasks4j.TaskOptions;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.Outcome;
import io.tasks4j.executor.ExecutionInterceptor;
import io.tasks4j.micrometer.TaskMetrics;
import io.tasks4j.opentelemetry.TaskTracing;
import io.tasks4j.queue.QueueConfig;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.tck.faults.RedisServer;
import io.tasks4j.worker.Worker;
import io.tasks4j.worker.WorkerListener;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import redis.clients.jedis.Jedis;

/**
 * What being observed costs: one worker drains a queue whose tasks are observed and not observed in
 * turns, so many at a time, so that both meet the same machine. Compared are the turns that took
 * less time than three quarters of their kind, as what else runs there disturbs the others more.
 *
 * <p>Spans go through the SDK's batching to an exporter that drops them, so that no network is
 * measured. Beside the traces stand the same number of bare spans, and a header as long as that of
 * a trace, and a payload that is longer by as much: what the SDK and the way through the store
 * take, whoever traces. The look at the queues every 5 s that metrics take is in both.
 *
 * <p>Arguments: {@code sqlite} or {@code redis}, tasks of a turn (default 2000), pairs (default
 * 150), milliseconds that a task takes (default 0).
 */
public final class Observed {
  private enum Kind {
    PLAIN("neither, beside itself"),
    METRICS("metrics"),
    LONGER("a longer payload, no spans"),
    HEADER("a header, no spans"),
    BARE_SAMPLED("bare spans, one in ten"),
    SAMPLED("traces, one in ten"),
    BARE("bare spans, all"),
    TRACED("traces, all"),
    BOTH("metrics, traces of one in ten");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    boolean metrics() {
      return this == METRICS || this == BOTH;
    }

    boolean bare() {
      return this == BARE_SAMPLED || this == BARE;
    }

    boolean traces() {
      return this == SAMPLED || this == TRACED || this == BOTH;
    }

    double ratio() {
      return this == BARE || this == TRACED ? 1 : 0.1;
    }
  }

  private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

  /** As much longer as the header of a trace makes a message. */
  private static final Sample.Text LONGER = new Sample.Text(Sample.PAYLOAD.text() + "x".repeat(85));

  /**
   * Turns at the begin that do not count: what is compiled then is compiled for all that follow.
   */
  private static final int WARM_UP = 8;

  private final int tasks;
  private final int pairs;
  private final int millis;

  private Observed(int tasks, int pairs, int millis) {
    this.tasks = tasks;
    this.pairs = pairs;
    this.millis = millis;
  }

  public static void main(String[] args) throws Exception {
    String where = args.length > 0 ? args[0] : "sqlite";
    Observed observed =
        new Observed(
            args.length > 1 ? Integer.parseInt(args[1]) : 2_000,
            args.length > 2 ? Integer.parseInt(args[2]) : 150,
            args.length > 3 ? Integer.parseInt(args[3]) : 0);
    if (where.equals("sqlite")) {
      observed.run(
          "SQLite NORMAL",
          (kind, turns) ->
              Sample.inFolder(f -> observed.drain(kind, turns, "sqlite:" + f.resolve("tasks.db"))));
    } else {
      try (RedisServer server = RedisServer.start("--appendonly", "yes")) {
        observed.run("Redis", (kind, turns) -> observed.inRedis(kind, turns, server.port()));
      }
    }
  }

  @FunctionalInterface
  private interface Measured {
    void run(Kind kind, Turns turns) throws Exception;
  }

  private void run(String where, Measured measured) throws Exception {
    System.out.printf(
        Locale.ROOT,
        "%s: a worker of concurrency 10 drains tasks of 200 bytes and %d ms; %d pairs of turns of"
            + " %d%n",
        where,
        millis,
        pairs,
        tasks);
    System.out.printf(
        Locale.ROOT,
        "%-32s %10s %10s %8s %8s %8s%n",
        "",
        "not, /s",
        "yes, /s",
        "less",
        "CPU µs",
        "more");
    // Once without a look at the clock: the first would pay for compiling what all need.
    measured.run(Kind.BOTH, new Turns(WARM_UP + 2 * pairs, tasks));
    for (Kind kind : Kind.values()) {
      Turns turns = new Turns(WARM_UP + 2 * pairs, tasks);
      measured.run(kind, turns);
      turns.print(kind.words);
    }
  }

  private void inRedis(Kind kind, Turns turns, int port) throws Exception {
    try (Jedis jedis = new Jedis("127.0.0.1", port, 60_000)) {
      jedis.flushAll();
    }
    drain(kind, turns, "redis://127.0.0.1:" + port);
  }

  private void drain(Kind kind, Turns turns, String address) throws Exception {
    OpenTelemetrySdk sdk = BareSpans.sdk(kind.ratio());
    TaskTracing tracing = TaskTracing.of(sdk);
    ExecutionInterceptor spans = kind.bare() ? BareSpans.of(sdk) : tracing;
    try (TaskQueue queue = TaskQueue.open(address);
        TaskQueue traced =
            TaskQueue.over(queue.backend(), QueueConfig.create().intercept(tracing));
        TaskMetrics metrics = TaskMetrics.bind(new SimpleMeterRegistry(), queue)) {
      enqueue(kind, turns, queue, kind.traces() ? traced : queue);
      var worker = Worker.builder(queue).concurrency(10).register(turns.task(millis));
      if (kind.bare() || kind.traces()) {
        worker.intercept(
            (context, next) ->
                turns.areObserved() ? spans.intercept(context, next) : next.proceed());
      }
      if (kind.metrics()) {
        worker.listen(new InTurns(metrics, turns::areObserved));
      }
      Worker started = worker.start();
      turns.ended.await();
      if (!started.stop(Duration.ofSeconds(30))) {
        throw new IllegalStateException("the worker did not settle all");
      }
    } finally {
      sdk.close();
    }
  }

  private void enqueue(Kind kind, Turns turns, TaskQueue plain, TaskQueue observed) {
    TaskOptions none = TaskOptions.defaults();
    TaskOptions header = kind == Kind.HEADER ? none.header("traceparent", TRACE) : none;
    Sample.Text payload = kind == Kind.LONGER ? LONGER : Sample.PAYLOAD;
    for (int turn = 0; turn < turns.count; turn++) {
      boolean odd = turn % 2 == 1;
      for (int left = tasks; left > 0; left -= 1_000) {
        (odd ? observed : plain)
            .enqueueAll(
                Sample.TYPE,
                Collections.nCopies(Math.min(left, 1_000), odd ? payload : Sample.PAYLOAD),
                odd ? header : none);
      }
    }
  }

  /** Tasks come in turns: those of odd ones are observed. */
  private static final class Turns {
    private final OperatingSystemMXBean process =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicInteger done = new AtomicInteger();
    private final int count;
    private final int tasks;
    private final double[] nanos;
    private final double[] cpu;

    Turns(int count, int tasks) {
      this.count = count;
      this.tasks = tasks;
      this.nanos = new double[count + 1];
      this.cpu = new double[count + 1];
    }

    boolean areObserved() {
      return done.get() / tasks % 2 == 1;
    }

    Task<Sample.Text, Void> task(int millis) {
      return Task.of(
          Sample.TYPE,
          (payload, context) -> {
            Sample.work(millis);
            int number = done.incrementAndGet();
            if (number % tasks == 0) {
              nanos[number / tasks] = System.nanoTime();
              cpu[number / tasks] = process.getProcessCpuTime();
            }
            if (number == tasks * count) {
              ended.countDown();
            }
            return null;
          });
    }

    void print(String words) {
      double on = Sample.percentile(each(true, nanos), 0.25);
      double off = Sample.percentile(each(false, nanos), 0.25);
      double used = mean(each(true, cpu));
      System.out.printf(
          Locale.ROOT,
          "%-32s %10.0f %10.0f %6.1f %% %8.2f %8.2f%n",
          words,
          1e9 * tasks / off,
          1e9 * tasks / on,
          100 * (1 - off / on),
          used / 1e3 / tasks,
          (used - mean(each(false, cpu))) / 1e3 / tasks);
    }

    /** What each turn of one kind took. */
    private double[] each(boolean observed, double[] at) {
      int first = observed ? WARM_UP + 1 : WARM_UP;
      return IntStream.iterate(first, turn -> turn < count, turn -> turn + 2)
          .mapToDouble(turn -> at[turn + 1] - at[turn])
          .toArray();
    }

    /** Processor time comes in steps of 10 ms, which a mean evens out; others do not add to it. */
    private static double mean(double[] values) {
      return Arrays.stream(values).average().orElse(0);
    }
  }

  /** Hears of what is observed alone. */
  private record InTurns(WorkerListener listener, BooleanSupplier now) implements WorkerListener {
    @Override
    public void started(Claim claim) {
      if (now.getAsBoolean()) {
        listener.started(claim);
      }
    }

    @Override
    public void settled(Claim claim, Outcome outcome, boolean applied, Duration took) {
      if (now.getAsBoolean()) {
        listener.settled(claim, outcome, applied, took);
      }
    }
  }
}
