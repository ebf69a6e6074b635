package io.tasks4j.backend;

import io.tasks4j.internal.Durations;
import java.time.Duration;

/**
 * How long ended tasks are kept, with their results and errors. What is older, or beyond the count,
 * is removed in the course of the backend's other work.
 *
 * @param finishedAge of SUCCESS and CANCELLED, the result included; default 24 h
 * @param finishedCount of SUCCESS and CANCELLED, newest first; default 100,000
 * @param deadAge of FAILURE, the dead letters; default 30 days
 * @param deadCount of FAILURE, newest first; default 100,000
 */
public record Retention(Duration finishedAge, int finishedCount, Duration deadAge, int deadCount) {
  /** The defaults. */
  public static final Retention DEFAULT =
      new Retention(Duration.ofHours(24), 100_000, Duration.ofDays(30), 100_000);

  public Retention {
    Durations.positive("finishedAge", finishedAge);
    Durations.positive("deadAge", deadAge);
    if (finishedCount < 0 || deadCount < 0) {
      throw new IllegalArgumentException(
          "finishedCount and deadCount must be 0 or more, but are "
              + finishedCount
              + " and "
              + deadCount);
    }
  }
}
