package io.tasks4j.redis;

import io.tasks4j.TaskId;
import io.tasks4j.TaskSerializationException;
import io.tasks4j.TaskStatus;
import io.tasks4j.result.TaskMetadata;
import io.tasks4j.result.TaskQuery;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lists tasks, newest first: merges the listings of all queues by sequence. */
final class Listing {
  private static final Logger LOG = LoggerFactory.getLogger(Listing.class);
  private static final int AT_ONCE = 100;

  private final Store store;
  private final Lookup lookup;

  Listing(Store store, Lookup lookup) {
    this.store = store;
    this.lookup = lookup;
  }

  List<TaskMetadata> list(TaskQuery query) {
    String before = "";
    String beforeQueue = "";
    if (query.before().isPresent()) {
      Object place = lookup.run("place", query.before().get());
      if (place == null) {
        return List.of();
      }
      List<@Nullable Object> parts = Replies.list(place);
      before = Replies.text(parts.get(0));
      beforeQueue = store.keys().queue(Replies.text(parts.get(1)));
    }
    PriorityQueue<Part> parts =
        new PriorityQueue<>(
            Comparator.comparing(Part::sequence, Comparator.<String>reverseOrder())
                .thenComparing(part -> part.queue));
    for (String queue : store.queues().all()) {
      if (query.queue().isEmpty() || query.queue().get().equals(queue)) {
        // Two queues may have a task of the same sequence: there the queue's name decides.
        boolean inclusive = !before.isEmpty() && queue.compareTo(beforeQueue) > 0;
        Part part = new Part(queue, query, inclusive ? before + "~" : before);
        if (part.fill()) {
          parts.add(part);
        }
      }
    }
    List<TaskMetadata> found = new ArrayList<>();
    while (found.size() < query.limit() && !parts.isEmpty()) {
      Part part = parts.remove();
      part.take().filter(query::matches).ifPresent(found::add);
      if (part.fill()) {
        parts.add(part);
      }
    }
    return found;
  }

  private static String letters(TaskQuery query) {
    StringBuilder letters = new StringBuilder();
    for (TaskStatus status : query.statuses()) {
      letters.append(
          switch (status) {
            case PENDING -> "P";
            case RETRY -> "E";
            case RUNNING -> "R";
            case SUCCESS -> "S";
            case FAILURE -> "F";
            case CANCELLED -> "C";
          });
    }
    return letters.toString();
  }

  /** What is left of the listing of one queue. */
  private final class Part {
    private final String queue;
    private final TaskQuery query;
    private final Deque<List<@Nullable Object>> rows = new ArrayDeque<>();
    private String before;
    private boolean ended;

    Part(String queue, TaskQuery query, String before) {
      this.queue = queue;
      this.query = query;
      this.before = before;
    }

    /** Fetches more if need be; false at the end. */
    boolean fill() {
      while (rows.isEmpty() && !ended) {
        Args args =
            store
                .args()
                .add(letters(query))
                .add(query.name().orElse(""))
                .add(before)
                .add(Math.min(query.limit(), AT_ONCE));
        List<@Nullable Object> reply =
            Replies.list(store.link().run(Script.LIST, store.metas(List.of(queue)), args));
        Replies.list(reply.get(0)).forEach(row -> rows.add(Replies.list(row)));
        before = Replies.text(reply.get(1));
        ended = before.isEmpty();
      }
      return !rows.isEmpty();
    }

    String sequence() {
      return Replies.text(rows.getFirst().get(4));
    }

    Optional<TaskMetadata> take() {
      List<@Nullable Object> row = rows.removeFirst();
      try {
        return Optional.of(new Stored(row).metadata());
      } catch (TaskSerializationException e) {
        LOG.warn("task {} is left out of a listing: it cannot be read; purge it", id(row), e);
        return Optional.empty();
      }
    }

    private Object id(List<@Nullable Object> row) {
      String text = Replies.text(row.get(5));
      try {
        TaskId id = Ids.decode(text);
        return id;
      } catch (IllegalArgumentException e) {
        return text;
      }
    }
  }
}
