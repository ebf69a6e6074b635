package io.tasks4j.chaos;

import io.tasks4j.Task;
import io.tasks4j.TaskOptions;
import io.tasks4j.TaskType;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.schedule.MissedTicks;
import io.tasks4j.schedule.Schedule;
import io.tasks4j.schedule.ScheduleInfo;
import io.tasks4j.schedule.ScheduleOptions;
import io.tasks4j.schedule.Scheduler;
import io.tasks4j.schedule.Schedules;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;

/** The schedules of a run: none of their ticks may be missed, or come twice. */
final class Ticking {
  /** By name, the period in milliseconds. */
  static final Map<String, Long> PERIODS = Map.of("quick", 1_000L, "odd", 1_500L, "slow", 3_000L);

  private static final TaskType<String, Void> TICK =
      TaskType.of("chaos.tick", String.class)
          .withDefaults(TaskOptions.defaults().queue(Load.QUEUES.get(0)));
  private static final ScheduleOptions ALL_TICKS =
      ScheduleOptions.defaults().missed(MissedTicks.catchUp(1_000));

  private Ticking() {}

  /** A running scheduler; it adds the schedules as every process does when it starts. */
  static Scheduler scheduler(TaskQueue queue) {
    Scheduler.Builder builder = Scheduler.builder(queue);
    PERIODS.forEach((name, millis) -> builder.add(name, every(millis), TICK, name, ALL_TICKS));
    return builder.start();
  }

  static void define(Schedules schedules) {
    PERIODS.forEach((name, millis) -> schedules.add(name, every(millis), TICK, name, ALL_TICKS));
  }

  /** Whether every schedule has fired since. */
  static boolean goOn(Schedules schedules, Instant since) {
    return PERIODS.keySet().stream()
        .allMatch(
            name ->
                schedules
                    .find(name)
                    .flatMap(ScheduleInfo::lastTick)
                    .filter(since::isBefore)
                    .isPresent());
  }

  /** The last tick of each schedule by name. */
  static Map<String, Instant> lastTicks(Schedules schedules) {
    return schedules.list().stream()
        .collect(Collectors.toMap(ScheduleInfo::name, s -> s.lastTick().orElse(Instant.EPOCH)));
  }

  /** Notes which ticks there must have been since {@code begin}. */
  static void note(Map<String, Instant> lastTicks, Instant begin, Notes notes) {
    PERIODS.forEach(
        (name, millis) -> {
          // What fires every so many milliseconds does so at whole multiples of them.
          long first = (begin.toEpochMilli() / millis + 1) * millis;
          Instant last = lastTicks.getOrDefault(name, Instant.EPOCH);
          notes.add("schedule", name, millis, first, last.toEpochMilli());
        });
  }

  /** The task, which notes for which tick it runs. */
  static Task<String, Void> task(Notes notes) {
    return Load.noted(
        TICK,
        notes,
        (name, context) -> {
          Instant tick = Instant.parse(context.headers().getOrDefault(Scheduler.TICK_HEADER, ""));
          notes.add("tick", context.id(), name, tick.toEpochMilli());
          return null;
        });
  }

  private static Schedule every(long millis) {
    return Schedule.fixedRate(Duration.ofMillis(millis));
  }
}
