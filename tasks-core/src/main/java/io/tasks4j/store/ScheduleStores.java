package io.tasks4j.store;

import io.tasks4j.backend.DueSchedules;
import io.tasks4j.backend.ScheduleRecord;
import io.tasks4j.backend.ScheduleStore;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.backend.TaskBackends;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

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
      return new OfBackend(backend, backend.schedules());
    } catch (RuntimeException e) {
      backend.close();
      throw e;
    }
  }

  private record OfBackend(TaskBackend backend, ScheduleStore store) implements ScheduleStore {
    @Override
    public Instant now() {
      return store.now();
    }

    @Override
    public DueSchedules due(Duration ahead, int max) {
      return store.due(ahead, max);
    }

    @Override
    public Optional<ScheduleRecord> find(String name) {
      return store.find(name);
    }

    @Override
    public List<ScheduleRecord> list(String after, int max) {
      return store.list(after, max);
    }

    @Override
    public List<Boolean> put(List<ScheduleRecord> records) {
      return store.put(records);
    }

    @Override
    public boolean remove(String name, long version) {
      return store.remove(name, version);
    }

    @Override
    public void close() {
      store.close();
      backend.close();
    }
  }
}
