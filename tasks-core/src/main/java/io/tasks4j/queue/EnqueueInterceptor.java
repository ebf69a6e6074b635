package io.tasks4j.queue;

import io.tasks4j.message.TaskMessage;

/** Sees every message before it is enqueued, for example to add a trace context. Thread-safe. */
@FunctionalInterface
public interface EnqueueInterceptor {
  /** The message to enqueue instead: the same, or a changed one of the same id. */
  TaskMessage intercept(TaskMessage message);
}
