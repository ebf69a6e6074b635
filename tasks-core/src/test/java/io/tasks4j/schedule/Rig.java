package io.tasks4j.schedule;

import io.tasks4j.TaskType;
import io.tasks4j.backend.BackendSettings;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.backend.memory.MemoryBackend;
import io.tasks4j.queue.QueueConfig;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.result.TaskMetadata;
import io.tasks4j.result.TaskQuery;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.UnaryOperator;

/** A queue in memory, whose clock the test turns. */
final class Rig implements AutoCloseable {
  static final TaskType<String, Void> REPORT = TaskType.of("report", String.class);
  static final Schedule HOURLY = CronSchedule.of("@hourly", ZoneOffset.UTC);
  static final Schedule MINUTELY = Schedule.fixedRate(Duration.ofMinutes(1));
  static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private volatile Instant now = START;
  final InstantSource clock = () -> now;
  final TaskBackend backend;
  final TaskQueue queue;

  Rig() {
    this(backend -> backend);
  }

  Rig(UnaryOperator<TaskBackend> around) {
    backend = around.apply(new MemoryBackend(BackendSettings.defaults().clock(clock)));
    queue = TaskQueue.over(backend, QueueConfig.create().clock(clock));
  }

  /** So many minutes after the start. */
  static Instant at(int minutes) {
    return START.plus(Duration.ofMinutes(minutes));
  }

  Instant now() {
    return now;
  }

  void set(Instant time) {
    now = time;
  }

  void advance(Duration time) {
    now = now.plus(time);
  }

  /** A scheduler like that of another process: it shares the store alone. */
  Scheduler scheduler() {
    return Scheduler.builder(queue).open();
  }

  /** What a scheduler says of its schedule called report. */
  static ScheduleInfo info(Scheduler scheduler) {
    return scheduler.schedules().find("report").orElseThrow();
  }

  /** Ticks of the tasks that were enqueued, oldest first. */
  List<Instant> ticks() {
    return tasks().stream()
        .map(task -> Instant.parse(task.message().headers().get(Scheduler.TICK_HEADER)))
        .sorted()
        .toList();
  }

  List<TaskMetadata> tasks() {
    return queue.admin().list(TaskQuery.all().limit(1_000));
  }

  @Override
  public void close() {
    queue.close();
  }
}
