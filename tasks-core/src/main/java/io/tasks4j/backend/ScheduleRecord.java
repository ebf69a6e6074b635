package io.tasks4j.backend;

import io.tasks4j.When;
import io.tasks4j.internal.Names;
import java.time.Instant;
import java.util.Optional;

/**
 * One schedule as a store keeps it.
 *
 * @param name identity, told apart by every character
 * @param version what the store gave it with its latest change; 0 for a record that is new
 * @param due when it wants to be looked at, in whole milliseconds; empty means never
 * @param data definition and state, which the store does not read
 */
public record ScheduleRecord(String name, long version, Optional<Instant> due, String data) {
  public ScheduleRecord {
    Names.check("schedule name", name);
    if (version < 0) {
      throw new IllegalArgumentException("a version must be 0 or more, but is " + version);
    }
    due = due.map(at -> new When.At(at).instant());
  }
}
