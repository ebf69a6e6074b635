package io.tasks4j.backend.memory;

import io.tasks4j.BackendException;
import io.tasks4j.backend.DueSchedules;
import io.tasks4j.backend.ScheduleRecord;
import io.tasks4j.backend.ScheduleStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Schedules in the memory of one JVM. Thread-safe. */
public final class MemoryScheduleStore implements ScheduleStore {
  private final InstantSource clock;
  private final TreeMap<String, ScheduleRecord> records = new TreeMap<>();
  private long lastVersion;
  private boolean closed;

  /** An empty store. */
  public MemoryScheduleStore(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public synchronized Instant now() {
    checkOpen();
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  @Override
  public synchronized DueSchedules due(Duration ahead, int max) {
    Instant now = now();
    Instant until = now.plus(ahead);
    List<ScheduleRecord> found = new ArrayList<>();
    for (ScheduleRecord record : records.values()) {
      if (record.due().isPresent() && !record.due().get().isAfter(until)) {
        found.add(record);
      }
    }
    // Stable, so records of one time stay in the order of their names.
    found.sort(Comparator.comparing(record -> record.due().orElse(Instant.MAX)));
    return new DueSchedules(now, found.subList(0, Math.min(max, found.size())));
  }

  @Override
  public synchronized Optional<ScheduleRecord> find(String name) {
    checkOpen();
    return Optional.ofNullable(records.get(name));
  }

  @Override
  public synchronized List<ScheduleRecord> list(String after, int max) {
    checkOpen();
    return records.tailMap(after, false).values().stream().limit(max).toList();
  }

  @Override
  public synchronized List<Boolean> put(List<ScheduleRecord> changed) {
    checkOpen();
    List<Boolean> stored = new ArrayList<>(changed.size());
    for (ScheduleRecord record : changed) {
      boolean same = version(record.name()) == record.version();
      if (same) {
        records.put(
            record.name(),
            new ScheduleRecord(record.name(), ++lastVersion, record.due(), record.data()));
      }
      stored.add(same);
    }
    return stored;
  }

  @Override
  public synchronized boolean remove(String name, long version) {
    checkOpen();
    boolean same = records.containsKey(name) && version(name) == version;
    if (same) {
      records.remove(name);
    }
    return same;
  }

  @Override
  public synchronized void close() {
    closed = true;
  }

  private long version(String name) {
    @Nullable ScheduleRecord stored = records.get(name);
    return stored == null ? 0 : stored.version();
  }

  private void checkOpen() {
    if (closed) {
      throw new BackendException("the store of schedules is closed", null);
    }
  }
}
