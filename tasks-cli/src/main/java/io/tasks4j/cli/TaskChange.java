package io.tasks4j.cli;

import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import io.tasks4j.backend.TaskAdmin;
import io.tasks4j.queue.TaskQueue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;

/**
 * Changes tasks one after the other, after asking where that is due.
 *
 * @param verb what is done, as in "requeue 3 tasks"
 * @param past the same, done
 * @param statuses of these when nothing else was said
 * @param asksAlways whether even a single task is asked for
 * @param change does it to one task; false when that could not be
 */
record TaskChange(
    String verb,
    String past,
    Set<TaskStatus> statuses,
    boolean asksAlways,
    BiPredicate<TaskAdmin, TaskId> change) {
  /** So many of those that could not be changed are named. */
  private static final int MOST_NAMED = 10;

  int apply(TaskSelection selection, StoreSession session) {
    try (TaskQueue queue = session.open()) {
      List<TaskId> ids = selection.resolve(queue.admin(), statuses, session);
      boolean ask = (asksAlways || selection.all()) && !selection.yes() && !ids.isEmpty();
      if (ask && !session.confirms(verb + " " + tasks(ids.size()))) {
        return ExitCode.NOT_CONFIRMED;
      }
      List<TaskId> refused = new ArrayList<>();
      try (ChangeProgress progress = ChangeProgress.of(verb, ids.size(), session)) {
        for (TaskId id : ids) {
          if (!change.test(queue.admin(), id)) {
            refused.add(id);
          }
          progress.step();
        }
      }
      print(session.output(), ids.size() - refused.size(), refused);
      return refused.isEmpty() ? ExitCode.OK : ExitCode.FAILED;
    }
  }

  private void print(CommandOutput output, int done, List<TaskId> refused) {
    if (output.json()) {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put(past, done);
      json.put("refused", refused.stream().map(TaskId::toString).toList());
      output.json(json);
      return;
    }
    output.line(past + " " + tasks(done));
    if (!refused.isEmpty()) {
      output.line("could not " + verb + " " + tasks(refused.size()) + ":");
      refused.stream().limit(MOST_NAMED).forEach(id -> output.line("  " + id));
      if (refused.size() > MOST_NAMED) {
        output.line(
            String.format(
                Locale.ROOT, "  and %d more; --json names them all", refused.size() - MOST_NAMED));
      }
    }
  }

  private static String tasks(int count) {
    return count == 1 ? "1 task" : count + " tasks";
  }
}
