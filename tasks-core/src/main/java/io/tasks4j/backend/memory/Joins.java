package io.tasks4j.backend.memory;

import io.tasks4j.TaskError;
import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import io.tasks4j.message.Dependant;
import io.tasks4j.message.Join;
import io.tasks4j.result.Arrival;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tells tasks that their parents have ended, and releases or ends them. Not thread-safe; the
 * backend locks.
 *
 * <p>The end of a dependant may be the end of others in turn: they are worked off one by one, so
 * that the longest chain needs no more stack than the shortest.
 */
final class Joins {
  private final TaskTable table;
  private final Moves moves;
  private final Deque<Entry> ended = new ArrayDeque<>();
  private boolean working;

  Joins(TaskTable table, Moves moves) {
    this.table = table;
    this.moves = moves;
  }

  /** A task has ended, or is about to be removed before it has. */
  void ended(Entry parent) {
    if (parent.message.dependants().isEmpty()) {
      return;
    }
    ended.add(parent);
    if (!working) {
      working = true;
      try {
        for (Entry e; (e = ended.poll()) != null; ) {
          for (Dependant d : e.message.dependants()) {
            arrive(e, d);
          }
        }
      } finally {
        working = false;
      }
    }
  }

  /** Whether a task is of no use any more, since who alone needed it has ended. */
  Optional<TaskId> notNeeded(Entry e) {
    if (!e.putBack && !e.message.dependants().isEmpty()) {
      for (Dependant d : e.message.dependants()) {
        if (d.binding() && wasGivenUp(table.find(d.id()))) {
          return Optional.of(d.id());
        }
      }
    }
    return Optional.empty();
  }

  /** A task that did not succeed waits again: so do those that ended because of it. */
  void revived(Entry first) {
    Deque<Entry> todo = new ArrayDeque<>();
    todo.add(first);
    for (Entry e; (e = todo.poll()) != null; ) {
      for (Dependant d : e.message.dependants()) {
        Entry dependant = table.find(d.id());
        if (dependant != null && revive(dependant, d.slot())) {
          todo.add(dependant);
        }
      }
    }
  }

  /** Whether a parent stands in the way of a task that is to be put back. */
  static boolean isBarred(Entry e) {
    return e.arrivals != null
        && switch (e.arrivals.verdict()) {
          case FAIL, SKIP -> true;
          case WAIT, RELEASE -> false;
        };
  }

  /** From now on it is a parent that keeps it from running: put back, that revives it. */
  void leaveToParents(Entry e) {
    if (e.arrivals != null) {
      e.arrivals.endedTask = true;
    }
  }

  private void arrive(Entry parent, Dependant d) {
    Entry e = table.find(d.id());
    if (e == null || e.arrivals == null || !e.blocked) {
      return;
    }
    e.arrivals.add(arrival(parent, d.slot()));
    if (e.waits()) {
      judge(e, e.arrivals);
    }
  }

  private void judge(Entry e, Arrivals arrivals) {
    switch (arrivals.verdict()) {
      case WAIT -> {}
      case RELEASE -> moves.release(e);
      case FAIL -> {
        arrivals.endedTask = true;
        moves.end(e, TaskStatus.CANCELLED, error(arrivals.firstFailure()));
      }
      case SKIP -> {
        arrivals.endedTask = true;
        moves.end(e, TaskStatus.CANCELLED, null);
      }
    }
  }

  /** True when the task waits again. */
  private boolean revive(Entry e, int slot) {
    Arrivals arrivals = e.arrivals;
    if (arrivals == null || !e.blocked) {
      return false;
    }
    arrivals.forgetFailure(slot);
    if (!arrivals.endedTask || arrivals.verdict() != Join.Verdict.WAIT) {
      return false;
    }
    arrivals.endedTask = false;
    moves.waitAgain(e);
    return true;
  }

  private TaskError error(Arrival failure) {
    return TaskError.parentFailed(
        failure.parent(),
        failure.name(),
        failure.status(),
        failure.error(),
        Instant.ofEpochMilli(moves.now()));
  }

  private static Arrival arrival(Entry parent, int slot) {
    boolean succeeded = parent.status == TaskStatus.SUCCESS;
    return new Arrival(
        slot,
        parent.message.id(),
        parent.message.name(),
        // Purged while it waits: nobody will ever run it.
        parent.status.isTerminal() ? parent.status : TaskStatus.CANCELLED,
        parent.result,
        succeeded ? Optional.empty() : Optional.ofNullable(parent.error));
  }

  private static boolean wasGivenUp(@Nullable Entry dependant) {
    // A patient one ends when there is nothing left to be bound, or to be tried again.
    return dependant != null
        && dependant.blocked
        && dependant.status.isTerminal()
        && !(dependant.arrivals != null
            && dependant.arrivals.endedTask
            && dependant.arrivals.join().patient());
  }
}
