package io.tasks4j.result;

import io.tasks4j.TaskId;
import java.util.List;
import java.util.Optional;

/**
 * A part of a listing, for which the store has looked at no more than it can in a moment: it may be
 * shorter than it was asked for, or empty, although more follows.
 *
 * @param tasks those that match, the one accepted last first
 * @param next where to go on, for {@link TaskQuery#before}; empty at the end
 */
public record TaskPage(List<TaskMetadata> tasks, Optional<TaskId> next) {
  public TaskPage {
    tasks = List.copyOf(tasks);
  }

  /** The page that a listing makes, after which there is nothing when it is not full. */
  public static TaskPage of(List<TaskMetadata> listed, TaskQuery query) {
    boolean full = listed.size() == query.limit();
    return new TaskPage(
        listed, full ? Optional.of(listed.get(listed.size() - 1).id()) : Optional.empty());
  }
}
