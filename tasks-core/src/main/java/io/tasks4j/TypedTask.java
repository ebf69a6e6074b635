package io.tasks4j;

/**
 * A task or its type: what a producer names when it enqueues.
 *
 * @param <P> payload
 * @param <R> result
 */
public sealed interface TypedTask<P, R> permits Task, TaskType {
  /** Name, payload type, result type and defaults. */
  TaskType<P, R> type();
}
