package io.tasks4j.spring;

import io.tasks4j.TaskOptions;
import io.tasks4j.TypedTask;
import io.tasks4j.queue.Enqueuer;
import io.tasks4j.queue.TaskGraph;
import io.tasks4j.queue.TaskHandle;
import io.tasks4j.queue.TaskQueue;
import java.util.Collection;
import java.util.List;

/**
 * Enqueues when the transaction of the caller's thread has committed, and not when it rolls back;
 * at once when there is none. Thread-safe.
 *
 * <p>Payloads are encoded and checked in the call. A handle that was given before the commit is of
 * a task that is not there yet, and says nothing of unique keys and ids that were taken.
 *
 * <p>What ends the process between the commit and the enqueue, or a store that is away then, loses
 * the tasks: the commit's caller sees the error, though the commit stands. {@link
 * TaskQueue#inTransaction} has no such gap, where tasks and data share a database.
 */
public final class AfterCommitTaskQueue implements Enqueuer {
  private final TaskQueue queue;

  /** Enqueues to the backend of {@code queue}, with its configuration; closes nothing. */
  public AfterCommitTaskQueue(TaskQueue queue) {
    this.queue = TaskQueue.over(queue.backend(), queue.config().intercept(new AfterCommit()));
  }

  @Override
  public <P, R> TaskHandle<R> enqueue(TypedTask<P, R> task, P payload, TaskOptions options) {
    return queue.enqueue(task, payload, options);
  }

  @Override
  public <P, R> List<TaskHandle<R>> enqueueAll(
      TypedTask<P, R> task, Collection<? extends P> payloads, TaskOptions options) {
    return queue.enqueueAll(task, payloads, options);
  }

  @Override
  public <H> H enqueue(TaskGraph<H> graph) {
    return queue.enqueue(graph);
  }
}
