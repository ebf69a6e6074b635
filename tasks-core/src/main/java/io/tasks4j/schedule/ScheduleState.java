package io.tasks4j.schedule;

import io.tasks4j.TaskId;
import java.time.Instant;
import java.util.Optional;

/**
 * A definition, and how far it has come.
 *
 * @param definition what it was defined as
 * @param generation a part of the ids of ticks: kept when the schedule is replaced, so that no
 *     moment has two ticks, and made anew when one is added where there was none
 * @param paused whether it fires nothing for now
 * @param after ticks up to this one are done with
 * @param next the next tick; empty when there is none, or it is paused
 * @param lastTick the latest tick that was fired
 * @param lastTask its task
 */
record ScheduleState(
    ScheduleDefinition definition,
    TaskId generation,
    boolean paused,
    Instant after,
    Optional<Instant> next,
    Optional<Instant> lastTick,
    Optional<TaskId> lastTask) {

  boolean ended() {
    return !paused && next.isEmpty();
  }

  ScheduleState next(Instant doneUpTo, Optional<Instant> tick) {
    return new ScheduleState(definition, generation, paused, doneUpTo, tick, lastTick, lastTask);
  }

  ScheduleState fired(Instant tick, TaskId task) {
    return new ScheduleState(
        definition, generation, paused, after, next, Optional.of(tick), Optional.of(task));
  }

  ScheduleState pausedAt() {
    return new ScheduleState(
        definition, generation, true, after, Optional.empty(), lastTick, lastTask);
  }

  ScheduleState resumed(Instant now, Optional<Instant> tick) {
    return new ScheduleState(definition, generation, false, now, tick, lastTick, lastTask);
  }
}
