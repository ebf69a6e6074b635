package io.tasks4j.micrometer;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.tasks4j.When;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.ClaimState;
import io.tasks4j.backend.LostDelivery;
import io.tasks4j.backend.Outcome;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.worker.Worker;
import io.tasks4j.worker.WorkerListener;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Metrics of a store's queues, and of the workers that it listens to. Thread-safe.
 *
 * <pre>{@code
 * TaskMetrics metrics = TaskMetrics.bind(registry, queue);
 * Worker worker = Worker.builder(queue).register(new Resize()).listen(metrics).start();
 * }</pre>
 *
 * <p>One instance serves all workers of a process on one store; {@code docs/metrics.md} describes
 * each metric. Two stores on one registry need {@link MetricsConfig#tags} that tell them apart, of
 * the same names for both.
 */
public final class TaskMetrics implements WorkerListener, AutoCloseable {
  /** Names come from messages: so many pairs of queue and name are told apart, the rest not. */
  private static final int MOST_NAMES = 1_000;

  private record Key(String queue, String task) {}

  private final MeterRegistry registry;
  private final Tags tags;
  private final InstantSource clock;
  private final QueueGauges queues;
  private final SlotGauges slots;
  private final Set<Worker> workers = ConcurrentHashMap.newKeySet();
  private final Map<Key, TaskMeters> tasks = new ConcurrentHashMap<>();
  private final Map<ClaimState, Counter> renewals = new EnumMap<>(ClaimState.class);
  private final Counter outages;
  private final AtomicBoolean closed = new AtomicBoolean();

  private TaskMetrics(MeterRegistry registry, TaskQueue queue, MetricsConfig config) {
    this.registry = registry;
    this.tags = config.tags();
    this.clock = queue.config().clock();
    this.slots = SlotGauges.bind(registry, workers, tags);
    this.queues = new QueueGauges(registry, queue.admin(), tags);
    for (ClaimState state : ClaimState.values()) {
      // All of them now, so that a rate of them starts at zero.
      renewals.put(state, renewals(state));
    }
    this.outages = counter(MeterNames.BACKEND_OUTAGES, "Times the store could not be reached");
  }

  /**
   * Measures the queues of {@code queue}'s store, and workers that this is given to.
   *
   * @throws IllegalStateException when the registry has metrics of another one that is open and has
   *     the same tags, or tags of other names: one of the two would not show
   */
  public static TaskMetrics bind(MeterRegistry registry, TaskQueue queue) {
    return bind(registry, queue, MetricsConfig.create());
  }

  /** Measures as {@code config} says; see {@link #bind(MeterRegistry, TaskQueue)}. */
  public static TaskMetrics bind(MeterRegistry registry, TaskQueue queue, MetricsConfig config) {
    TaskMetrics metrics = new TaskMetrics(registry, queue, config);
    if (config.queues()) {
      metrics.queues.start(config.sampleEvery());
    }
    return metrics;
  }

  /** Looks at the store no more, and takes the gauges away. Close it before the queue. */
  @Override
  public void close() {
    // Only once: after that the same names and tags may be those of another one.
    if (!closed.getAndSet(true)) {
      queues.close();
      slots.close();
    }
  }

  @Override
  public void workerStarted(Worker worker) {
    workers.add(worker);
  }

  @Override
  public void workerStopped(Worker worker) {
    workers.remove(worker);
  }

  @Override
  public void started(Claim claim) {
    // A later delivery was due at a time that only the store knows.
    if (claim.attempt() == 1) {
      Duration waited = Duration.between(due(claim.message()), clock.instant());
      // Two hosts, two clocks.
      of(claim.message()).waited(waited.isNegative() ? Duration.ZERO : waited);
    }
  }

  @Override
  public void settled(Claim claim, Outcome outcome, boolean applied, Duration took) {
    boolean neverStarted = outcome instanceof Outcome.Release && took.isZero();
    if (!neverStarted) {
      of(claim.message()).ran(outcome, applied, took);
    }
  }

  @Override
  public void renewed(Claim claim, ClaimState state) {
    Objects.requireNonNull(renewals.get(state)).increment();
  }

  @Override
  public void lost(LostDelivery delivery) {
    // Rare, so it is looked up each time.
    Counter.builder(MeterNames.TASK_LOST)
        .description("Deliveries whose lease lapsed, by what the task became")
        .tags(
            tagsOf(delivery.message()).and("next", delivery.next().name().toLowerCase(Locale.ROOT)))
        .register(registry)
        .increment();
  }

  @Override
  public void abandoned(Claim claim) {
    Counter.builder(MeterNames.TASK_ABANDONED)
        .description("Executions given up because they went on after they were asked to end")
        .tags(tagsOf(claim.message()))
        .register(registry)
        .increment();
  }

  @Override
  public void backendAway(Throwable cause) {
    outages.increment();
  }

  private TaskMeters of(TaskMessage message) {
    Key key = key(message);
    TaskMeters found = tasks.get(key);
    return found != null
        ? found
        : tasks.computeIfAbsent(key, k -> new TaskMeters(registry, tags(k)));
  }

  private Tags tagsOf(TaskMessage message) {
    return tags(key(message));
  }

  private Tags tags(Key key) {
    return tags.and("queue", key.queue, "task", key.task);
  }

  private Key key(TaskMessage message) {
    Key key = new Key(message.queue(), message.name());
    boolean fits = tasks.size() < MOST_NAMES || tasks.containsKey(key);
    return fits ? key : new Key("other", "other");
  }

  private static Instant due(TaskMessage message) {
    return message
        .due()
        .map((When due) -> due.resolve(message.enqueuedAt()))
        .orElse(message.enqueuedAt());
  }

  private Counter renewals(ClaimState state) {
    return Counter.builder(MeterNames.LEASE_RENEWALS)
        .description("Leases of running tasks that were to be renewed, by what came of it")
        .tags(tags.and("state", state.name().toLowerCase(Locale.ROOT)))
        .register(registry);
  }

  private Counter counter(String name, String description) {
    return Counter.builder(name).description(description).tags(tags).register(registry);
  }
}
