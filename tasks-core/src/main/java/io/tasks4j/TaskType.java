package io.tasks4j;

import io.tasks4j.internal.Names;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Objects;

/**
 * What a producer knows of a task: its name, the types of payload and result, its defaults.
 *
 * <p>The name is what travels, never a class name, so task classes can be renamed and moved freely.
 * Immutable.
 *
 * @param <P> payload
 * @param <R> result
 */
public final class TaskType<P, R> implements TypedTask<P, R> {
  private final String name;
  private final Type payloadType;
  private final Type resultType;
  private final TaskOptions defaults;

  private TaskType(String name, Type payloadType, Type resultType, TaskOptions defaults) {
    this.name = Names.check("task name", name);
    this.payloadType = Objects.requireNonNull(payloadType, "payloadType");
    this.resultType = Objects.requireNonNull(resultType, "resultType");
    this.defaults = Objects.requireNonNull(defaults, "defaults");
  }

  /**
   * A type by name, payload class and result class.
   *
   * @param name 1 to 128 letters, digits, {@code . _ - : /}
   * @throws IllegalArgumentException when the name has other characters
   */
  public static <P, R> TaskType<P, R> of(String name, Class<P> payload, Class<R> result) {
    return new TaskType<>(name, payload, result, TaskOptions.defaults());
  }

  /**
   * A type whose payload is a list, for a task that is given the results of many others.
   *
   * @param name 1 to 128 letters, digits, {@code . _ - : /}
   * @throws IllegalArgumentException when the name has other characters
   */
  public static <E, R> TaskType<List<E>, R> ofList(String name, Class<E> element, Class<R> result) {
    return new TaskType<>(name, new ListType(element), result, TaskOptions.defaults());
  }

  /** A type without a result. */
  public static <P> TaskType<P, Void> of(String name, Class<P> payload) {
    return of(name, payload, Void.class);
  }

  /**
   * The same type, whose tasks are enqueued with {@code options} unless the call says otherwise.
   */
  public TaskType<P, R> withDefaults(TaskOptions options) {
    if (options.id().isPresent()) {
      throw new IllegalArgumentException(
          "an id stands for one task, so a type cannot have one, but its defaults have "
              + options.id().get());
    }
    return new TaskType<>(name, payloadType, resultType, options);
  }

  /** This type. */
  @Override
  public TaskType<P, R> type() {
    return this;
  }

  /** The name under which tasks of this type travel. */
  public String name() {
    return name;
  }

  /** Java type of the payload. */
  public Type payloadType() {
    return payloadType;
  }

  /** Java type of the result. */
  public Type resultType() {
    return resultType;
  }

  /** What tasks of this type are enqueued with unless the call says otherwise. */
  public TaskOptions defaults() {
    return defaults;
  }

  @Override
  public String toString() {
    return "TaskType[" + name + "]";
  }
}
