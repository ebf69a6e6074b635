package io.tasks4j.spring;

import io.tasks4j.backend.Capability;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.schedule.OtherSchedules;
import io.tasks4j.schedule.Scheduler;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

/**
 * Fires what {@link ScheduledTask} marks while the context runs. Thread-safe.
 *
 * <p>Without anything marked it does nothing, and asks nothing of the store, unless others are to
 * be removed.
 */
public final class SchedulerLifecycle implements SmartLifecycle {
  private final TaskQueue queue;
  private final ScheduledTasks scheduled;
  private final OtherSchedules others;
  private boolean running;
  private @Nullable Scheduler scheduler;

  SchedulerLifecycle(TaskQueue queue, ScheduledTasks scheduled, OtherSchedules others) {
    this.queue = queue;
    this.scheduled = scheduled;
    this.others = others;
  }

  /** The scheduler, while the context runs and something is scheduled. */
  public synchronized Optional<Scheduler> scheduler() {
    return Optional.ofNullable(scheduler);
  }

  @Override
  public synchronized void start() {
    if (running) {
      return;
    }
    Scheduler.Builder builder = Scheduler.builder(queue);
    scheduled.addTo(builder);
    if (!scheduled.isEmpty()) {
      scheduler = builder.others(others).start();
    } else if (removes() && queue.backend().capabilities().contains(Capability.SCHEDULES)) {
      // Nothing is to fire, so there is nothing that others could fire by either.
      builder.others(others == OtherSchedules.WARN ? OtherSchedules.KEEP : others).open().close();
    }
    running = true;
  }

  private boolean removes() {
    return scheduled.isOff() || others == OtherSchedules.REMOVE;
  }

  /** Fires no more; returns within 5 s. */
  @Override
  public synchronized void stop() {
    if (scheduler != null) {
      scheduler.close();
      scheduler = null;
    }
    running = false;
  }

  @Override
  public synchronized boolean isRunning() {
    return running;
  }
}
