package io.tasks4j.backend;

/** What a cancel did. */
public enum CancelResult {
  /** The task was waiting, and is CANCELLED. */
  CANCELLED,
  /** The task is running; it was told, and ends CANCELLED, or SUCCESS if it is done first. */
  REQUESTED,
  /** The task had ended before, or there is none of this id; nothing changed. */
  NOTHING
}
