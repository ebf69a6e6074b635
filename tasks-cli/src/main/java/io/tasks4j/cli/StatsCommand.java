package io.tasks4j.cli;

import io.tasks4j.TaskStatus;
import io.tasks4j.dashboard.view.DisplayTexts;
import io.tasks4j.dashboard.view.JsonMembers;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.result.QueueStats;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "stats",
    description = "How many tasks each queue has of each status, and how far behind it is.",
    mixinStandardHelpOptions = true)
final class StatsCommand implements Callable<Integer> {
  private static final List<String> TITLES =
      List.of(
          "QUEUE",
          "PENDING#",
          "RUNNING#",
          "RETRY#",
          "SUSPENDED#",
          "SUCCESS#",
          "FAILURE#",
          "CANCELLED#",
          "OLDEST DUE#",
          "PAUSED");

  @Mixin private StoreSession session;

  @Override
  public Integer call() {
    try (TaskQueue queue = session.open()) {
      Map<String, QueueStats> stats = queue.admin().stats();
      if (session.output().json()) {
        Map<String, Object> all = new LinkedHashMap<>();
        stats.forEach((name, each) -> all.put(name, JsonMembers.queue(each)));
        session.output().json(all);
      } else {
        session.output().table(TITLES, rows(stats));
      }
    }
    return ExitCode.OK;
  }

  private static List<List<String>> rows(Map<String, QueueStats> stats) {
    List<List<String>> rows = new ArrayList<>();
    stats.forEach((name, each) -> rows.add(row(name, each)));
    if (stats.size() > 1) {
      QueueStats all =
          stats.values().stream().reduce(new QueueStats(Map.of(), false), QueueStats::plus);
      rows.add(row("(all)", new QueueStats(all.counts(), false, all.oldestDue())));
    }
    return rows;
  }

  private static List<String> row(String name, QueueStats stats) {
    List<String> row = new ArrayList<>(List.of(name));
    for (TaskStatus status : TaskStatus.values()) {
      row.add(String.valueOf(stats.count(status)));
    }
    row.add(
        stats
            .oldestDue()
            .filter(age -> age.compareTo(Duration.ZERO) > 0)
            .map(DisplayTexts::age)
            .orElse(""));
    row.add(stats.paused() ? "paused" : "");
    return row;
  }
}
