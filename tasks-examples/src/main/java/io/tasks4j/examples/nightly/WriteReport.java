package io.tasks4j.examples.nightly;

import io.tasks4j.Task;
import io.tasks4j.TaskContext;
import io.tasks4j.TaskOptions;
import io.tasks4j.TaskStatus;
import io.tasks4j.TaskType;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.result.QueueStats;
import io.tasks4j.schedule.Scheduler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;

/** Writes how many tasks each queue has, into a file named after the tick. */
final class WriteReport implements Task<WriteReport.Report, String> {
  static final TaskType<Report, String> TYPE =
      TaskType.of("reports.write", Report.class, String.class)
          .withDefaults(TaskOptions.defaults().queue("reports"));

  /** Where to. */
  record Report(String folder) {}

  private final TaskQueue queue;
  private final ZoneId zone;

  WriteReport(TaskQueue queue, ZoneId zone) {
    this.queue = queue;
    this.zone = zone;
  }

  @Override
  public TaskType<Report, String> type() {
    return TYPE;
  }

  @Override
  public String execute(Report report, TaskContext context) throws IOException {
    // The time it was due, not the time it is: the same on every attempt.
    Instant tick = Instant.parse(context.headers().get(Scheduler.TICK_HEADER));
    String name =
        DateTimeFormatter.ofPattern("'report-'yyyy-MM-dd-HHmmss'.txt'", Locale.ROOT)
            .withZone(zone)
            .format(tick);
    StringBuilder text = new StringBuilder("Tasks at " + tick.atZone(zone) + "\n");
    for (Map.Entry<String, QueueStats> entry : queue.admin().stats().entrySet()) {
      QueueStats stats = entry.getValue();
      text.append(
          String.format(
              Locale.ROOT,
              "%-20s %6d live %6d done %6d failed%n",
              entry.getKey(),
              stats.live(),
              stats.count(TaskStatus.SUCCESS),
              stats.count(TaskStatus.FAILURE)));
    }
    Path file = Path.of(report.folder()).resolve(name);
    Path draft = Files.createTempFile(file.toAbsolutePath().getParent(), "report", ".draft");
    Files.writeString(draft, text);
    // Whole or not at all; a second attempt writes the same file again.
    Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
    return file.toString();
  }
}
