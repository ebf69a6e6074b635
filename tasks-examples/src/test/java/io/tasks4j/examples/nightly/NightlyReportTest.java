package io.tasks4j.examples.nightly;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.TaskStatus;
import io.tasks4j.examples.Jvm;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.result.TaskMetadata;
import io.tasks4j.result.TaskQuery;
import io.tasks4j.schedule.Scheduler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NightlyReportTest {
  @TempDir Path folder;

  @Test
  void two_processes_write_one_report_for_each_tick() throws Exception {
    try (Jvm one = Jvm.start(folder, NightlyReport.class, ".", "* * * * * *", "Europe/Paris");
        Jvm two = Jvm.start(folder, NightlyReport.class, ".", "* * * * * *", "Europe/Paris")) {
      await().atMost(Duration.ofSeconds(60)).until(() -> reports().size() >= 4);
      one.process().getOutputStream().close();
      two.process().getOutputStream().close();

      assertEquals(0, one.process().waitFor(), one.printed());
      assertEquals(0, two.process().waitFor(), two.printed());
      assertTrue(one.printed().contains("A report every second"), one.printed());
    }
    assertTrue(Files.readString(reports().get(0)).startsWith("Tasks at 20"));
    assertTrue(Files.readString(reports().get(3)).contains("reports "));
    try (TaskQueue queue = TaskQueue.open("sqlite:" + folder.resolve("tasks.db"))) {
      List<String> ticks =
          queue.admin().list(TaskQuery.of(TaskStatus.SUCCESS)).stream()
              .map(TaskMetadata::message)
              .map(message -> message.headers().get(Scheduler.TICK_HEADER))
              .toList();
      assertEquals(ticks.stream().distinct().toList(), ticks);
      assertEquals(ticks.size(), reports().size());
    }
  }

  private List<Path> reports() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".txt")).sorted().toList();
    }
  }
}
