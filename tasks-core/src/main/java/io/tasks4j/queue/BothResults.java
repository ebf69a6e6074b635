package io.tasks4j.queue;

import io.tasks4j.BackendException;
import io.tasks4j.Durations;
import io.tasks4j.TaskId;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.result.Arrival;
import io.tasks4j.result.JoinState;
import io.tasks4j.result.ResultBackend;
import io.tasks4j.result.TaskResult;
import io.tasks4j.result.TaskResults;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Results that a separate store has, and those that only the backend knows. Thread-safe.
 *
 * <p>The backend is asked too because some ends never reach the store: of tasks that ended without
 * a worker (cancelled while they waited, expired, lost too often), and of those whose worker died,
 * or found the store away, after it had settled them.
 */
final class BothResults implements TaskResults {
  private static final Logger LOG = LoggerFactory.getLogger(TaskQueue.class);
  private static final long FIRST_SLICE = Duration.ofMillis(50).toNanos();
  private static final long LONGEST_SLICE = Duration.ofSeconds(1).toNanos();

  /** For a result that is under way to the store when the backend has forgotten the task. */
  private static final long UNDER_WAY = Duration.ofSeconds(2).toNanos();

  private final ResultBackend store;
  private final TaskBackend backend;

  BothResults(ResultBackend store, TaskBackend backend) {
    this.store = store;
    this.backend = backend;
  }

  @Override
  public Optional<TaskResult> find(TaskId id) {
    Optional<TaskResult> stored;
    try {
      stored = store.find(id);
    } catch (BackendException e) {
      LOG.debug("the store of results fails; asking the backend for task {}", id, e);
      return backend.results().find(id);
    }
    return stored.isPresent() ? stored : backend.results().find(id);
  }

  /**
   * Waits at the store, where the wait is woken, in slices that grow from 50 ms to 1 s; after each
   * the backend is asked. While the store fails, the wait is at the backend.
   *
   * @return empty too, before the time is up, when the task was there and is no more
   */
  @Override
  public Optional<TaskResult> await(TaskId id, Duration timeout) throws InterruptedException {
    long start = System.nanoTime();
    long nanos = Durations.nanos(timeout);
    // At once first: what has ended may be at the backend alone.
    long slice = 0;
    boolean seen = false;
    long missedAt = 0;
    while (true) {
      long left = nanos - (System.nanoTime() - start);
      Optional<TaskResult> result = awaitSlice(id, Math.max(0, Math.min(slice, left)));
      if (result.isPresent()) {
        return result;
      }
      // The record first: a look at it is what makes a backend notice that the task expired.
      boolean known = backend.admin().find(id).isPresent();
      result = backend.results().find(id);
      if (result.isPresent() || left <= slice) {
        return result;
      }
      if (known) {
        seen = true;
        missedAt = 0;
      } else if (seen && missedAt == 0) {
        missedAt = System.nanoTime();
      } else if (seen && System.nanoTime() - missedAt >= UNDER_WAY) {
        return find(id);
      }
      slice = slice == 0 ? FIRST_SLICE : Math.min(LONGEST_SLICE, slice * 2);
    }
  }

  /** Forgets both copies. */
  @Override
  public boolean delete(TaskId id) {
    boolean stored = store.delete(id);
    return backend.results().delete(id) || stored;
  }

  @Override
  public Optional<JoinState> joinState(TaskId dependant) {
    return backend.results().joinState(dependant);
  }

  @Override
  public List<Arrival> arrivals(TaskId dependant, int fromSlot, int limit) {
    return backend.results().arrivals(dependant, fromSlot, limit);
  }

  private Optional<TaskResult> awaitSlice(TaskId id, long nanos) throws InterruptedException {
    try {
      return store.await(id, Duration.ofNanos(nanos));
    } catch (BackendException e) {
      LOG.debug("the store of results fails; awaiting task {} at the backend", id, e);
      return backend.results().await(id, Duration.ofNanos(nanos));
    }
  }
}
