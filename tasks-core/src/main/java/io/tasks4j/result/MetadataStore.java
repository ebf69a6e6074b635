package io.tasks4j.result;

import io.tasks4j.TaskId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Records of tasks, for brokers that cannot be asked about what they hold.
 *
 * <p>Stores with tables of their own (memory, SQLite, Redis) answer from those and need none.
 * Implementations are thread-safe, and forget finished tasks by age and by count.
 */
public interface MetadataStore extends AutoCloseable {
  /**
   * Stores the record of a new task.
   *
   * @return false when there is one of this id, which stays as it is
   */
  boolean store(TaskMetadata metadata);

  /** The record of a task, if it is still kept. */
  Optional<TaskMetadata> find(TaskId id);

  /**
   * Replaces a record when it still equals {@code expected}.
   *
   * @return whether it was replaced
   */
  boolean compareAndSet(TaskMetadata expected, TaskMetadata next);

  /**
   * Forgets a record.
   *
   * @return whether there was one
   */
  boolean delete(TaskId id);

  /** Records that match, newest first, at most {@code query.limit()}. */
  List<TaskMetadata> list(TaskQuery query);

  /** How many tasks each queue has of each status. */
  Map<String, QueueStats> stats();

  @Override
  void close();
}
