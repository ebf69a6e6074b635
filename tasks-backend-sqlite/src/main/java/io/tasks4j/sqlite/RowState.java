package io.tasks4j.sqlite;

import io.tasks4j.TaskStatus;
import io.tasks4j.backend.TaskState;

/**
 * Values of the column {@code state}. {@link TaskSql} has them as literals, since SQLite uses a
 * partial index only when it sees its condition.
 */
final class RowState {
  /** Smaller than the others that wait, so that what holds for all of those holds for it. */
  static final int BLOCKED = -1;

  static final int READY = 0;
  static final int WAITING = 1;
  static final int RUNNING = 2;
  static final int SUCCESS = 3;
  static final int CANCELLED = 4;
  static final int FAILURE = 5;

  /** Neither waiting nor running, nor at its end. */
  static final int SUSPENDED = 7;

  private RowState() {}

  static boolean isTerminal(int state) {
    return state >= SUCCESS && state <= FAILURE;
  }

  /** The state of a task, by what decides its way. */
  static int of(TaskState task) {
    return switch (task.status()) {
      case PENDING, RETRY -> waiting(task);
      case RUNNING -> RUNNING;
      case SUSPENDED -> SUSPENDED;
      case SUCCESS -> SUCCESS;
      case CANCELLED -> CANCELLED;
      case FAILURE -> FAILURE;
    };
  }

  private static int waiting(TaskState task) {
    if (task.blocked()) {
      return BLOCKED;
    }
    return task.delayed() ? WAITING : READY;
  }

  /** Whether it is one of these: another program may have written the row. */
  static boolean isKnown(int state) {
    return (state >= BLOCKED && state <= FAILURE) || state == SUSPENDED;
  }

  /** The status that people see. */
  static TaskStatus status(int state, int failures, int losses) {
    return switch (state) {
      case BLOCKED, READY, WAITING -> failures + losses > 0 ? TaskStatus.RETRY : TaskStatus.PENDING;
      case RUNNING -> TaskStatus.RUNNING;
      case SUCCESS -> TaskStatus.SUCCESS;
      case CANCELLED -> TaskStatus.CANCELLED;
      case FAILURE -> TaskStatus.FAILURE;
      case SUSPENDED -> TaskStatus.SUSPENDED;
      default -> throw new IllegalStateException("no task has the state " + state);
    };
  }
}
