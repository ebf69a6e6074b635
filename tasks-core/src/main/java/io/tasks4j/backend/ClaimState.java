package io.tasks4j.backend;

/** What a renewal finds out about a claim. */
public enum ClaimState {
  /** Still held, now for another lease. */
  HELD,
  /** Still held and renewed, but the task should end: someone asked to cancel it. */
  CANCEL_REQUESTED,
  /** No longer held: the task was claimed again, has ended, or was purged. */
  LOST
}
