package io.tasks4j.result;

import io.tasks4j.TaskStatus;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How many tasks of each status a queue holds, and how far behind it is.
 *
 * @param counts by status; a status that is missing has none
 * @param paused whether the queue hands out nothing at present
 * @param oldestDue how long the oldest due task has been due, by the store's clock: of the tasks
 *     that are next of each priority the one that waits longest. Empty when nothing is due, and
 *     from stores that do not look
 */
public record QueueStats(
    Map<TaskStatus, Long> counts, boolean paused, Optional<Duration> oldestDue) {
  public QueueStats {
    counts = Map.copyOf(counts);
  }

  /** Stats that say nothing of how far behind the queue is. */
  public QueueStats(Map<TaskStatus, Long> counts, boolean paused) {
    this(counts, paused, Optional.empty());
  }

  /** Tasks of {@code status}. */
  public long count(TaskStatus status) {
    return counts.getOrDefault(status, 0L);
  }

  /** Tasks that have not ended. */
  public long live() {
    return Stream.of(TaskStatus.values())
        .filter(status -> !status.isTerminal())
        .mapToLong(this::count)
        .sum();
  }

  /** These stats with {@code more} added, for sums over queues. */
  public QueueStats plus(QueueStats more) {
    Map<TaskStatus, Long> sum = new EnumMap<>(TaskStatus.class);
    for (TaskStatus status : TaskStatus.values()) {
      sum.put(status, count(status) + more.count(status));
    }
    Optional<Duration> oldest =
        Stream.of(oldestDue, more.oldestDue).flatMap(Optional::stream).max(Duration::compareTo);
    return new QueueStats(sum, paused || more.paused, oldest);
  }
}
