package io.tasks4j.testing;

import io.tasks4j.TaskId;
import io.tasks4j.backend.TaskAdmin;
import io.tasks4j.message.Payload;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.result.TaskMetadata;
import io.tasks4j.result.TaskQuery;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a backend accepted, in that order, even when it keeps it no more. Thread-safe.
 *
 * <p>It reads from the store what is new there, rather than from calls: so it sees follow-ups and
 * what an inline run enqueues, and does not see duplicates, or follow-ups of a failed attempt.
 */
final class EnqueueRecorder {
  private static final TaskQuery PAGE = TaskQuery.all();

  private final TaskAdmin store;
  private final Set<TaskId> known = new HashSet<>();
  private final Set<String> queues = new TreeSet<>();
  private final List<RecordedTask<Payload>> recorded = new ArrayList<>();

  EnqueueRecorder(TaskAdmin store) {
    this.store = store;
  }

  /** To be called before an enqueue: an id that the store has forgotten may come again. */
  synchronized void expect(Collection<TaskMessage> messages) {
    for (TaskMessage message : messages) {
      if (known.contains(message.id()) && store.find(message.id()).isEmpty()) {
        known.remove(message.id());
      }
    }
  }

  /** Records what is new in the store. */
  synchronized void catchUp() {
    Deque<TaskMetadata> newestFirst = new ArrayDeque<>();
    TaskQuery query = PAGE;
    while (true) {
      List<TaskMetadata> page = store.list(query);
      for (TaskMetadata task : page) {
        if (known.contains(task.id())) {
          add(newestFirst);
          return;
        }
        newestFirst.add(task);
      }
      if (page.size() < query.limit()) {
        add(newestFirst);
        return;
      }
      query = query.before(page.get(page.size() - 1).id());
    }
  }

  synchronized List<RecordedTask<Payload>> recorded() {
    return List.copyOf(recorded);
  }

  synchronized void clear() {
    recorded.clear();
  }

  /** Every queue that something was enqueued to, sorted. */
  synchronized List<String> queues() {
    return List.copyOf(queues);
  }

  private void add(Deque<TaskMetadata> newestFirst) {
    newestFirst
        .descendingIterator()
        .forEachRemaining(
            task -> {
              known.add(task.id());
              queues.add(task.message().queue());
              recorded.add(RecordedTask.of(task.message(), task.enqueuedAt()));
            });
  }
}
