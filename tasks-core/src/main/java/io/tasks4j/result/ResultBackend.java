package io.tasks4j.result;

import io.tasks4j.TaskId;
import io.tasks4j.UnsupportedCapabilityException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How the ends of tasks are found: those of a backend ({@link
 * io.tasks4j.backend.TaskBackend#results}), or those that an application keeps in a store of its
 * own.
 *
 * <p>A backend stores an end by the settlement, so {@link #store} is for stores of their own, each
 * of which keeps results for a TTL and up to a count. Thread-safe.
 */
public interface ResultBackend {
  /** How the task ended, if it has and that is still kept; never waits. */
  Optional<TaskResult> find(TaskId id);

  /**
   * Waits until the task has ended, at most {@code timeout}; zero or less looks once.
   *
   * @return the result, or empty when the time is up
   */
  Optional<TaskResult> await(TaskId id, Duration timeout) throws InterruptedException;

  /**
   * Stores a result, unless one of this task is there: the first one stays.
   *
   * @return whether it was stored
   * @throws io.tasks4j.TaskSerializationException when the value is over the store's limit
   * @throws UnsupportedCapabilityException of a backend
   */
  default boolean store(TaskResult result) {
    throw new UnsupportedCapabilityException(
        "a backend's results are stored by its settlements; use a store of its own, such as"
            + " MemoryResultBackend or those of tasks-results");
  }

  /**
   * Forgets a result; of a backend the ended task with it.
   *
   * @return whether there was one
   */
  boolean delete(TaskId id);

  /**
   * How far a task's waiting for others is; empty when it waits for none, is not kept any more, or
   * is of a store without {@link io.tasks4j.backend.Capability#JOIN}.
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
