package io.tasks4j.redis;

import io.tasks4j.TaskId;
import io.tasks4j.TaskSerializationException;
import io.tasks4j.result.TaskMetadata;
import io.tasks4j.result.TaskPage;
import io.tasks4j.result.TaskQuery;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lists tasks, newest first: merges the listings of all queues by sequence. */
final class TaskListing {
  private static final Logger LOG = LoggerFactory.getLogger(TaskListing.class);
  private static final int AT_ONCE = 100;

  /** For one page; each looks at up to 1,000 tasks. */
  private static final int MORE_LOOKS = 4;

  /** After every sequence. */
  private static final String HIGHEST = "~";

  private final ScriptContext store;
  private final TaskLookup lookup;

  TaskListing(ScriptContext store, TaskLookup lookup) {
    this.store = store;
    this.lookup = lookup;
  }

  List<TaskMetadata> list(TaskQuery query) {
    return page(query, Integer.MAX_VALUE).tasks();
  }

  /** What is found in a moment: a look at each queue, and a few more. */
  TaskPage page(TaskQuery query) {
    return page(query, MORE_LOOKS);
  }

  private TaskPage page(TaskQuery query, int moreLooks) {
    PriorityQueue<Part> parts = parts(query);
    long looks = (long) parts.size() + moreLooks;
    List<TaskMetadata> found = new ArrayList<>();
    while (found.size() < query.limit() && !parts.isEmpty()) {
      // Nothing that is left anywhere comes before what this one has, or has seen.
      Part part = parts.remove();
      if (!part.rows.isEmpty()) {
        part.take().filter(query::matches).ifPresent(found::add);
      } else if (part.ended) {
        continue;
      } else if (looks > 0 || part.seen.isEmpty()) {
        looks--;
        part.look();
      } else {
        return new TaskPage(found, Optional.of(ShortIds.decode(part.seenId)));
      }
      parts.add(part);
    }
    return TaskPage.of(found, query);
  }

  private PriorityQueue<Part> parts(TaskQuery query) {
    PriorityQueue<Part> parts =
        new PriorityQueue<>(
            Comparator.comparing(Part::place, Comparator.<String>reverseOrder())
                .thenComparing(part -> part.queue));
    String before = "";
    String beforeQueue = "";
    if (query.before().isPresent()) {
      Object place = lookup.run(ScriptAlphabets.Action.PLACE, query.before().get());
      if (place == null) {
        return parts;
      }
      List<@Nullable Object> found = ScriptReplies.list(place);
      before = ScriptReplies.text(found.get(0));
      beforeQueue = store.keys().queue(ScriptReplies.text(found.get(1)));
    }
    for (String queue : store.queues().all()) {
      if (query.queue().isEmpty() || query.queue().get().equals(queue)) {
        // Two queues may have a task of the same sequence: there the queue's name decides.
        boolean inclusive = !before.isEmpty() && queue.compareTo(beforeQueue) > 0;
        parts.add(new Part(queue, query, inclusive ? before + "~" : before));
      }
    }
    return parts;
  }

  private static String statuses(TaskQuery query) {
    return query.statuses().stream()
        .map(status -> ScriptAlphabets.Listed.of(status).letter())
        .collect(Collectors.joining());
  }

  /** What is left of the listing of one queue. */
  private final class Part {
    private final String queue;
    private final TaskQuery query;
    private final Deque<List<@Nullable Object>> rows = new ArrayDeque<>();
    private String before;
    private boolean ended;
    private String seen = "";
    private String seenId = "";

    Part(String queue, TaskQuery query, String before) {
      this.queue = queue;
      this.query = query;
      this.before = before;
    }

    /** Fetches more, or comes to the end. */
    void look() {
      ScriptArguments args =
          store
              .args()
              .add(statuses(query))
              .add(query.name().orElse(""))
              .add(before)
              .add(Math.min(query.limit(), AT_ONCE));
      List<@Nullable Object> reply =
          ScriptReplies.list(store.link().run(LuaScript.LIST, store.metas(List.of(queue)), args));
      ScriptReplies.list(reply.get(0)).forEach(row -> rows.add(ScriptReplies.list(row)));
      before = ScriptReplies.text(reply.get(1));
      ended = before.isEmpty();
      if (!ScriptReplies.text(reply.get(2)).isEmpty()) {
        seen = ScriptReplies.text(reply.get(2));
        seenId = ScriptReplies.text(reply.get(3));
      }
    }

    /** The sequence of the next row, else of the last task looked at; of a new part the highest. */
    String place() {
      if (!rows.isEmpty()) {
        return ScriptReplies.text(rows.getFirst().get(4));
      }
      return seen.isEmpty() ? HIGHEST : seen;
    }

    Optional<TaskMetadata> take() {
      List<@Nullable Object> row = rows.removeFirst();
      try {
        return Optional.of(new StoredTask(row).metadata());
      } catch (TaskSerializationException e) {
        LOG.warn("task {} is left out of a listing: it cannot be read; purge it", id(row), e);
        return Optional.empty();
      }
    }

    private Object id(List<@Nullable Object> row) {
      String text = ScriptReplies.text(row.get(5));
      try {
        TaskId id = ShortIds.decode(text);
        return id;
      } catch (IllegalArgumentException e) {
        return text;
      }
    }
  }
}
