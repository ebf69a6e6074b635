package io.tasks4j.backend;

import static io.tasks4j.backend.TaskState.NEVER;

import io.tasks4j.TaskError;
import io.tasks4j.TaskStatus;
import io.tasks4j.backend.TaskState.Parents;
import io.tasks4j.backend.Transition.Effect;
import java.util.Optional;
import java.util.Set;

/** A task on its way to its next state. Not thread-safe. */
final class StateChange {
  TaskStatus status;
  int failures;
  int losses;
  boolean cancelRequested;
  boolean claimed;
  boolean delayed;
  long due;
  long expires;
  long unknownSince;
  long finished;
  Optional<TaskError> error;
  Optional<Parents> parents;

  StateChange(TaskState from) {
    status = from.status();
    failures = from.failures();
    losses = from.losses();
    cancelRequested = from.cancelRequested();
    claimed = from.claimed();
    delayed = from.delayed();
    due = from.due();
    expires = from.expires();
    unknownSince = from.unknownSince();
    finished = from.finished();
    error = from.error();
    parents = from.parents();
  }

  StateChange end(TaskStatus as, long now) {
    status = as;
    finished = now;
    unknownSince = NEVER;
    return this;
  }

  StateChange putBack(long newDue, long now) {
    status = failures + losses > 0 ? TaskStatus.RETRY : TaskStatus.PENDING;
    finished = NEVER;
    cancelRequested = false;
    due = newDue;
    delayed = newDue > now;
    return this;
  }

  /** What waited for parents waits for its due time alone; a gate has nothing else to wait for. */
  void release(long now) {
    Parents from = parents.orElseThrow();
    parents = Optional.of(from.release());
    if (from.join().gate()) {
      end(TaskStatus.SUCCESS, now);
      return;
    }
    due = from.dueAfter() == NEVER ? Math.max(due, now) : now + from.dueAfter();
    delayed = due > now;
    expires = from.expiresAfter() == NEVER ? expires : now + from.expiresAfter();
  }

  TaskState state() {
    return new TaskState(
        status,
        failures,
        losses,
        cancelRequested,
        claimed,
        delayed,
        due,
        expires,
        unknownSince,
        finished,
        error,
        parents);
  }

  Transition with(Set<Effect> effects) {
    return new Transition(true, state(), effects);
  }
}
