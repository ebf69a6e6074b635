package io.tasks4j.chain;

import io.tasks4j.TaskError;
import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import io.tasks4j.TaskType;
import io.tasks4j.message.Join;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.result.Arrival;
import io.tasks4j.result.TaskMetadata;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What the handles of wholes have in common. */
final class Wholes {
  private static final TaskType<Object, Object> ANY =
      TaskType.of("any", Object.class, Object.class);

  private Wholes() {}

  /** Throws what awaiting the task throws that was the first not to succeed, if it is kept. */
  static void throwFirst(TaskQueue queue, Optional<TaskError> error) throws InterruptedException {
    TaskId origin = error.flatMap(TaskError::origin).orElse(null);
    if (origin != null && queue.handle(ANY, origin).isDone()) {
      Object ignored = queue.handle(ANY, origin).await(Duration.ZERO);
    }
  }

  /** The status of a whole by the task that has its id, once that has ended. */
  static ChainStatus status(TaskStatus status, Optional<TaskError> error) {
    return switch (status) {
      case SUCCESS -> ChainStatus.COMPLETED;
      case CANCELLED -> ChainSteps.wasCancelled(error) ? ChainStatus.CANCELLED : ChainStatus.FAILED;
      case FAILURE -> ChainStatus.FAILED;
      case PENDING, RUNNING, RETRY, SUSPENDED -> ChainStatus.RUNNING;
    };
  }

  /** How far what the task {@code id} waits for is. */
  static ChainProgress progress(TaskQueue queue, TaskId id) {
    return queue
        .backend()
        .results()
        .joinState(id)
        .map(s -> new ChainProgress(s.arrived(), s.failures(), s.parents()))
        .orElseGet(
            () -> {
              // A task that waits for nothing has no join: a group without members.
              TaskMetadata ignored = queue.handle(ANY, id).metadata();
              return new ChainProgress(0, 0, 0);
            });
  }

  /**
   * Lets a task go on that was cancelled, by whomever, while it waited for others: puts back those
   * that did not succeed, and those that never ran because of them, and has it wait for them again.
   *
   * @return false, and nothing is put back, when more of them are gone than it bears to lose
   */
  static boolean retry(TaskQueue queue, TaskMetadata end) {
    TaskId id = end.id();
    if (end.startedAt().isPresent()) {
      // It has all that it waited for.
      return queue.admin().requeue(id);
    }
    int bears = end.message().join().map(Join::mostFailures).orElse(0);
    int[] gone = new int[1];
    forEachFailure(queue, id, a -> gone[0] += queue.admin().find(a.parent()).isEmpty() ? 1 : 0);
    if (gone[0] > bears) {
      return false;
    }
    // Steps that follow those put back run only while it waits; and from here on no worker that
    // meets a part cancels it, so that the parts to be put back are those found after this. But if
    // it bears failures, it would not wait for what is yet to be put back; and nothing follows the
    // members of a group.
    boolean any = bears == 0 && queue.admin().requeue(id);
    List<TaskId> failed = new ArrayList<>();
    forEachFailure(
        queue,
        id,
        a -> {
          // Others never ran because of it: they are revived with it.
          if (a.error().flatMap(TaskError::origin).isEmpty()) {
            failed.add(a.parent());
          }
        });
    for (TaskId task : failed) {
      any |= queue.admin().requeue(task);
    }
    return (bears > 0 && queue.admin().requeue(id)) || any;
  }

  /** In the order of their slots: each before those that waited for it. */
  private static void forEachFailure(TaskQueue queue, TaskId id, Consumer<Arrival> action) {
    Arrival.forEach(
        queue.backend().results(),
        id,
        a -> {
          if (a.status() != TaskStatus.SUCCESS) {
            action.accept(a);
          }
        });
  }
}
