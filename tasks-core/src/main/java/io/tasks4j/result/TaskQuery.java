package io.tasks4j.result;

import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Which tasks to list. Immutable.
 *
 * @param statuses any of these; never empty
 * @param queue only of this queue
 * @param name only of this task name
 * @param before only tasks accepted before this one, for the next page; if it is gone, none
 * @param limit at most this many, from 1 to 10,000; default 100
 */
public record TaskQuery(
    Set<TaskStatus> statuses,
    Optional<String> queue,
    Optional<String> name,
    Optional<TaskId> before,
    int limit) {
  public TaskQuery {
    statuses = Set.copyOf(statuses);
    if (statuses.isEmpty()) {
      throw new IllegalArgumentException("a query needs at least one status, but has none");
    }
    if (limit < 1 || limit > 10_000) {
      throw new IllegalArgumentException("limit must be from 1 to 10000, but is " + limit);
    }
  }

  /** The newest 100 tasks of any status. */
  public static TaskQuery all() {
    return new TaskQuery(
        EnumSet.allOf(TaskStatus.class), Optional.empty(), Optional.empty(), Optional.empty(), 100);
  }

  /** The newest 100 tasks of one status. */
  public static TaskQuery of(TaskStatus status) {
    return all().statuses(Set.of(status));
  }

  /** The newest 100 dead letters. */
  public static TaskQuery deadLetters() {
    return of(TaskStatus.FAILURE);
  }

  /** The same for other statuses. */
  public TaskQuery statuses(Set<TaskStatus> any) {
    return new TaskQuery(any, queue, name, before, limit);
  }

  /** The same within one queue. */
  public TaskQuery queue(String only) {
    return new TaskQuery(statuses, Optional.of(only), name, before, limit);
  }

  /** The same for one task name. */
  public TaskQuery name(String only) {
    return new TaskQuery(statuses, queue, Optional.of(only), before, limit);
  }

  /** The page after the one that ended with {@code last}. */
  public TaskQuery before(TaskId last) {
    return new TaskQuery(statuses, queue, name, Optional.of(last), limit);
  }

  /** The same with at most {@code most} tasks. */
  public TaskQuery limit(int most) {
    return new TaskQuery(statuses, queue, name, before, most);
  }

  /** Whether {@code task} is one of these, leaving page and limit aside. */
  public boolean matches(TaskMetadata task) {
    return statuses.contains(task.status())
        && queue.filter(q -> !q.equals(task.message().queue())).isEmpty()
        && name.filter(n -> !n.equals(task.message().name())).isEmpty();
  }
}
