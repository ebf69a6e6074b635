package io.tasks4j.result;

import io.tasks4j.TaskId;
import java.time.Duration;
import java.util.Optional;

/**
 * Where the ends of tasks are stored and awaited. Implementations are thread-safe and bounded: each
 * keeps results for a TTL and up to a count.
 */
public interface ResultBackend extends AutoCloseable {
  /**
   * Stores a result, unless one of this task is there: the first one stays.
   *
   * @return whether it was stored
   */
  boolean store(TaskResult result);

  /** The result, if the task ended and the result is still kept. */
  Optional<TaskResult> find(TaskId id);

  /**
   * Waits until the task has ended, at most {@code timeout}.
   *
   * @return the result, or empty when the time is up
   */
  Optional<TaskResult> await(TaskId id, Duration timeout) throws InterruptedException;

  /**
   * Forgets a result.
   *
   * @return whether there was one
   */
  boolean delete(TaskId id);

  @Override
  void close();
}
