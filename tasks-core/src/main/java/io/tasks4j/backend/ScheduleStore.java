package io.tasks4j.backend;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Keeps schedules for all processes that share it. Each method is one atomic step. Thread-safe.
 *
 * <p>A change takes effect only when nothing else changed the record in between, so no process
 * leads and none can undo what another did. Any method throws {@link
 * io.tasks4j.BackendUnavailableException}, in bounded time, while the store is away.
 */
public interface ScheduleStore extends AutoCloseable {
  /** The time of the store's clock, by which everything here is judged; whole milliseconds. */
  Instant now();

  /**
   * Records that are due now or within {@code ahead}, the soonest first, then by name.
   *
   * @param max how many at most, 1 or more
   */
  DueSchedules due(Duration ahead, int max);

  /** One record. */
  Optional<ScheduleRecord> find(String name);

  /**
   * Records by name, in the order of its characters.
   *
   * @param after only names beyond it; empty text for the first page
   * @param max how many at most, 1 or more
   */
  List<ScheduleRecord> list(String after, int max);

  /**
   * Stores each record whose version is that of the one stored, or is 0 when none is. It gets a
   * version greater than any that this store gave before, to whatever name.
   *
   * @return for each record, in order, whether it was stored
   */
  List<Boolean> put(List<ScheduleRecord> records);

  /**
   * Removes a record, if its version is still the given one.
   *
   * @return whether it was removed
   */
  boolean remove(String name, long version);

  /** Releases connections; later calls throw {@link io.tasks4j.BackendException}. */
  @Override
  void close();
}
