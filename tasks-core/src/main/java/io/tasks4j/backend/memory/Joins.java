package io.tasks4j.backend.memory;

import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import io.tasks4j.backend.TaskEvent;
import io.tasks4j.message.Dependant;
import io.tasks4j.result.Arrival;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Tells tasks that their parents have ended, or are to be tried again. Not thread-safe; the backend
 * locks.
 *
 * <p>The end of a dependant may be the end of others in turn: they are worked off one by one, so
 * that the longest chain needs no more stack than the shortest.
 */
final class Joins {
  private final TaskTable table;
  private final TaskUpdates updates;
  private final Deque<News> untold = new ArrayDeque<>();
  private boolean telling;

  /** What those that wait for a parent are to be told of it. */
  private record News(MemoryTask parent, boolean ended) {}

  Joins(TaskTable table, TaskUpdates updates) {
    this.table = table;
    this.updates = updates;
  }

  /** A task has ended, or is about to be removed before it has. */
  void ended(MemoryTask parent) {
    tell(new News(parent, true));
  }

  /** A task that did not succeed is to be tried again. */
  void putBack(MemoryTask parent) {
    tell(new News(parent, false));
  }

  /** Whether a task is of no use any more, since who alone needed it has ended. */
  Optional<TaskId> notNeeded(MemoryTask e) {
    if (!e.unbound && !e.message.dependants().isEmpty()) {
      for (Dependant d : e.message.dependants()) {
        if (d.binding() && isGivenUp(d.id())) {
          return Optional.of(d.id());
        }
      }
    }
    return Optional.empty();
  }

  private boolean isGivenUp(TaskId id) {
    MemoryTask e = table.find(id);
    return e != null && e.state.givenUp();
  }

  private void tell(News latest) {
    if (latest.parent.message.dependants().isEmpty()) {
      return;
    }
    untold.add(latest);
    if (!telling) {
      telling = true;
      try {
        for (News news; (news = untold.poll()) != null; ) {
          tellDependants(news);
        }
      } finally {
        telling = false;
      }
    }
  }

  private void tellDependants(News news) {
    for (Dependant d : news.parent.message.dependants()) {
      MemoryTask e = table.find(d.id());
      if (e != null && e.state.blocked()) {
        if (news.ended) {
          arrive(e, arrival(news.parent, d.slot()));
        } else if (e.arrivals().forgetFailure(d.slot())) {
          updates.apply(e, new TaskEvent.ParentPutBack(updates.now()));
        }
      }
    }
  }

  private void arrive(MemoryTask e, Arrival arrival) {
    if (e.arrivals().add(arrival)) {
      int succeeded = arrival.status() == TaskStatus.SUCCESS ? 1 : 0;
      updates.apply(e, new TaskEvent.ParentsEnded(succeeded, 1 - succeeded, updates.now()));
    }
  }

  private static Arrival arrival(MemoryTask parent, int slot) {
    TaskStatus status = parent.state.status();
    return new Arrival(
        slot,
        parent.message.id(),
        parent.message.name(),
        // Purged while it waits: nobody will ever run it.
        status.isTerminal() ? status : TaskStatus.CANCELLED,
        parent.result,
        status == TaskStatus.SUCCESS ? Optional.empty() : parent.state.error());
  }
}
