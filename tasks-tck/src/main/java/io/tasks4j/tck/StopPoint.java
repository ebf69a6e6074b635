package io.tasks4j.tck;

import io.tasks4j.BackendUnavailableException;
import io.tasks4j.backend.ScheduleStore;
import io.tasks4j.backend.TaskAdmin;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.lock.LockStore;
import io.tasks4j.result.ResultBackend;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Where a process is stopped: at one of its steps, before or after that takes effect. From then on
 * none of its steps takes effect. Thread-safe.
 */
public final class StopPoint {
  private static final List<Class<?>> PARTS =
      List.of(TaskAdmin.class, ResultBackend.class, ScheduleStore.class, LockStore.class);

  /** These send a store nothing. */
  private static final Set<String> NO_STEPS = Set.of("close", "capabilities", "attach", "detach");

  private final int at;
  private final boolean after;
  private final AtomicInteger steps = new AtomicInteger();
  private volatile boolean stopped;

  /**
   * A point that is reached at step {@code at}, from 1.
   *
   * @param after whether that step takes effect
   */
  public StopPoint(int at, boolean after) {
    this.at = at;
    this.after = after;
  }

  /** The number of the step, from 1. */
  public int at() {
    return at;
  }

  /** Whether that step takes effect. */
  public boolean isAfter() {
    return after;
  }

  /** Counts a step that is about to be taken; true when it is the last, or comes too late. */
  public boolean stopsBefore() {
    if (!stopped && steps.incrementAndGet() == at && !after) {
      stop();
    }
    return stopped;
  }

  /** Whether the step that was just counted is the last one, and takes effect. */
  public boolean stopsAfter() {
    return after && !stopped && steps.get() >= at;
  }

  /** The process does nothing any more. */
  public void stop() {
    stopped = true;
  }

  /** Whether the point was reached. */
  public boolean isStopped() {
    return stopped;
  }

  @Override
  public String toString() {
    return (after ? "after step " : "before step ") + at;
  }

  /** A backend whose calls are the steps. */
  public TaskBackend calls(TaskBackend real) {
    return (TaskBackend) proxy(real, TaskBackend.class);
  }

  private Object proxy(Object real, Class<?> type) {
    return Proxy.newProxyInstance(
        StopPoint.class.getClassLoader(),
        new Class<?>[] {type},
        (self, method, arguments) -> step(real, method, arguments));
  }

  private @Nullable Object step(Object real, Method method, Object @Nullable [] arguments)
      throws Throwable {
    Class<?> type = method.getReturnType();
    if (PARTS.contains(type)) {
      return proxy(invoke(real, method, arguments), type);
    }
    boolean isCall =
        method.getDeclaringClass() != Object.class && !NO_STEPS.contains(method.getName());
    if (!isCall) {
      return invoke(real, method, arguments);
    }
    if (stopsBefore()) {
      throw new BackendUnavailableException("the process is stopped " + this, null);
    }
    Object answer = invoke(real, method, arguments);
    if (stopsAfter()) {
      stop();
      throw new BackendUnavailableException("the process is stopped " + this, null);
    }
    return answer;
  }

  // What a call gives back may be null only where a caller's type allows it.
  @SuppressWarnings("NullAway")
  private static Object invoke(Object real, Method method, Object @Nullable [] arguments)
      throws Throwable {
    try {
      return method.invoke(real, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
