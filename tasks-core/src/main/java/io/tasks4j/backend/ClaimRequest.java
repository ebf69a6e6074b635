package io.tasks4j.backend;

import io.tasks4j.internal.Durations;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * What a worker asks for.
 *
 * @param worker name of the worker, for people
 * @param queues where to look, first things first: a later queue gets its turn when the ones before
 *     it have nothing ready
 * @param max at most this many claims, 1 or more
 * @param lease how long the claims are held unless renewed
 * @param maxWait how long to wait when nothing is ready; zero means not at all
 * @param limits how many tasks may run at once
 * @param suspects at most this many tasks that are on their last delivery: one more loss would make
 *     them dead letters. A worker takes one at a time, so that a task that kills the JVM takes no
 *     innocent one with it
 */
public record ClaimRequest(
    String worker,
    List<String> queues,
    int max,
    Duration lease,
    Duration maxWait,
    Limits limits,
    int suspects) {
  public ClaimRequest {
    queues = List.copyOf(queues);
    if (queues.isEmpty() || Set.copyOf(queues).size() != queues.size()) {
      throw new IllegalArgumentException(
          "a claim names one queue or more, each once, but names " + queues);
    }
    if (max < 1 || suspects < 0) {
      throw new IllegalArgumentException(
          "max must be 1 or more and suspects 0 or more, but are " + max + " and " + suspects);
    }
    Durations.positive("lease", lease);
    Durations.notNegative("maxWait", maxWait);
  }

  /** One task of one queue, without waiting. */
  public static ClaimRequest of(String worker, String queue, Duration lease) {
    return new ClaimRequest(
        worker, List.of(queue), 1, lease, Duration.ZERO, Limits.NONE, Integer.MAX_VALUE);
  }

  /** The same for at most {@code count} tasks. */
  public ClaimRequest max(int count) {
    return new ClaimRequest(worker, queues, count, lease, maxWait, limits, suspects);
  }

  /** The same, waiting when nothing is ready. */
  public ClaimRequest maxWait(Duration time) {
    return new ClaimRequest(worker, queues, max, lease, time, limits, suspects);
  }

  /** The same over other queues. */
  public ClaimRequest queues(List<String> names) {
    return new ClaimRequest(worker, names, max, lease, maxWait, limits, suspects);
  }

  /** The same under limits. */
  public ClaimRequest limits(Limits most) {
    return new ClaimRequest(worker, queues, max, lease, maxWait, most, suspects);
  }

  /** The same with at most {@code count} tasks on their last delivery. */
  public ClaimRequest suspects(int count) {
    return new ClaimRequest(worker, queues, max, lease, maxWait, limits, count);
  }
}
