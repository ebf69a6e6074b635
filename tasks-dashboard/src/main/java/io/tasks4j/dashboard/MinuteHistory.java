package io.tasks4j.dashboard;

import io.tasks4j.backend.TaskAdmin;
import io.tasks4j.result.Throughput;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What ended in each of the last 60 minutes. Retention may remove what ended minutes ago, so the
 * most that was seen of a minute counts. Not thread-safe.
 */
final class MinuteHistory {
  static final int MINUTES = 60;
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final TaskAdmin admin;
  private final SortedMap<Instant, Throughput> seen = new TreeMap<>();

  MinuteHistory(TaskAdmin admin) {
    this.admin = admin;
  }

  /** The minutes, the one that goes on last; none from a store that does not look. */
  List<Throughput> latest() {
    for (Throughput now : admin.throughput(MINUTE, MINUTES)) {
      Throughput before = seen.getOrDefault(now.from(), now);
      seen.put(
          now.from(),
          new Throughput(
              now.from(),
              now.width(),
              Math.max(now.finished(), before.finished()),
              Math.max(now.dead(), before.dead())));
    }
    while (seen.size() > MINUTES) {
      seen.remove(seen.firstKey());
    }
    return List.copyOf(seen.values());
  }
}
