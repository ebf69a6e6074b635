package io.tasks4j.backend;

import io.tasks4j.TaskId;
import java.util.List;

/**
 * Of backends that can take back a due time. A broker that carries tasks needs it of the store
 * beside it: there a task waits until its message has arrived.
 */
public interface EarlyStart {
  /** What a task is after a call. */
  enum State {
    /** It waits to be claimed, and is due. */
    READY,
    /** It runs, has ended, or waits for a time that it was given after a claim. */
    NOT_READY,
    /** There is none of this id. */
    UNKNOWN
  }

  /**
   * Makes tasks as they would be had they been enqueued without a due time: those that wait and
   * were never claimed. All others stay as they are.
   *
   * @param queue the queue of all of them
   * @return one state for each id, in order
   */
  List<State> startNow(String queue, List<TaskId> ids);
}
