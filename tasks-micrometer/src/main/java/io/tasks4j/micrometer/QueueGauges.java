package io.tasks4j.micrometer;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.tasks4j.TaskStatus;
import io.tasks4j.backend.TaskAdmin;
import io.tasks4j.result.QueueStats;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the queues of a store hold, as of the latest look at it. Thread-safe.
 *
 * <p>A thread of its own looks at a fixed pace: so readers of the metrics never wait for the store,
 * and never make it work.
 */
final class QueueGauges implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TaskMetrics.class);

  /** Names of queues come from producers: their number is bounded here. */
  private static final int MOST_QUEUES = 1_000;

  private static final QueueStats EMPTY = new QueueStats(Map.of(), false);

  private final MeterRegistry registry;
  private final TaskAdmin admin;
  private final Tags tags;
  private final Set<String> known = new HashSet<>();
  private final List<Meter> meters = new ArrayList<>();
  private final ScheduledThreadPoolExecutor sampler;

  /** Empty while the store cannot be asked. */
  private volatile Optional<Map<String, QueueStats>> latest = Optional.empty();

  QueueGauges(MeterRegistry registry, TaskAdmin admin, Tags tags) {
    this.registry = registry;
    this.admin = admin;
    this.tags = tags;
    this.sampler =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "tasks4j-metrics");
              thread.setDaemon(true);
              return thread;
            });
  }

  void start(Duration every) {
    var ignored =
        sampler.scheduleWithFixedDelay(this::sample, 0, every.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Looks at the store once. Never throws: it would end the sampling. */
  void sample() {
    try {
      Map<String, QueueStats> stats = admin.stats();
      latest = Optional.of(stats);
      stats.keySet().forEach(this::show);
    } catch (RuntimeException e) {
      // The workers say so too, and louder; here the gauges show that they know nothing.
      LOG.debug("the queues cannot be looked at", e);
      latest = Optional.empty();
    }
  }

  @Override
  public void close() {
    sampler.shutdownNow();
    latest = Optional.empty();
    synchronized (meters) {
      meters.forEach(registry::remove);
      meters.clear();
    }
  }

  /** A queue that was seen once stays, with nothing in it: a graph should fall, not end. */
  private void show(String queue) {
    synchronized (meters) {
      if (sampler.isShutdown() || known.size() >= MOST_QUEUES || !known.add(queue)) {
        return;
      }
      Tags ofQueue = tags.and("queue", queue);
      for (TaskStatus status : TaskStatus.values()) {
        gauge(
            MeterNames.QUEUE_TASKS,
            "Tasks that a queue holds",
            "tasks",
            ofQueue.and("status", status.name().toLowerCase(Locale.ROOT)),
            value(queue, stats -> stats.count(status)));
      }
      gauge(
          MeterNames.QUEUE_OLDEST_DUE,
          "How long the oldest due task has been due",
          "seconds",
          ofQueue,
          value(queue, stats -> seconds(stats.oldestDue().orElse(Duration.ZERO))));
      gauge(
          MeterNames.QUEUE_PAUSED,
          "Whether a queue hands out nothing, 1 or 0",
          null,
          ofQueue,
          value(queue, stats -> stats.paused() ? 1 : 0));
    }
  }

  private void gauge(
      String name,
      String description,
      @Nullable String unit,
      Tags of,
      ToDoubleFunction<QueueGauges> value) {
    meters.add(
        Gauge.builder(name, this, value)
            .description(description)
            .baseUnit(unit)
            .tags(of)
            .strongReference(true)
            .register(registry));
  }

  private static ToDoubleFunction<QueueGauges> value(
      String queue, ToDoubleFunction<QueueStats> of) {
    return gauges ->
        gauges
            .latest
            .map(stats -> of.applyAsDouble(stats.getOrDefault(queue, EMPTY)))
            .orElse(Double.NaN);
  }

  private static double seconds(Duration time) {
    return time.toMillis() / 1_000.0;
  }
}
