package io.tasks4j.benchmarks.core;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.tasks4j.Task;
import io.tasks4j.TaskId;
import io.tasks4j.TaskType;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.Settlement;
import io.tasks4j.benchmarks.BareSpans;
import io.tasks4j.executor.Execution;
import io.tasks4j.executor.ExecutionInterceptor;
import io.tasks4j.executor.TaskExecutor;
import io.tasks4j.executor.TaskRegistry;
import io.tasks4j.message.MessageCodec;
import io.tasks4j.message.Payload;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.micrometer.MetricsConfig;
import io.tasks4j.micrometer.TaskMetrics;
import io.tasks4j.opentelemetry.TaskTracing;
import io.tasks4j.queue.QueueConfig;
import io.tasks4j.queue.TaskQueue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What being observed adds to one execution, from the envelope to the outcome; without a store. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ObservedBenchmark {
  private static final TaskType<PartsBenchmark.Text, Void> TYPE =
      TaskType.of("images.resize", PartsBenchmark.Text.class);

  /**
   * Sampled spans go through the SDK's batching, and are dropped behind it. Bare ones are begun and
   * ended by hand, without attributes, parents or headers: what the SDK takes of the traces.
   */
  @Param({
    "nothing",
    "metrics",
    "bare spans of none",
    "traces of none",
    "bare spans of all",
    "traces of all"
  })
  private String observed = "nothing";

  private TaskQueue queue = TaskQueue.open("memory:");
  private final List<AutoCloseable> opened = new ArrayList<>(List.of(queue));
  private TaskExecutor executor = executor(List.of());
  private List<TaskMetrics> metrics = List.of();
  private byte[] envelope = new byte[0];

  @Setup
  public void open() {
    TaskMessage message =
        TaskMessage.builder(
                TaskId.next(),
                TYPE.name(),
                Payload.json("{\"text\":\"" + "x".repeat(187) + "\"}"),
                Instant.now())
            .build();
    if (observed.equals("metrics")) {
      metrics =
          List.of(
              TaskMetrics.bind(
                  new SimpleMeterRegistry(), queue, MetricsConfig.create().workersOnly()));
      opened.addAll(metrics);
    } else if (observed.startsWith("bare spans")) {
      executor = executor(List.of(BareSpans.of(openSdk())));
    } else if (observed.startsWith("traces")) {
      OpenTelemetrySdk sdk = openSdk();
      TaskTracing tracing = TaskTracing.of(sdk);
      executor = executor(List.of(tracing));
      List<TaskMessage> sent = new ArrayList<>();
      var ignored =
          tracing.around(
              List.of(message),
              carrying -> {
                sent.addAll(carrying);
                return List.of();
              });
      message = sent.get(0);
    }
    envelope = MessageCodec.encode(message);
  }

  @TearDown
  public void close() throws Exception {
    for (AutoCloseable each : opened) {
      each.close();
    }
  }

  @Benchmark
  public Settlement execute() {
    Claim claim = new Claim(MessageCodec.decode(envelope), 1, 0, 0, false);
    metrics.forEach(each -> each.started(claim));
    Settlement settlement = executor.execute(new Execution(claim));
    metrics.forEach(each -> each.settled(claim, settlement.outcome(), true, Duration.ofMillis(1)));
    return settlement;
  }

  private static TaskExecutor executor(List<ExecutionInterceptor> interceptors) {
    TaskRegistry registry =
        TaskRegistry.of(List.<Task<?, ?>>of(Task.of(TYPE, (payload, context) -> null)));
    return new TaskExecutor(
        registry, QueueConfig.create(), Set.of(), interceptors, Duration.ofDays(1));
  }

  private OpenTelemetrySdk openSdk() {
    OpenTelemetrySdk sdk = BareSpans.sdk(observed.contains("all") ? 1 : 0);
    opened.add(sdk);
    return sdk;
  }
}
