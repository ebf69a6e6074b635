package io.tasks4j.backend;

import io.tasks4j.TaskId;
import java.util.List;

/**
 * Of backends that can take back a due time. A broker that carries tasks needs it of the store
 * beside it: there a task waits until its message has arrived.
 */
public interface EarlyStart {
  /**
   * Makes tasks as they would be had they been enqueued without a due time: those that wait and
   * were never claimed. All others stay as they are.
   *
   * @param queue the queue of all of them
   * @return those of the ids that are not kept here
   */
  List<TaskId> startNow(String queue, List<TaskId> ids);
}
