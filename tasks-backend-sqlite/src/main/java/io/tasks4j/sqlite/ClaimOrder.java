package io.tasks4j.sqlite;

import io.tasks4j.backend.BackendSettings;

/**
 * The column {@code rank}: among ready tasks of a queue the smallest runs first.
 *
 * <p>Strict priorities: minus the priority. Ageing: the due time, put back by one step for each
 * priority, so that waiting one step is worth one priority.
 */
final class ClaimOrder {
  private final long step;

  ClaimOrder(BackendSettings settings) {
    this.step = step(settings);
  }

  /** Ageing step in milliseconds; 0 means that priorities are strict. */
  static long step(BackendSettings settings) {
    return settings.ageing().map(s -> s.toMillis()).orElse(0L);
  }

  /** Whether priorities are strict. */
  boolean strict() {
    return step == 0;
  }

  long step() {
    return step;
  }

  long rank(int priority, long due) {
    return step == 0 ? -priority : due - priority * step;
  }
}
