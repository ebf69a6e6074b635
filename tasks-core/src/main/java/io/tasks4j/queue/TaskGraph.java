package io.tasks4j.queue;

import io.tasks4j.TaskId;
import io.tasks4j.message.TaskMessage;
import java.util.List;
import java.util.Optional;

/**
 * Tasks that wait for one another and are enqueued together; those of {@code io.tasks4j.chain} are
 * what applications use.
 *
 * @param <H> the handle of the whole
 */
public interface TaskGraph<H> {
  /** The id of the whole, if it was given one; under an id that is kept nothing is enqueued. */
  Optional<TaskId> id();

  /**
   * The tasks, each behind all that wait for it: whatever is stored first, no end of a task comes
   * too early for who waits for it. One of them has the id of the whole, and ends last.
   *
   * @param id of the whole; ids of the tasks are derived from it
   * @throws io.tasks4j.TaskSerializationException when a payload cannot be written, or is over the
   *     limit
   */
  List<TaskMessage> messages(TaskId id, MessageFactory messages);

  /** The handle of the whole. */
  H handle(TaskId id, TaskQueue queue);
}
