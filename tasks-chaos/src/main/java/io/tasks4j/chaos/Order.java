package io.tasks4j.chaos;

import io.tasks4j.chaos.History.Claimed;
import io.tasks4j.chaos.History.TaskNotes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Whether claims kept the order of priorities.
 *
 * <p>A claim is wrong when a task of higher priority in the same queue was accepted before the
 * claim call began, and was handed out first by a later claim. Tasks with a due time or a retry
 * behind them are left out: when they became ready is not in the history.
 */
final class Order {
  private record First(TaskNotes task, Claimed claim) {}

  private Order() {}

  /**
   * Looks for violations.
   *
   * @param bound how long ago the higher one was accepted at least, by the store's clock too
   */
  static List<String> violations(Collection<TaskNotes> tasks, Steps steps, Duration bound) {
    List<String> found = new ArrayList<>();
    for (String queue : Load.QUEUES) {
      List<First> firsts = new ArrayList<>();
      for (TaskNotes task : tasks) {
        if (task.queue.equals(queue) && Checker.isPlain(task)) {
          Checker.firstClaim(task).ifPresent(claim -> firsts.add(new First(task, claim)));
        }
      }
      check(firsts, steps, bound.toNanos() / 1_000, found);
    }
    return found;
  }

  private static void check(List<First> firsts, Steps steps, long bound, List<String> found) {
    firsts.sort(
        Comparator.comparingLong((First f) -> f.claim().token())
            .thenComparingInt(f -> f.claim().place()));
    // By priority, the tasks not yet claimed, the one accepted first in front.
    List<PriorityQueue<First>> waiting = new ArrayList<>();
    for (int priority = 0; priority <= 9; priority++) {
      waiting.add(new PriorityQueue<>(Comparator.comparingLong((First f) -> f.task().accepted)));
    }
    firsts.forEach(first -> waiting.get(first.task().priority).add(first));
    java.util.Set<First> claimed = new java.util.HashSet<>();
    for (First low : firsts) {
      claimed.add(low);
      for (int priority = low.task().priority + 1; priority <= 9; priority++) {
        PriorityQueue<First> higher = waiting.get(priority);
        while (!higher.isEmpty() && claimed.contains(higher.peek())) {
          higher.remove();
        }
        First high = higher.peek();
        if (high != null && isOverdue(high.task(), steps, bound, low.claim().begin())) {
          found.add(
              low.task().id
                  + " of priority "
                  + low.task().priority
                  + " before "
                  + high.task().id
                  + " of priority "
                  + priority);
        }
      }
    }
  }

  private static boolean isOverdue(TaskNotes high, Steps steps, long bound, long at) {
    if (bound == 0) {
      return high.accepted < at;
    }
    // A store that waits so long does so by its own clock, which may have been set back.
    long latest = steps.most(high.tried, high.accepted) + bound;
    return high.accepted + bound < at && steps.least(at, at) > latest;
  }
}
