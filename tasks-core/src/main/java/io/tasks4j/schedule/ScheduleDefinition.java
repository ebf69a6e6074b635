package io.tasks4j.schedule;

import io.tasks4j.message.TaskMessage;
import java.util.Optional;

/**
 * What a schedule was defined as.
 *
 * @param schedule when; empty for a class of the application's own, which cannot travel
 * @param template what is enqueued at each tick, but for id and times
 * @param options how it is kept to
 */
record ScheduleDefinition(
    Optional<Schedule> schedule, TaskMessage template, ScheduleOptions options) {

  static ScheduleDefinition of(Schedule schedule, TaskMessage template, ScheduleOptions options) {
    boolean travels =
        schedule instanceof CronSchedule
            || schedule instanceof Schedule.FixedRate
            || schedule instanceof Schedule.FixedDelay
            || schedule instanceof Schedule.OneShot;
    return new ScheduleDefinition(
        travels ? Optional.of(schedule) : Optional.empty(), template, options);
  }
}
