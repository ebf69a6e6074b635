package io.tasks4j.micrometer;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.tasks4j.backend.Outcome;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The timers of one task name in one queue, looked up once: a look-up in the registry costs more
 * than the measurement. Thread-safe.
 */
final class TaskMeters {
  private final MeterRegistry registry;
  private final Tags tags;
  private final Timer wait;
  private final Map<String, Timer> runs = new ConcurrentHashMap<>();

  TaskMeters(MeterRegistry registry, Tags tags) {
    this.registry = registry;
    this.tags = tags;
    this.wait =
        Timer.builder(MeterNames.TASK_WAIT)
            .description("From when a task was due to its first start")
            .tags(tags)
            .register(registry);
  }

  void waited(Duration time) {
    wait.record(time);
  }

  void ran(Outcome outcome, boolean applied, Duration took) {
    // Not by computeIfAbsent alone, which locks also for what is there.
    String name = applied ? name(outcome) : "stale";
    Timer timer = runs.get(name);
    if (timer == null) {
      timer = runs.computeIfAbsent(name, this::run);
    }
    timer.record(took);
  }

  private Timer run(String outcome) {
    return Timer.builder(MeterNames.TASK_RUN)
        .description("How long executions took, by how they ended")
        .tags(tags.and("outcome", outcome))
        .register(registry);
  }

  private static String name(Outcome outcome) {
    if (outcome instanceof Outcome.Success) {
      return "success";
    } else if (outcome instanceof Outcome.Retry) {
      return "retry";
    } else if (outcome instanceof Outcome.Failure) {
      return "failure";
    } else if (outcome instanceof Outcome.Cancelled) {
      return "cancelled";
    } else if (outcome instanceof Outcome.Release) {
      return "released";
    }
    return "unknown";
  }
}
