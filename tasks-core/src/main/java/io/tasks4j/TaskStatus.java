package io.tasks4j;

/**
 * Where a task stands; moves only along {@link #canMoveTo}.
 *
 * <pre>
 * PENDING | RETRY ─▶ RUNNING ─▶ SUCCESS | FAILURE | RETRY | CANCELLED | PENDING
 * PENDING | RETRY ─▶ CANCELLED      (cancel, expiry)
 * FAILURE | CANCELLED ─▶ PENDING    (requeue)
 * </pre>
 */
public enum TaskStatus {
  /** Waits for its due time or for a worker; never failed so far. */
  PENDING,
  /** A worker holds its lease. */
  RUNNING,
  /** Failed or was lost at least once, and waits to be tried again. */
  RETRY,
  /** Ended well; the result is kept as long as retention says. */
  SUCCESS,
  /** Ended badly; a dead letter until it is requeued, purged or too old. */
  FAILURE,
  /** Ended by a cancel, or because it was not started before it expired. */
  CANCELLED;

  /** Whether nothing more happens to a task of this status unless someone requeues it. */
  public boolean isTerminal() {
    return this == SUCCESS || this == FAILURE || this == CANCELLED;
  }

  /** Whether the state machine has a move from this status to {@code next}. */
  public boolean canMoveTo(TaskStatus next) {
    return switch (this) {
      case PENDING, RETRY -> next == RUNNING || next == CANCELLED;
      case RUNNING -> next != RUNNING;
      case FAILURE, CANCELLED -> next == PENDING;
      case SUCCESS -> false;
    };
  }
}
