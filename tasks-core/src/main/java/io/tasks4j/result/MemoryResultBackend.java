package io.tasks4j.result;

import io.tasks4j.TaskId;
import io.tasks4j.internal.Durations;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Results in memory, the oldest forgotten first. Thread-safe. */
public final class MemoryResultBackend implements ResultBackend {
  private final ResultSettings settings;
  private final InstantSource clock;
  private final Map<TaskId, Kept> results = new LinkedHashMap<>();

  private record Kept(TaskResult result, long until) {}

  /** Keeps results for 24 hours, at most 100,000 of them. */
  public MemoryResultBackend() {
    this(ResultSettings.defaults());
  }

  /** Keeps results as {@code settings} say. */
  public MemoryResultBackend(ResultSettings settings) {
    this.settings = settings;
    this.clock = settings.clock();
  }

  @Override
  public synchronized boolean store(TaskResult result) {
    settings.check(result);
    forgetOld();
    Kept kept = new Kept(result, clock.millis() + settings.ttl().toMillis());
    if (results.putIfAbsent(result.id(), kept) != null) {
      return false;
    }
    forgetOld();
    notifyAll();
    return true;
  }

  @Override
  public synchronized Optional<TaskResult> find(TaskId id) {
    forgetOld();
    return Optional.ofNullable(results.get(id)).map(Kept::result);
  }

  @Override
  public synchronized Optional<TaskResult> await(TaskId id, Duration timeout)
      throws InterruptedException {
    long deadline = System.nanoTime() + Durations.nanos(timeout);
    while (true) {
      Optional<TaskResult> result = find(id);
      long left = deadline - System.nanoTime();
      if (result.isPresent() || left <= 0) {
        return result;
      }
      // Rounded up: a wait of 0 ms would be for ever.
      wait(left / 1_000_000 + 1);
    }
  }

  @Override
  public synchronized boolean delete(TaskId id) {
    forgetOld();
    return results.remove(id) != null;
  }

  private void forgetOld() {
    long now = clock.millis();
    // Insertion order is the order of age, as all have the same TTL.
    Iterator<Kept> oldest = results.values().iterator();
    while (oldest.hasNext()) {
      Kept first = oldest.next();
      if (results.size() <= settings.maxCount() && first.until > now) {
        return;
      }
      oldest.remove();
    }
  }
}
