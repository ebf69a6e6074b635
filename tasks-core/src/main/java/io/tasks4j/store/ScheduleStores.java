package io.tasks4j.store;

import io.tasks4j.backend.ForwardingScheduleStore;
import io.tasks4j.backend.ScheduleStore;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.backend.TaskBackends;

/** Opens stores of schedules by address, for queues whose backend keeps none. Thread-safe. */
public final class ScheduleStores {
  private ScheduleStores() {}

  /**
   * Opens the schedules that the backend of an address keeps, such as {@code redis://host:6379},
   * {@code sqlite:tasks.db} or {@code memory:}; closing them closes that backend.
   *
   * @throws IllegalArgumentException when no backend on the class path has the scheme, or the
   *     address or a setting is wrong
   * @throws io.tasks4j.UnsupportedCapabilityException when that backend keeps none
   * @throws io.tasks4j.BackendException when it cannot be opened
   */
  public static ScheduleStore open(String address) {
    TaskBackend backend = TaskBackends.open(address);
    try {
      return new OfBackend(backend);
    } catch (RuntimeException e) {
      backend.close();
      throw e;
    }
  }

  private static final class OfBackend extends ForwardingScheduleStore {
    private final TaskBackend backend;

    OfBackend(TaskBackend backend) {
      super(backend.schedules());
      this.backend = backend;
    }

    @Override
    public void close() {
      super.close();
      backend.close();
    }
  }
}
