package io.tasks4j.spring;

import io.tasks4j.Task;
import io.tasks4j.TaskContext;
import io.tasks4j.TaskType;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/** A method of a bean as a task without payload and result. */
final class ScheduledMethod implements Task<Void, Void> {
  private final TaskType<Void, Void> type;
  private final Object bean;
  private final Method method;

  ScheduledMethod(String name, Object bean, Method method) {
    Class<?>[] parameters = method.getParameterTypes();
    if (parameters.length > 1 || (parameters.length == 1 && parameters[0] != TaskContext.class)) {
      throw new IllegalStateException(
          "@ScheduledTask '" + name + "' must take nothing or a TaskContext, but is " + method);
    }
    this.type = TaskType.of(name, Void.class);
    this.bean = bean;
    this.method = method;
    method.setAccessible(true);
  }

  @Override
  public TaskType<Void, Void> type() {
    return type;
  }

  @Override
  public @Nullable Void execute(Void payload, TaskContext context) throws Exception {
    try {
      Object ignored =
          method.getParameterCount() == 0 ? method.invoke(bean) : method.invoke(bean, context);
      return null;
    } catch (InvocationTargetException e) {
      // What the method threw, so that retries and errors are about that.
      if (e.getCause() instanceof Exception thrown) {
        throw thrown;
      }
      if (e.getCause() instanceof Error thrown) {
        throw thrown;
      }
      throw e;
    }
  }
}
