package io.tasks4j.sqlite;

import io.tasks4j.TaskError;
import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import io.tasks4j.backend.TaskEvent;
import io.tasks4j.backend.TaskState;
import io.tasks4j.backend.TaskState.Parents;
import io.tasks4j.backend.Transition;
import io.tasks4j.backend.Transition.Effect;
import io.tasks4j.backend.Transitions;
import io.tasks4j.message.MessageCodec;
import io.tasks4j.sqlite.file.PreparedStatements;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Applies what happens to one task to its rows.
 *
 * <p>What happens to many is done by one statement each, to the same effect: see {@link Successes},
 * {@link Sweeper}, {@link Claimer} and {@link EarlyStarter}.
 */
final class RowUpdates {
  private final Transitions transitions;
  private final ClaimOrder ranks;

  RowUpdates(ClaimOrder ranks, int maxDeliveries) {
    this.ranks = ranks;
    this.transitions = new Transitions(maxDeliveries);
  }

  Transition apply(WriteTransaction tx, TaskRow row, TaskEvent event) throws SQLException {
    return apply(tx, row, event, null);
  }

  /**
   * Lets something happen to a task. What is left to the caller: to revive dependants, to enqueue
   * follow-ups, to report a loss, and to remove the row.
   *
   * @param error the error that the event brings, if it was encoded before
   */
  Transition apply(WriteTransaction tx, TaskRow row, TaskEvent event, byte @Nullable [] error)
      throws SQLException {
    Transition transition = transitions.apply(row.state(), event);
    TaskState next = transition.state();
    if (!next.parents().equals(row.state().parents())) {
      storeParents(tx, row, next.parents().orElseThrow());
    }
    if (isChanged(row.state(), transition)) {
      store(tx, row, transition, error(tx, row, transition, error));
    }
    if (transition.has(Effect.UNBIND)) {
      unbind(tx, row);
    }
    if (transition.has(Effect.TELL_ENDED)) {
      tx.ended(row.id(), row.seq(), row.links(), next.status() == TaskStatus.SUCCESS);
    } else if (transition.has(Effect.TELL_DEPENDANTS)) {
      tx.parentEnded(row.seq(), row.links(), false);
    }
    if (transition.has(Effect.WAKE)) {
      tx.ready();
    }
    return transition;
  }

  /** Whether there is more to be stored than what has arrived. */
  private static boolean isChanged(TaskState before, Transition transition) {
    TaskState next = transition.state();
    return next.status() != before.status()
        || next.cancelRequested() != before.cancelRequested()
        || next.due() != before.due()
        || next.delayed() != before.delayed()
        || transition.has(Effect.WAKE);
  }

  private static void storeParents(WriteTransaction tx, TaskRow row, Parents parents)
      throws SQLException {
    tx.sql()
        .update(
            JoinSql.STORE_PARENTS,
            row.seq(),
            parents.arrived(),
            parents.failed(),
            parents.released() ? 1 : 0,
            parents.ended() ? 1 : 0,
            orNull(parents.expiresAfter()),
            row.told());
  }

  private void store(
      WriteTransaction tx, TaskRow row, Transition transition, byte @Nullable [] error)
      throws SQLException {
    TaskState next = transition.state();
    if (next.status() == TaskStatus.RUNNING) {
      // The lease goes on.
      tx.sql().update(TaskSql.REQUEST_CANCEL, row.seq());
      return;
    }
    tx.sql()
        .update(
            TaskSql.STORE_STATE,
            row.seq(),
            RowState.of(next),
            next.due(),
            ranks.rank(row.priority(), next.due()),
            next.failures(),
            next.losses(),
            next.cancelRequested() ? 1 : 0,
            orNull(next.expires()),
            orNull(next.unknownSince()),
            orNull(next.finished()),
            transition.has(Effect.FORGET_ERROR) ? 1 : 0,
            error);
  }

  private static byte @Nullable [] error(
      WriteTransaction tx, TaskRow row, Transition transition, byte @Nullable [] encoded)
      throws SQLException {
    if (transition.has(Effect.NAME_PARENT)) {
      return MessageCodec.encodeError(firstFailure(tx, row));
    }
    Optional<TaskError> error = transition.state().error();
    return encoded != null || error.isEmpty() ? encoded : MessageCodec.encodeError(error.get());
  }

  private static TaskError firstFailure(WriteTransaction tx, TaskRow row) throws SQLException {
    try (ResultSet first = tx.sql().query(JoinSql.FIRST_FAILURE, row.seq())) {
      Instant now = Instant.ofEpochMilli(tx.now());
      if (!first.next()) {
        // The counts say so, the arrivals do not: something else changed one of them.
        return TaskError.parentFailed(
            row.id(), "unknown", TaskStatus.FAILURE, Optional.empty(), now);
      }
      int state = first.getInt(3);
      return TaskError.parentFailed(
          new TaskId(PreparedStatements.uuid(first.getBytes(1))),
          first.getString(2),
          RowState.isKnown(state) ? RowState.status(state, 0, 0) : TaskStatus.FAILURE,
          RowReader.error(first.getBytes(4)),
          now);
    }
  }

  private static void unbind(WriteTransaction tx, TaskRow row) throws SQLException {
    byte[] unbound = DependantLinks.unbound(row.links());
    if (unbound != null) {
      tx.sql().update(JoinSql.SET_LINKS, row.seq(), unbound);
    }
  }

  private static @Nullable Long orNull(long time) {
    return time == TaskState.NEVER ? null : Long.valueOf(time);
  }
}
