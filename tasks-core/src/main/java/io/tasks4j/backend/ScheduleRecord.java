package io.tasks4j.backend;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * One schedule as a store keeps it. Other programs may have written it, so that any text, version
 * and time can stand here: who reads it judges them.
 *
 * @param name identity, told apart by every character
 * @param version what the store gave it with its latest change; 0 for a record that is new
 * @param due when it wants to be looked at, in whole milliseconds; empty means never
 * @param data definition and state, which the store does not read
 */
public record ScheduleRecord(String name, long version, Optional<Instant> due, String data) {
  public ScheduleRecord {
    due = due.map(at -> at.truncatedTo(ChronoUnit.MILLIS));
  }
}
