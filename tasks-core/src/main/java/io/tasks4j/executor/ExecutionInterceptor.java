package io.tasks4j.executor;

import io.tasks4j.TaskContext;
import org.jspecify.annotations.Nullable;

/**
 * Runs around each execution of a task, for example to set a logging or trace context. Thread-safe.
 */
@FunctionalInterface
public interface ExecutionInterceptor {
  /** Calls {@code next} once, and returns what it returned or something of the same type. */
  @Nullable Object intercept(TaskContext context, Next next) throws Exception;

  /**
   * Whether an attempt that threw this has failed; one that {@link TaskContext#snooze}d has not.
   */
  static boolean isFailure(Throwable thrown) {
    return !(thrown instanceof SnoozeException);
  }

  /** The task, or the interceptor before it. */
  @FunctionalInterface
  interface Next {
    /** Goes on. */
    @Nullable Object proceed() throws Exception;
  }
}
