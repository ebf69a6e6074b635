package io.tasks4j.chaos;

import io.tasks4j.queue.TaskQueue;
import io.tasks4j.schedule.Scheduler;
import java.util.concurrent.CountDownLatch;

/** Enqueues the ticks of the schedules until its input ends. */
final class SchedulerProcess {
  private SchedulerProcess() {}

  /** Arguments: those of a {@link Duty}. */
  public static void main(String[] args) throws Exception {
    CountDownLatch end = Child.endOfInput();
    try (TaskQueue queue = Duty.of(args).open(end, backend -> backend)) {
      Scheduler scheduler = Child.begin(end, () -> Ticking.scheduler(queue));
      end.await();
      scheduler.close();
    }
  }
}
