package io.tasks4j.store;

import io.tasks4j.backend.BackendUri;
import io.tasks4j.lock.TaskLock;

/** Opens locks by address. Thread-safe. */
public final class TaskLocks {
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
    BackendUri uri = BackendUri.parse(address);
    return TaskLock.over(Providers.of(uri, "locks").openLocks(uri));
  }
}
