package io.tasks4j.result;

import io.tasks4j.TaskStatus;
import java.util.EnumMap;
import java.util.Map;

/**
 * How many tasks of each status a queue holds.
 *
 * @param counts by status; a status that is missing has none
 * @param paused whether the queue hands out nothing at present
 */
public record QueueStats(Map<TaskStatus, Long> counts, boolean paused) {
  public QueueStats {
    counts = Map.copyOf(counts);
  }

  /** Tasks of {@code status}. */
  public long count(TaskStatus status) {
    return counts.getOrDefault(status, 0L);
  }

  /** Tasks that have not ended. */
  public long live() {
    return count(TaskStatus.PENDING) + count(TaskStatus.RUNNING) + count(TaskStatus.RETRY);
  }

  /** These stats with {@code more} added, for sums over queues. */
  public QueueStats plus(QueueStats more) {
    Map<TaskStatus, Long> sum = new EnumMap<>(TaskStatus.class);
    for (TaskStatus status : TaskStatus.values()) {
      sum.put(status, count(status) + more.count(status));
    }
    return new QueueStats(sum, paused || more.paused);
  }
}
