package io.tasks4j.store;

import io.tasks4j.backend.BackendUri;
import io.tasks4j.lock.TaskLock;
import java.util.Set;

/** Opens locks by address. Thread-safe. */
public final class TaskLocks {
  /** Settings of addresses that say where a store is. */
  private static final Set<String> WHERE =
      Set.of("master", "sentinelUser", "sentinelPassword", "namespace");

  private TaskLocks() {}

  /**
   * Opens the locks of an address such as {@code redis://host:6379}, {@code sqlite:locks.db} or
   * {@code memory:}.
   *
   * @throws IllegalArgumentException when no store on the class path has the scheme, or the address
   *     or a setting is wrong
   * @throws io.tasks4j.BackendException when the store cannot be opened, or its driver is missing
   */
  public static TaskLock open(String address) {
    return open(BackendUri.parse(address));
  }

  /**
   * Opens locks in the store of a backend: at its address, with what says where that is and without
   * what says how the backend works.
   *
   * @throws IllegalArgumentException when no store on the class path has the scheme
   * @throws io.tasks4j.BackendException when the store cannot be opened, or its driver is missing
   */
  public static TaskLock openBeside(String backend) {
    return open(BackendUri.parse(backend).only(WHERE));
  }

  private static TaskLock open(BackendUri uri) {
    return TaskLock.over(Providers.of(uri, "locks").openLocks(uri));
  }
}
