package io.tasks4j.cli;

import io.tasks4j.TaskError;
import io.tasks4j.TaskId;
import io.tasks4j.backend.TaskAdmin;
import io.tasks4j.dashboard.view.DisplayTexts;
import io.tasks4j.dashboard.view.JsonMembers;
import io.tasks4j.result.TaskMetadata;
import io.tasks4j.result.TaskQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Reads listings, and puts them on the screen. */
final class ListingPrinter {
  /** The most that a store gives at once. */
  private static final int PAGE = 1_000;

  private static final int WIDTH_OF_ERROR = 60;

  private ListingPrinter() {}

  /** Up to {@code most} tasks, however many pages that takes. */
  static List<TaskMetadata> read(TaskAdmin admin, TaskQuery query, int most) {
    List<TaskMetadata> found = new ArrayList<>();
    each(admin, query, most, found::add);
    return found;
  }

  /** The ids of all tasks. */
  static List<TaskId> ids(TaskAdmin admin, TaskQuery query) {
    List<TaskId> ids = new ArrayList<>();
    each(admin, query, Integer.MAX_VALUE, task -> ids.add(task.id()));
    return ids;
  }

  private static void each(TaskAdmin admin, TaskQuery query, int most, Consumer<TaskMetadata> to) {
    TaskQuery page = query;
    int left = most;
    while (left > 0) {
      int limit = Math.min(left, PAGE);
      List<TaskMetadata> tasks = admin.list(page.limit(limit));
      tasks.forEach(to);
      if (tasks.isEmpty()) {
        return;
      }
      left -= tasks.size();
      page = page.before(tasks.get(tasks.size() - 1).id());
    }
  }

  static void print(CommandOutput output, List<TaskMetadata> tasks) {
    if (output.json()) {
      output.json(tasks.stream().map(JsonMembers::task).toList());
      return;
    }
    output.table(
        List.of("ID", "NAME", "QUEUE", "STATUS", "PRIO#", "TRIES#", "ENQUEUED", "DUE", "WORKER"),
        tasks.stream()
            .map(
                task ->
                    List.of(
                        task.id().toString(),
                        task.message().name(),
                        task.message().queue(),
                        task.status() + (task.cancelRequested() ? " (to be cancelled)" : ""),
                        String.valueOf(task.message().priority()),
                        String.valueOf(task.attempts()),
                        CommandOutput.time(task.enqueuedAt()),
                        task.dueAt().equals(task.enqueuedAt())
                            ? ""
                            : CommandOutput.time(task.dueAt()),
                        task.worker()))
            .toList());
  }

  /** With what they died of. */
  static void printDead(CommandOutput output, List<TaskMetadata> tasks) {
    if (output.json()) {
      print(output, tasks);
      return;
    }
    output.table(
        List.of("ID", "NAME", "QUEUE", "TRIES#", "DIED", "REASON", "ERROR"),
        tasks.stream()
            .map(
                task ->
                    List.of(
                        task.id().toString(),
                        task.message().name(),
                        task.message().queue(),
                        String.valueOf(task.attempts()),
                        CommandOutput.time(task.finishedAt()),
                        task.error().map(e -> e.reason().name()).orElse(""),
                        task.error().map(ListingPrinter::brief).orElse("")))
            .toList());
  }

  private static String brief(TaskError error) {
    String type = error.type().substring(error.type().lastIndexOf('.') + 1);
    return DisplayTexts.brief(
        error.message().isEmpty() ? type : type + ": " + error.message(), WIDTH_OF_ERROR);
  }
}
