package io.tasks4j.chain;

/** Where a chain, a group or a workflow stands. */
public enum ChainStatus {
  /** Nothing of it has run yet. */
  PENDING,
  /** It is under way. */
  RUNNING,
  /** All of it succeeded, or as much as its policy asks for. */
  COMPLETED,
  /** A part of it failed, and so it has ended. */
  FAILED,
  /** A part of it was cancelled or expired, and so it has ended. */
  CANCELLED;

  /** Whether it has ended. */
  public boolean isTerminal() {
    return this == COMPLETED || this == FAILED || this == CANCELLED;
  }
}
