package io.tasks4j.result;

import io.tasks4j.TaskId;
import java.time.Duration;
import java.util.Optional;

/** The ends of tasks, for whoever waits for them. Thread-safe. */
public interface TaskResults {
  /** How the task ended, if it has and that is still kept; never waits. */
  Optional<TaskResult> find(TaskId id);

  /**
   * Waits until the task has ended, at most {@code timeout}; zero or less looks once.
   *
   * @return the result, or empty when the time is up
   */
  Optional<TaskResult> await(TaskId id, Duration timeout) throws InterruptedException;

  /**
   * Forgets a result, and with it the ended task where the backend keeps the two together.
   *
   * @return whether there was one
   */
  boolean delete(TaskId id);
}
