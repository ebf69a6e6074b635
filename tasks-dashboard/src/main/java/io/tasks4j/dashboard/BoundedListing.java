package io.tasks4j.dashboard;

import io.tasks4j.result.TaskMetadata;
import io.tasks4j.result.TaskPage;
import io.tasks4j.result.TaskQuery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongSupplier;

/** Goes through a listing for as long as somebody likes to wait for a page. */
final class BoundedListing {
  /**
   * No further part of the listing is looked at when one like the last would end after this. So a
   * page takes so long, or as long as one part.
   */
  static final long LONGEST = Duration.ofMillis(100).toNanos();

  private BoundedListing() {}

  /** What is found; fewer than asked for, with the place to go on from, when time is up. */
  static TaskPage page(
      Function<TaskQuery, TaskPage> parts, TaskQuery query, LongSupplier nanoTime) {
    long start = nanoTime.getAsLong();
    long began = start;
    List<TaskMetadata> found = new ArrayList<>();
    TaskQuery rest = query;
    while (true) {
      TaskPage part = parts.apply(rest.limit(query.limit() - found.size()));
      found.addAll(part.tasks());
      long now = nanoTime.getAsLong();
      boolean noTime = now - start + (now - began) > LONGEST;
      if (part.next().isEmpty() || found.size() >= query.limit() || noTime) {
        return new TaskPage(found, part.next());
      }
      rest = rest.before(part.next().get());
      began = now;
    }
  }
}
