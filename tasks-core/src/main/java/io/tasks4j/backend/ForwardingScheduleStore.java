package io.tasks4j.backend;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** A store of schedules that hands every call to another one: the base of those that change one. */
public abstract class ForwardingScheduleStore implements ScheduleStore {
  private final ScheduleStore next;

  /** A store in front of {@code next}. */
  protected ForwardingScheduleStore(ScheduleStore next) {
    this.next = Objects.requireNonNull(next, "next");
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
