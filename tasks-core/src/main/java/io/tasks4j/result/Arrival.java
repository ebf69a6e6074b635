package io.tasks4j.result;

import io.tasks4j.TaskError;
import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import io.tasks4j.message.Payload;
import java.util.Optional;

/**
 * How a parent ended, as it is kept with the task that waited for it.
 *
 * @param slot which parent it is, from 0
 * @param parent its id
 * @param name its task name
 * @param status SUCCESS, FAILURE or CANCELLED
 * @param value its encoded result; empty unless the status is SUCCESS
 * @param error why it did not succeed, if that is known; empty of a success
 */
public record Arrival(
    int slot,
    TaskId parent,
    String name,
    TaskStatus status,
    Optional<Payload> value,
    Optional<TaskError> error) {
  public Arrival {
    if (!status.isTerminal()) {
      throw new IllegalArgumentException("a parent arrives when it has ended, not " + status);
    }
  }
}
