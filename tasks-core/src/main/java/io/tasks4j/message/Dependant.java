package io.tasks4j.message;

import io.tasks4j.TaskId;
import io.tasks4j.internal.Names;
import java.util.Objects;

/**
 * A task that waits for the one in whose message this stands.
 *
 * @param id the task that waits
 * @param queue its queue
 * @param slot which of its parents this one is, from 0
 * @param binding whether this task is of use only while that one has not ended: if it has, a claim
 *     that meets this one ends it CANCELLED, and where it runs it is told as by a cancel; not once
 *     it was put back by an operator
 */
public record Dependant(TaskId id, String queue, int slot, boolean binding) {
  public Dependant {
    Objects.requireNonNull(id, "id");
    Names.check("queue name", queue);
    if (slot < 0) {
      throw new IllegalArgumentException("slot must be 0 or more, but is " + slot);
    }
  }

  /** A dependant that does not bind. */
  public static Dependant of(TaskId id, String queue, int slot) {
    return new Dependant(id, queue, slot, false);
  }
}
