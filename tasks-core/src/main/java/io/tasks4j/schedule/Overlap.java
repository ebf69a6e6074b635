package io.tasks4j.schedule;

/** What becomes of a tick while the task of an earlier one still waits or runs. */
public enum Overlap {
  /** It is enqueued too. */
  ALLOW,
  /**
   * It is left out. A task that waits for its next attempt has not ended; a dead letter has. Needs
   * a backend that keeps unique keys.
   */
  SKIP
}
