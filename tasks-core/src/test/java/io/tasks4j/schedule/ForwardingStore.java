package io.tasks4j.schedule;

import io.tasks4j.backend.DueSchedules;
import io.tasks4j.backend.ScheduleRecord;
import io.tasks4j.backend.ScheduleStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A store that hands every call to another one. */
class ForwardingStore implements ScheduleStore {
  private final ScheduleStore next;

  ForwardingStore(ScheduleStore next) {
    this.next = next;
  }

  @Override
  public Instant now() {
    return next.now();
  }

  @Override
  public DueSchedules due(Duration ahead, int max) {
    return next.due(ahead, max);
  }

  @Override
  public Optional<ScheduleRecord> find(String name) {
    return next.find(name);
  }

  @Override
  public List<ScheduleRecord> list(String after, int max) {
    return next.list(after, max);
  }

  @Override
  public List<Boolean> put(List<ScheduleRecord> records) {
    return next.put(records);
  }

  @Override
  public boolean remove(String name, long version) {
    return next.remove(name, version);
  }

  @Override
  public void close() {
    next.close();
  }
}
