package io.tasks4j.queue;

import io.tasks4j.backend.EnqueueResult;
import io.tasks4j.message.TaskMessage;
import java.util.List;

/** Sees every message before it is enqueued, for example to add a trace context. Thread-safe. */
@FunctionalInterface
public interface EnqueueInterceptor {
  /** The message to enqueue instead: the same, or a changed one of the same id. */
  TaskMessage intercept(TaskMessage message);

  /**
   * Runs around each call that brings messages to the backend, after {@link #intercept} saw them.
   * Around {@link io.tasks4j.schedule.Schedules#trigger} too, but not around follow-ups, which the
   * worker brings with a settlement, nor the ticks of schedules, for which nobody in particular
   * asks.
   *
   * @param messages what is enqueued together
   * @param next the backend, or the interceptor after this one; to be called once
   * @return what {@code next} answered for these messages, perhaps with other headers
   */
  default List<EnqueueResult> around(List<TaskMessage> messages, Next next) {
    return next.proceed(messages);
  }

  /** The backend, or the interceptor after. */
  @FunctionalInterface
  interface Next {
    /** Goes on. */
    List<EnqueueResult> proceed(List<TaskMessage> messages);

    /** This with {@code interceptors} around it, the first outermost. */
    default Next inside(List<EnqueueInterceptor> interceptors) {
      Next next = this;
      for (int i = interceptors.size() - 1; i >= 0; i--) {
        EnqueueInterceptor interceptor = interceptors.get(i);
        Next inner = next;
        next = messages -> interceptor.around(messages, inner);
      }
      return next;
    }
  }
}
