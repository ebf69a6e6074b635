package io.tasks4j.backend;

import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.SortedMap;
import java.util.TreeMap;

/** Opens backends by address. Thread-safe. */
public final class TaskBackends {
  private TaskBackends() {}

  /**
   * Opens the backend of an address such as {@code sqlite:tasks.db} or {@code memory:}.
   *
   * @throws IllegalArgumentException when no backend on the class path has the scheme, or the
   *     address or a setting is wrong
   * @throws io.tasks4j.BackendException when the store cannot be opened
   */
  public static TaskBackend open(String address) {
    BackendUri uri = BackendUri.parse(address);
    SortedMap<String, TaskBackendProvider> providers = providers(uri.scheme());
    TaskBackendProvider provider = providers.get(uri.scheme());
    if (provider == null) {
      throw new IllegalArgumentException(
          "no task backend for scheme '"
              + uri.scheme()
              + "'; on the class path: "
              + providers.keySet()
              + hint(uri.scheme()));
    }
    return provider.open(uri);
  }

  /** Which dependency is missing, for those that come with this library. */
  private static String hint(String scheme) {
    String module =
        switch (scheme) {
          case "sqlite" -> "tasks-backend-sqlite";
          case "redis", "rediss", "redis+sentinel", "redis+cluster" -> "tasks-backend-redis";
          case "amqp", "amqps" -> "tasks-backend-rabbitmq";
          default -> "";
        };
    return module.isEmpty() ? "" : "; add the dependency " + module;
  }

  private static SortedMap<String, TaskBackendProvider> providers(String scheme) {
    SortedMap<String, TaskBackendProvider> found = new TreeMap<>();
    try {
      // The library's own loader first: a thread's context loader may see less in containers, or
      // another copy of this library.
      add(
          found,
          ServiceLoader.load(TaskBackendProvider.class, TaskBackends.class.getClassLoader()));
      if (!found.containsKey(scheme)) {
        add(found, ServiceLoader.load(TaskBackendProvider.class));
      }
    } catch (ServiceConfigurationError e) {
      throw new IllegalStateException("a task backend on the class path is broken", e);
    }
    return found;
  }

  private static void add(
      SortedMap<String, TaskBackendProvider> found, Iterable<TaskBackendProvider> more) {
    for (TaskBackendProvider p : more) {
      p.schemes().forEach(scheme -> found.putIfAbsent(scheme, p));
    }
  }
}
