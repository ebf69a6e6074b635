package io.tasks4j.spring;

import io.tasks4j.queue.TaskQueue;
import io.tasks4j.schedule.Scheduler;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

/**
 * Fires what {@link ScheduledTask} marks while the context runs. Thread-safe.
 *
 * <p>Without anything marked it does nothing, and asks nothing of the store.
 */
public final class SchedulerLifecycle implements SmartLifecycle {
  private final TaskQueue queue;
  private final ScheduledTasks scheduled;
  private boolean running;
  private @Nullable Scheduler scheduler;

  SchedulerLifecycle(TaskQueue queue, ScheduledTasks scheduled) {
    this.queue = queue;
    this.scheduled = scheduled;
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
    if (!scheduled.isEmpty()) {
      Scheduler.Builder builder = Scheduler.builder(queue);
      scheduled.addTo(builder);
      scheduler = builder.start();
    }
    running = true;
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
