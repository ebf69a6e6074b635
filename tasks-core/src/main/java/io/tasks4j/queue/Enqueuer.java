package io.tasks4j.queue;

import io.tasks4j.TaskOptions;
import io.tasks4j.TypedTask;
import java.util.Collection;
import java.util.List;

/**
 * Where tasks are handed in: a {@link TaskQueue}, or one bound to a transaction.
 *
 * <p>A task is named by its {@link io.tasks4j.TaskType}, or by itself where the code is at hand.
 *
 * <p>Every method throws {@link io.tasks4j.TaskSerializationException}, {@link
 * io.tasks4j.UnsupportedCapabilityException} and {@link io.tasks4j.BackendException}; after any of
 * them nothing was enqueued, except that after {@link io.tasks4j.BackendUnavailableException} it is
 * not known.
 */
public interface Enqueuer {
  /** Enqueues one task; it is durable, to the backend's level, when this returns. */
  <P, R> TaskHandle<R> enqueue(TypedTask<P, R> task, P payload, TaskOptions options);

  /** Enqueues one task with the defaults of its type. */
  default <P, R> TaskHandle<R> enqueue(TypedTask<P, R> task, P payload) {
    return enqueue(task, payload, TaskOptions.defaults());
  }

  /** Enqueues tasks in one round trip: all, or none when it throws; one handle each, in order. */
  <P, R> List<TaskHandle<R>> enqueueAll(
      TypedTask<P, R> task, Collection<? extends P> payloads, TaskOptions options);

  /** Enqueues tasks in one round trip with the defaults of their type. */
  default <P, R> List<TaskHandle<R>> enqueueAll(
      TypedTask<P, R> task, Collection<? extends P> payloads) {
    return enqueueAll(task, payloads, TaskOptions.defaults());
  }

  /**
   * Enqueues a chain, a group or a workflow, and gives its handle. All its tasks, or none when it
   * throws; of more than {@value TaskQueue#LARGEST_BATCH} tasks so many at a time, those that wait
   * first. Enqueued again under its id it changes nothing, or completes what was cut off.
   */
  <H> H enqueue(TaskGraph<H> graph);
}
