package io.tasks4j.tck.faults;

import io.tasks4j.TaskType;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.schedule.MissedTicks;
import io.tasks4j.schedule.Schedule;
import io.tasks4j.schedule.ScheduleOptions;
import io.tasks4j.schedule.Scheduler;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A scheduler in a process of its own, until its standard input ends or it is killed. */
public final class SchedulerProcess {
  static final int SCHEDULES = 10;

  private static final TaskType<String, Void> TICK = TaskType.of("tick", String.class);

  private SchedulerProcess() {}

  /** Argument: the address of the backend, on which every tick of ten schedules is wanted. */
  public static void main(String[] args) throws IOException {
    try (TaskQueue queue = TaskQueue.open(args[0])) {
      Scheduler scheduler = builder(queue).start();
      InputStream input = System.in;
      while (input.read() >= 0) {
        // Nobody writes; it ends when the parent does.
      }
      scheduler.close();
    }
  }

  static Scheduler.Builder builder(TaskQueue queue) {
    Scheduler.Builder builder = Scheduler.builder(queue);
    ScheduleOptions all = ScheduleOptions.defaults().missed(MissedTicks.catchUp(1_000));
    for (int i = 0; i < SCHEDULES; i++) {
      builder.add("every-second-" + i, Schedule.fixedRate(Duration.ofSeconds(1)), TICK, "", all);
    }
    return builder;
  }

  static Process start(String address) throws IOException {
    return new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx96m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                SchedulerProcess.class.getName(),
                address))
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }
}
