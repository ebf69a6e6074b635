package io.tasks4j.result;

import io.tasks4j.TaskId;
import java.time.Duration;
import java.util.List;
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

  /**
   * How far a task's waiting for others is; empty when it waits for none, is not kept any more, or
   * is of a backend without {@link io.tasks4j.backend.Capability#JOIN}.
   */
  default Optional<JoinState> joinState(TaskId dependant) {
    return Optional.empty();
  }

  /**
   * The parents of a task that have ended, in the order of their slots: those from {@code fromSlot}
   * on, at most {@code limit}. Kept as long as the task itself.
   */
  default List<Arrival> arrivals(TaskId dependant, int fromSlot, int limit) {
    return List.of();
  }
}
