package io.tasks4j.backend;

import io.tasks4j.TaskId;
import java.util.List;

/**
 * Makes tasks of one queue as they would be had they been enqueued without a due time: those that
 * wait and were never claimed. All others stay as they are. A broker that carries tasks asks this
 * of the store beside it: there a task waits until its message has arrived.
 *
 * @param queue the queue of all of them
 * @param ids which
 */
public record EarlyStart(String queue, List<TaskId> ids) {
  /** What a task is after an early start. */
  public enum State {
    /** It waits to be claimed, and is due. */
    READY,
    /** It runs, has ended, or waits for a time that it was given after a claim. */
    NOT_READY,
    /** There is none of this id. */
    UNKNOWN
  }

  public EarlyStart {
    ids = List.copyOf(ids);
  }
}
