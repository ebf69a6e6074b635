package io.tasks4j.queue;

import io.tasks4j.TaskId;
import io.tasks4j.message.Dependant;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.result.Arrival;
import io.tasks4j.result.ResultBackend;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Tells, of a whole that is enqueued once more while it runs, which of its tasks have ended: of
 * those retention may have removed some, and stored again they would run again.
 *
 * <p>That they have ended is known to whoever waited for them. Who waits is stored first and ends
 * later, so it is there, or has ended itself.
 */
final class ResumedGraph {
  private final TaskId whole;
  private final ResultBackend results;
  private final Set<TaskId> ended = new HashSet<>();

  private ResumedGraph(TaskId whole, ResultBackend results) {
    this.whole = whole;
    this.results = results;
  }

  /** Those of {@code messages}, each behind all that wait for it, that have not ended. */
  static List<TaskMessage> leaveOut(
      TaskId whole, List<TaskMessage> messages, ResultBackend results) {
    if (results.joinState(whole).isEmpty()) {
      // It is new, or a single task.
      return messages;
    }
    ResumedGraph forgotten = new ResumedGraph(whole, results);
    forgotten.readWhole();
    List<TaskMessage> left = new ArrayList<>(messages.size());
    for (TaskMessage message : messages) {
      if (forgotten.hasEnded(message)) {
        forgotten.ended.add(message.id());
      } else {
        left.add(message);
      }
    }
    return left;
  }

  /** All that the whole itself waits for: every member of a group, every step of a workflow. */
  private void readWhole() {
    Arrival.forEach(results, whole, arrival -> ended.add(arrival.parent()));
  }

  private boolean hasEnded(TaskMessage message) {
    if (ended.contains(message.id())) {
      return true;
    }
    List<Dependant> dependants = message.dependants();
    return dependants.stream().noneMatch(d -> d.id().equals(whole))
        && dependants.stream().anyMatch(d -> hasArrived(message.id(), d));
  }

  private boolean hasArrived(TaskId parent, Dependant dependant) {
    return ended.contains(dependant.id())
        || results.arrivals(dependant.id(), dependant.slot(), 1).stream()
            .anyMatch(arrival -> arrival.parent().equals(parent));
  }
}
