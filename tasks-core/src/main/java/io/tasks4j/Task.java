package io.tasks4j;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What runs: one piece of background work.
 *
 * <p>One instance serves all threads of a worker, so it must be safe for concurrent use. It may run
 * more than once for one task (delivery is at least once), so its effects should be repeatable.
 *
 * @param <P> payload
 * @param <R> result
 */
public non-sealed interface Task<P, R> extends TypedTask<P, R> {
  /**
   * Does the work.
   *
   * <p>A normal return is success, even late or after a cancel request. Anything thrown counts as a
   * failed attempt, to be tried again as the retry strategy says. The thread is interrupted when
   * the timeout passes, the task is cancelled, its lease is lost, or the worker stops.
   *
   * @return the result, or null for none
   */
  @Nullable R execute(P payload, TaskContext context) throws Exception;

  /** A task from a function, for small programs. */
  static <P, R> Task<P, R> of(String name, Class<P> payload, Class<R> result, Body<P, R> body) {
    return of(TaskType.of(name, payload, result), body);
  }

  /** A task of {@code type} from a function. */
  static <P, R> Task<P, R> of(TaskType<P, R> type, Body<P, R> body) {
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(body, "body");
    return new Task<>() {
      @Override
      public TaskType<P, R> type() {
        return type;
      }

      @Override
      public @Nullable R execute(P value, TaskContext context) throws Exception {
        return body.execute(value, context);
      }

      @Override
      public String toString() {
        return "Task.of(" + type.name() + ", " + body.getClass().getName() + ")";
      }
    };
  }

  /** The work of a task, as a function. */
  @FunctionalInterface
  interface Body<P, R> {
    /** See {@link Task#execute}. */
    @Nullable R execute(P payload, TaskContext context) throws Exception;
  }
}
