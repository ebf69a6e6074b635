package io.tasks4j;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a running task can know and ask; valid until {@link Task#execute} ends. Thread-safe. */
public interface TaskContext {
  /** The task's id: the same as the producer's, at every attempt. */
  TaskId id();

  /** The task's name. */
  String name();

  /** The queue it came from. */
  String queue();

  /** Which delivery this is, from 1; failed attempts and lost deliveries both count. */
  int attempt();

  /** Headers the producer gave, for example a trace context. */
  Map<String, String> headers();

  /**
   * When the timeout interrupts this attempt, by the clock of the queue's configuration; empty
   * without a timeout.
   */
  Optional<Instant> deadline();

  /**
   * Whether this attempt should end: the task was cancelled, its lease is lost, its timeout passed
   * or the worker's stop deadline did. Once true it stays true.
   */
  boolean cancelRequested();

  /**
   * The claim's token: greater for every later claim of one backend.
   *
   * <p>A store that remembers the greatest token it saw can refuse writes of an older claim (the
   * fencing token of M. Kleppmann, "How to do distributed locking", 2016).
   */
  long fencingToken();

  /**
   * Says how far the work is; cheap, as it travels with the next lease renewal (within a second).
   *
   * @param done units done, 0 or more
   * @param total units in all, at least {@code done}; 0 when unknown
   * @throws IllegalArgumentException when either is out of range
   */
  default void progress(long done, long total) {
    progress(done, total, "");
  }

  /**
   * Says how far the work is and what it is doing; see {@link TaskProgress}.
   *
   * @throws IllegalArgumentException when {@code done} or {@code total} is out of range
   */
  void progress(long done, long total, String note);

  /**
   * Enqueues a further task exactly when this one succeeds: in the same transaction, once.
   *
   * <p>Its id is derived from this task's id and the order of the calls, so a second attempt adds
   * no second task.
   *
   * @throws TaskSerializationException when the payload cannot be written, or payload or headers
   *     are over their limits
   */
  <P, R> TaskId enqueue(TypedTask<P, R> task, P payload, TaskOptions options);

  /** Enqueues a further task with its type's defaults exactly when this one succeeds. */
  default <P, R> TaskId enqueue(TypedTask<P, R> task, P payload) {
    return enqueue(task, payload, TaskOptions.defaults());
  }

  /**
   * The tasks that this one waited for, in the order in which it names them; empty when it waited
   * for none. Asks the store, so it takes a moment.
   *
   * @throws BackendException when the store does not answer
   */
  default List<ParentTask> parents() {
    return List.of();
  }

  /**
   * The step of this task's workflow that it waited for under this name.
   *
   * @throws IllegalArgumentException when it waited for no step of that name
   * @throws BackendException when the store does not answer
   */
  default ParentTask parent(String step) {
    throw new IllegalArgumentException("this task waited for no step '" + step + "'");
  }

  /** To be thrown: ends the task as a dead letter, whatever retries remain. */
  RuntimeException giveUp(String why);

  /** To be thrown: ends the task as a dead letter, whatever retries remain. */
  RuntimeException giveUp(String why, Throwable cause);

  /**
   * To be thrown: puts the task back for {@code delay}, using up no attempt.
   *
   * @param delay from 0 to 36,500 days
   */
  RuntimeException snooze(Duration delay);

  /**
   * To be thrown: a failed attempt whose retry comes after {@code delay} instead of the backoff.
   * The retry strategy judges {@code cause}, and still says how many retries there are.
   *
   * @param delay from 0 to 36,500 days; not bound by the strategy's {@code maxDelay}
   * @param cause why the attempt failed; stored as the task's error
   */
  RuntimeException retryAfter(Duration delay, Throwable cause);
}
