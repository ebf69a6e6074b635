package io.tasks4j.examples.nightly;

import io.tasks4j.queue.TaskQueue;
import io.tasks4j.schedule.CronSchedule;
import io.tasks4j.schedule.Overlap;
import io.tasks4j.schedule.ScheduleInfo;
import io.tasks4j.schedule.ScheduleOptions;
import io.tasks4j.schedule.Scheduler;
import io.tasks4j.worker.Worker;
import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZonedDateTime;

/**
 * Writes a report about the tasks of a file every night at 3, local time.
 *
 * <p>Start it as often as you like, on the same file: each night has one report. Stop it over a
 * night, and the report is written when it is back.
 *
 * <p>Arguments: the folder of the reports (default {@code .}), a cron text (default {@code 0 3 * *
 * *}), a zone (default the system's).
 */
public final class NightlyReport {
  private NightlyReport() {}

  /** Runs until the standard input ends. */
  @SuppressWarnings("try") // The worker is started and closed, nothing else.
  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args.length > 0 ? args[0] : ".");
    String text = args.length > 1 ? args[1] : "0 3 * * *";
    ZoneId zone = args.length > 2 ? ZoneId.of(args[2]) : ZoneId.systemDefault();
    CronSchedule nightly = CronSchedule.of(text, zone);

    try (TaskQueue queue = TaskQueue.open("sqlite:" + folder.resolve("tasks.db"));
        Worker worker = Worker.builder(queue).register(new WriteReport(queue, zone)).start();
        Scheduler scheduler =
            Scheduler.builder(queue)
                .add(
                    "nightly-report",
                    nightly,
                    WriteReport.TYPE,
                    new WriteReport.Report(folder.toString()),
                    ScheduleOptions.defaults().overlap(Overlap.SKIP))
                .start()) {
      ScheduleInfo info = scheduler.schedules().find("nightly-report").orElseThrow();
      System.out.println("A report " + nightly.describe() + ", " + zone + ".");
      info.next()
          .ifPresent(next -> System.out.println("The next one is at " + next.atZone(zone) + "."));
      for (ZonedDateTime later : nightly.preview(info.next().orElseThrow().atZone(zone), 2)) {
        System.out.println("Then at " + later + ".");
      }
      System.out.println("Runs until its input ends (Ctrl-D).");
      while (System.in.read() >= 0) {
        // Whatever is typed.
      }
    }
  }
}
