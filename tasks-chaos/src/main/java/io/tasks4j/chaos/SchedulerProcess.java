package io.tasks4j.chaos;

import io.tasks4j.BackendException;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.schedule.Scheduler;
import java.util.concurrent.CountDownLatch;

/** Enqueues the ticks of the schedules until its input ends. */
final class SchedulerProcess {
  private SchedulerProcess() {}

  /** Arguments: those of a {@link Duty}. */
  public static void main(String[] args) throws Exception {
    CountDownLatch end = Child.endOfInput();
    try (TaskQueue queue = Duty.of(args).open(backend -> backend)) {
      Scheduler scheduler = start(queue);
      end.await();
      scheduler.close();
    }
  }

  /** Adds the schedules, however long the store is away. */
  private static Scheduler start(TaskQueue queue) throws InterruptedException {
    while (true) {
      try {
        return Ticking.scheduler(queue);
      } catch (BackendException e) {
        System.err.println("not started yet: " + e.getMessage());
        Thread.sleep(200);
      }
    }
  }
}
