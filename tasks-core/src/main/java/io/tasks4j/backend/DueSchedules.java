package io.tasks4j.backend;

import java.time.Instant;
import java.util.List;

/**
 * What a store says of the schedules to look at.
 *
 * @param now the time of the store's clock
 * @param records the soonest first
 */
public record DueSchedules(Instant now, List<ScheduleRecord> records) {
  public DueSchedules {
    records = List.copyOf(records);
  }
}
