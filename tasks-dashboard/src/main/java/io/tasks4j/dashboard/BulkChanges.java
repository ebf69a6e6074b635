package io.tasks4j.dashboard;

import io.tasks4j.TaskId;
import io.tasks4j.backend.TaskAdmin;
import io.tasks4j.result.TaskMetadata;
import io.tasks4j.result.TaskQuery;
import java.time.Duration;
import java.util.List;
import java.util.function.BiPredicate;

/** Changes many tasks, for as long as somebody may be kept waiting for an answer. */
final class BulkChanges {
  static final int MOST = 10_000;
  private static final int PAGE = 500;
  private static final long LONGEST = Duration.ofSeconds(5).toNanos();

  private BulkChanges() {}

  /**
   * What was done.
   *
   * @param changed how many tasks were changed
   * @param refused how many could not be
   * @param more whether there may be more that match
   */
  record Done(int changed, int refused, boolean more) {}

  static Done change(TaskAdmin admin, List<TaskId> ids, BiPredicate<TaskAdmin, TaskId> change) {
    int changed = 0;
    for (TaskId id : ids) {
      changed += change.test(admin, id) ? 1 : 0;
    }
    return new Done(changed, ids.size() - changed, false);
  }

  /** Requeues tasks that match, the one accepted last first. */
  static Done requeue(TaskAdmin admin, TaskQuery query, int most) {
    long start = System.nanoTime();
    int changed = 0;
    int refused = 0;
    TaskQuery next = query.limit(PAGE);
    while (true) {
      List<TaskMetadata> page = admin.list(next);
      for (TaskMetadata task : page) {
        if (changed == most || System.nanoTime() - start > LONGEST) {
          return new Done(changed, refused, true);
        }
        if (admin.requeue(task.id())) {
          changed++;
        } else {
          refused++;
        }
      }
      if (page.size() < PAGE) {
        return new Done(changed, refused, false);
      }
      next = next.before(page.get(page.size() - 1).id());
    }
  }
}
