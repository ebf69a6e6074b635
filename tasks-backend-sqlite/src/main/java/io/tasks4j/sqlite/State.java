package io.tasks4j.sqlite;

import io.tasks4j.TaskStatus;

/**
 * Values of the column {@code state}. {@link Sql} has them as literals, since SQLite uses a partial
 * index only when it sees its condition.
 */
final class State {
  /** Smaller than the others that wait, so that what holds for all of those holds for it. */
  static final int BLOCKED = -1;

  static final int READY = 0;
  static final int WAITING = 1;
  static final int RUNNING = 2;
  static final int SUCCESS = 3;
  static final int CANCELLED = 4;
  static final int FAILURE = 5;

  private State() {}

  static boolean isTerminal(int state) {
    return state >= SUCCESS;
  }

  /** The status that people see. */
  static TaskStatus status(int state, int failures, int losses) {
    return switch (state) {
      case BLOCKED, READY, WAITING -> failures + losses > 0 ? TaskStatus.RETRY : TaskStatus.PENDING;
      case RUNNING -> TaskStatus.RUNNING;
      case SUCCESS -> TaskStatus.SUCCESS;
      case CANCELLED -> TaskStatus.CANCELLED;
      case FAILURE -> TaskStatus.FAILURE;
      default -> throw new IllegalStateException("no task has the state " + state);
    };
  }
}
