package io.tasks4j.worker;

import io.tasks4j.backend.Limits;
import io.tasks4j.internal.Durations;
import io.tasks4j.internal.Names;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * How a worker works. Immutable: each setter gives a changed copy.
 *
 * @param name for logs and metadata; two workers may share one
 * @param queues where to look for tasks, each with its weight, from 1 to 1,000. Without {@code
 *     weighted} the order alone counts: a queue gets its turn when those before it have nothing
 *     ready. Empty until set: then a worker looks where its own tasks go, see {@link
 *     WorkerBuilder#queues}
 * @param weighted whether queues are served in proportion to their weights
 * @param concurrency tasks that run at once, from 1 to 10,000; default 4
 * @param pollInterval the longest wait before looking for tasks without being told, from 1 ms;
 *     default 1 s
 * @param lease how long a claimed task is held without renewal, from 100 ms; default 30 s
 * @param limits tasks that run at once, by queue and by name, over all workers; default none
 * @param abandonAfter how long a task may ignore an interrupt before its thread is given up and its
 *     lease left to lapse, from 1 ms; default 10 s
 * @param unknownGiveUp how long tasks of an unknown name are put back before they are dead letters,
 *     from 0; default 24 h
 * @param stopTimeout the deadline of {@link Worker#close()}, from 0; default 30 s
 * @param virtualThreads whether tasks run on virtual threads, which needs Java 21; default false,
 *     as a task that computes would hold up those that wait
 */
public record WorkerConfig(
    String name,
    Map<String, Integer> queues,
    boolean weighted,
    int concurrency,
    Duration pollInterval,
    Duration lease,
    Limits limits,
    Duration abandonAfter,
    Duration unknownGiveUp,
    Duration stopTimeout,
    boolean virtualThreads) {
  private static final Duration MIN_LEASE = Duration.ofMillis(100);

  public WorkerConfig {
    Names.check("worker name", name);
    queues = Collections.unmodifiableMap(new LinkedHashMap<>(queues));
    queues.forEach(WorkerConfig::checkWeight);
    if (concurrency < 1 || concurrency > 10_000) {
      throw new IllegalArgumentException(
          "concurrency must be from 1 to 10000, but is " + concurrency);
    }
    Durations.positive("pollInterval", pollInterval);
    if (Durations.positive("lease", lease).compareTo(MIN_LEASE) < 0) {
      throw new IllegalArgumentException("lease must be 100 ms or more, but is " + lease);
    }
    Durations.positive("abandonAfter", abandonAfter);
    Durations.notNegative("unknownGiveUp", unknownGiveUp);
    Durations.notNegative("stopTimeout", stopTimeout);
    if (virtualThreads && !WorkerThreads.virtualAvailable()) {
      throw new IllegalArgumentException(
          "virtual threads need Java 21 or later, but this is Java "
              + Runtime.version().feature()
              + "; leave virtualThreads out");
    }
  }

  /** The defaults. */
  public static WorkerConfig of(String name) {
    return new WorkerConfig(
        name,
        Map.of(),
        false,
        4,
        Duration.ofSeconds(1),
        Duration.ofSeconds(30),
        Limits.NONE,
        Duration.ofSeconds(10),
        Duration.ofHours(24),
        Duration.ofSeconds(30),
        false);
  }

  /** See {@link #name()}. */
  public WorkerConfig name(String value) {
    return copy(value, queues, weighted, concurrency, limits, virtualThreads);
  }

  /** Queues in strict order: the first one first. */
  public WorkerConfig queues(List<String> inOrder) {
    Map<String, Integer> each = new LinkedHashMap<>();
    inOrder.forEach(queue -> each.put(queue, 1));
    if (each.size() != inOrder.size()) {
      throw new IllegalArgumentException("each queue once, but these are " + inOrder);
    }
    return copy(name, some(each), false, concurrency, limits, virtualThreads);
  }

  /** Queues served in proportion to weights, from 1 to 1,000. */
  public WorkerConfig weightedQueues(Map<String, Integer> weights) {
    return copy(name, some(new TreeMap<>(weights)), true, concurrency, limits, virtualThreads);
  }

  /** See {@link #concurrency()}. */
  public WorkerConfig concurrency(int value) {
    return copy(name, queues, weighted, value, limits, virtualThreads);
  }

  /** See {@link #pollInterval()}. */
  public WorkerConfig pollInterval(Duration value) {
    return times(value, lease, abandonAfter, unknownGiveUp, stopTimeout);
  }

  /** See {@link #lease()}. */
  public WorkerConfig lease(Duration value) {
    return times(pollInterval, value, abandonAfter, unknownGiveUp, stopTimeout);
  }

  /** See {@link #limits()}. */
  public WorkerConfig limits(Limits value) {
    return copy(name, queues, weighted, concurrency, value, virtualThreads);
  }

  /** See {@link #abandonAfter()}. */
  public WorkerConfig abandonAfter(Duration value) {
    return times(pollInterval, lease, value, unknownGiveUp, stopTimeout);
  }

  /** See {@link #unknownGiveUp()}. */
  public WorkerConfig unknownGiveUp(Duration value) {
    return times(pollInterval, lease, abandonAfter, value, stopTimeout);
  }

  /** See {@link #stopTimeout()}. */
  public WorkerConfig stopTimeout(Duration value) {
    return times(pollInterval, lease, abandonAfter, unknownGiveUp, value);
  }

  /** See {@link #virtualThreads()}. */
  public WorkerConfig virtualThreads(boolean value) {
    return copy(name, queues, weighted, concurrency, limits, value);
  }

  /** Names of the queues. */
  public Set<String> queueNames() {
    return queues.keySet();
  }

  private WorkerConfig copy(
      String newName,
      Map<String, Integer> newQueues,
      boolean newWeighted,
      int newConcurrency,
      Limits newLimits,
      boolean newVirtualThreads) {
    return new WorkerConfig(
        newName,
        newQueues,
        newWeighted,
        newConcurrency,
        pollInterval,
        lease,
        newLimits,
        abandonAfter,
        unknownGiveUp,
        stopTimeout,
        newVirtualThreads);
  }

  private WorkerConfig times(
      Duration poll, Duration newLease, Duration abandon, Duration unknown, Duration stop) {
    return new WorkerConfig(
        name,
        queues,
        weighted,
        concurrency,
        poll,
        newLease,
        limits,
        abandon,
        unknown,
        stop,
        virtualThreads);
  }

  private static Map<String, Integer> some(Map<String, Integer> queues) {
    if (queues.isEmpty()) {
      throw new IllegalArgumentException("a worker needs at least one queue, but has none");
    }
    return queues;
  }

  private static void checkWeight(String queue, int weight) {
    Names.check("queue name", queue);
    if (weight < 1 || weight > 1_000) {
      throw new IllegalArgumentException(
          "the weight of queue '" + queue + "' must be from 1 to 1000, but is " + weight);
    }
  }
}
