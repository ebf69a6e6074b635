package io.tasks4j.result;

import io.tasks4j.TaskId;
import io.tasks4j.UnsupportedCapabilityException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How records of tasks are found: those of a backend ({@link
 * io.tasks4j.backend.TaskBackend#admin}), or those that an application keeps in a store of its own.
 *
 * <p>A backend's records change with its tasks alone, so {@link #store}, {@link #compareAndSet} and
 * {@link #delete} are for stores of their own, which forget ended tasks by age and by count.
 * Thread-safe.
 */
public interface MetadataStore {
  /** The record of a task, if it is still kept. */
  Optional<TaskMetadata> find(TaskId id);

  /** Records, the one accepted last first. One that cannot be read is left out, with a WARN. */
  List<TaskMetadata> list(TaskQuery query);

  /**
   * The first records of a listing that are found in a moment, and where to go on: for people who
   * wait, where few among many may match. By default all of {@link #list}.
   */
  default TaskPage page(TaskQuery query) {
    return TaskPage.of(list(query), query);
  }

  /** How many tasks each queue has of each status. Paused queues are there even when empty. */
  Map<String, QueueStats> stats();

  /**
   * How many tasks ended in each of the latest spans of time, the oldest span first, the one that
   * is going on last; see {@link Throughput}. Empty from stores that do not look.
   *
   * @param width of a span, from 1 s to a day
   * @param spans how many, from 1 to {@value Throughput#MOST_SPANS}
   */
  default List<Throughput> throughput(Duration width, int spans) {
    return List.of();
  }

  /**
   * Stores the record of a new task.
   *
   * @return false when there is one of this id, which stays as it is
   * @throws UnsupportedCapabilityException of a backend
   */
  default boolean store(TaskMetadata metadata) {
    throw ofBackend();
  }

  /**
   * Replaces a record when it still equals {@code expected}.
   *
   * @return whether it was replaced
   * @throws UnsupportedCapabilityException of a backend
   */
  default boolean compareAndSet(TaskMetadata expected, TaskMetadata next) {
    throw ofBackend();
  }

  /**
   * Forgets a record.
   *
   * @return whether there was one
   * @throws UnsupportedCapabilityException of a backend
   */
  default boolean delete(TaskId id) {
    throw ofBackend();
  }

  private static UnsupportedCapabilityException ofBackend() {
    return new UnsupportedCapabilityException(
        "the records of a backend change with its tasks: enqueue, settle, cancel or purge those");
  }
}
