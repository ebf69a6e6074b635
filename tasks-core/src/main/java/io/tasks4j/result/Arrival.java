package io.tasks4j.result;

import io.tasks4j.TaskError;
import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import io.tasks4j.message.Payload;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

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
  private static final int PAGE = 1_000;

  public Arrival {
    if (!status.isTerminal()) {
      throw new IllegalArgumentException("a parent arrives when it has ended, not " + status);
    }
  }

  /** Shows all that the task {@code dependant} waited for and that has ended, in order of slots. */
  public static void forEach(
      ResultBackend results, TaskId dependant, Consumer<? super Arrival> action) {
    int slot = 0;
    while (slot >= 0) {
      List<Arrival> page = results.arrivals(dependant, slot, PAGE);
      page.forEach(action);
      slot = page.size() < PAGE ? -1 : page.get(PAGE - 1).slot() + 1;
    }
  }
}
