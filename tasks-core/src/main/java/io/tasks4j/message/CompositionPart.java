package io.tasks4j.message;

import io.tasks4j.TaskId;
import io.tasks4j.internal.Names;
import java.util.Objects;

/**
 * Of what whole a task is a part, for people, handles and the context of a running task.
 *
 * @param whole id of the chain, group or workflow
 * @param kind what that is
 * @param step the part's name, made of what task names are made of; ids of parts are derived from
 *     it
 * @param index which part it is, from 0; {@code count} itself is what comes after all parts
 * @param count how many parts there are
 */
public record CompositionPart(TaskId whole, Kind kind, String step, int index, int count) {
  /** What a whole can be. */
  public enum Kind {
    /** Steps one after the other. */
    CHAIN,
    /** Members side by side. */
    GROUP,
    /** Steps with dependencies. */
    WORKFLOW
  }

  public CompositionPart {
    Objects.requireNonNull(whole, "whole");
    Objects.requireNonNull(kind, "kind");
    Names.check("step name", step);
    if (index < 0 || index > count) {
      throw new IllegalArgumentException(
          "a part's index must be from 0 to the count of parts, but is " + index + " of " + count);
    }
  }

  /** The id of the part called {@code step}. */
  public static TaskId idOf(TaskId whole, String step) {
    return TaskId.derived(whole, "part/" + step);
  }
}
