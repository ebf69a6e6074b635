package io.tasks4j.backend;

import java.util.Map;

/**
 * How many tasks may run at once, over all workers that claim with the same limits.
 *
 * @param perQueue by queue name, each 1 or more
 * @param perName by task name, each 1 or more
 */
public record Limits(Map<String, Integer> perQueue, Map<String, Integer> perName) {
  /** No limits. */
  public static final Limits NONE = new Limits(Map.of(), Map.of());

  public Limits {
    perQueue = Map.copyOf(perQueue);
    perName = Map.copyOf(perName);
    perQueue.forEach((queue, limit) -> check("queue", queue, limit));
    perName.forEach((name, limit) -> check("task name", name, limit));
  }

  private static void check(String what, String name, int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException(
          "the limit of "
              + what
              + " '"
              + name
              + "' must be 1 or more, but is "
              + limit
              + "; to stop a queue, pause it");
    }
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return perQueue.isEmpty() && perName.isEmpty();
  }
}
