package io.tasks4j.executor;

import io.tasks4j.Task;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The tasks that can be run here, by name. Immutable. */
public final class TaskRegistry {
  private final Map<String, Task<?, ?>> byName;

  private TaskRegistry(Map<String, Task<?, ?>> byName) {
    this.byName = Collections.unmodifiableMap(byName);
  }

  /**
   * A registry of {@code tasks}.
   *
   * @throws IllegalArgumentException when two have one name
   */
  public static TaskRegistry of(Collection<? extends Task<?, ?>> tasks) {
    Map<String, Task<?, ?>> byName = new TreeMap<>();
    for (Task<?, ?> task : tasks) {
      String name = task.type().name();
      Task<?, ?> other = byName.put(name, task);
      if (other != null) {
        throw new IllegalArgumentException(
            "two tasks are named '"
                + name
                + "': "
                + describe(other)
                + " and "
                + describe(task)
                + "; a name stands for one task");
      }
    }
    return new TaskRegistry(byName);
  }

  /** The task of a name. */
  public Optional<Task<?, ?>> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** All tasks, by name. */
  public Collection<Task<?, ?>> tasks() {
    return byName.values();
  }

  /** All names, sorted. */
  public Collection<String> names() {
    return byName.keySet();
  }

  private static String describe(Task<?, ?> task) {
    return task.getClass().isAnonymousClass() ? task.toString() : task.getClass().getName();
  }
}
