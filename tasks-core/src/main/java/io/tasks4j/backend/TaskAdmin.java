package io.tasks4j.backend;

import io.tasks4j.TaskId;
import io.tasks4j.result.MetadataStore;

/**
 * The records of a backend's tasks, and what operators do to them, in code, a dashboard or a
 * command line. Thread-safe.
 */
public interface TaskAdmin extends MetadataStore {
  /** Ends a waiting task, or asks a running one to end. */
  CancelResult cancel(TaskId id);

  /**
   * Puts a dead letter or a cancelled task back, due at once, with all retries before it and
   * without its expiry.
   *
   * @return whether it was put back: false when it is neither, is gone, or another task holds its
   *     unique key
   */
  boolean requeue(TaskId id);

  /**
   * Removes a task that is not running, with its result.
   *
   * @return whether it was removed
   */
  boolean purge(TaskId id);

  /** Stops or starts handing out tasks of a queue, for all workers and over restarts. */
  void pause(String queue, boolean paused);
}
