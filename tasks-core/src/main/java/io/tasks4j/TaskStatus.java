package io.tasks4j;

/**
 * Where a task stands. {@code docs/states.md} lists all moves; most are these:
 *
 * <pre>
 * PENDING | RETRY ─▶ RUNNING ─▶ SUCCESS | FAILURE | RETRY | CANCELLED | PENDING | SUSPENDED
 * PENDING | RETRY | SUSPENDED ─▶ CANCELLED    (cancel, expiry)
 * SUSPENDED ─▶ PENDING | RETRY                (what it waits for has come)
 * FAILURE | CANCELLED ─▶ PENDING              (requeue)
 * </pre>
 */
public enum TaskStatus {
  /** Waits for its due time or for a worker; never failed so far. */
  PENDING,
  /** A worker holds its lease. */
  RUNNING,
  /** Failed or was lost at least once, and waits to be tried again. */
  RETRY,
  /**
   * Has begun, and waits without a worker for something to come. Nothing suspends a task so far.
   */
  SUSPENDED,
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
}
