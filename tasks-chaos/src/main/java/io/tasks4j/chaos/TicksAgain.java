package io.tasks4j.chaos;

import io.tasks4j.TaskId;
import io.tasks4j.backend.DueSchedules;
import io.tasks4j.backend.EnqueueResult;
import io.tasks4j.backend.ForwardingBackend;
import io.tasks4j.backend.ForwardingScheduleStore;
import io.tasks4j.backend.ScheduleStore;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.schedule.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The fault {@link Plant#TICK_AGAIN}: ticks come again when the clock was set back. */
final class TicksAgain extends ForwardingBackend {
  private static final int REMEMBERED = 200;

  private final InstantSource clock;
  private final Deque<TaskMessage> ticks = new ArrayDeque<>();
  private Instant latest = Instant.MIN;

  TicksAgain(TaskBackend next, InstantSource clock) {
    super(next);
    this.clock = clock;
  }

  @Override
  public ScheduleStore schedules() {
    return new Watched(super.schedules());
  }

  @Override
  public List<EnqueueResult> enqueue(List<TaskMessage> messages) {
    List<EnqueueResult> results = super.enqueue(messages);
    synchronized (ticks) {
      for (TaskMessage message : messages) {
        ticks.addLast(message);
        if (ticks.size() > REMEMBERED) {
          ticks.removeFirst();
        }
      }
    }
    return results;
  }

  private void look() {
    synchronized (ticks) {
      Instant now = clock.instant();
      if (now.isBefore(latest)) {
        for (TaskMessage tick : ticks) {
          if (Instant.parse(tick.headers().get(Scheduler.TICK_HEADER)).isAfter(now)) {
            super.enqueue(List.of(tick.toBuilder(TaskId.next(), tick.enqueuedAt()).build()));
          }
        }
      }
      latest = now;
    }
  }

  /** Looks at the clock whenever a scheduler does. */
  private final class Watched extends ForwardingScheduleStore {
    Watched(ScheduleStore next) {
      super(next);
    }

    @Override
    public DueSchedules due(Duration ahead, int max) {
      look();
      return super.due(ahead, max);
    }
  }
}
