package io.tasks4j.chain;

import io.tasks4j.TaskError;
import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import io.tasks4j.TaskType;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.result.Arrival;
import io.tasks4j.result.TaskMetadata;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What the handles of wholes have in common. */
final class Wholes {
  private static final int PAGE = 1_000;

  private static final TaskType<Object, Object> ANY =
      TaskType.of("any", Object.class, Object.class);

  private Wholes() {}

  /** Throws what awaiting the task throws that was the first not to succeed, if it is kept. */
  static void throwFirst(TaskQueue queue, Optional<TaskError> error) {
    error
        .flatMap(TaskError::origin)
        .ifPresent(
            origin -> {
              Optional<Object> ignored = queue.handle(ANY, origin).poll();
            });
  }

  /** The status of a whole by the task that has its id, once that has ended. */
  static ChainStatus status(TaskStatus status, Optional<TaskError> error) {
    return switch (status) {
      case SUCCESS -> ChainStatus.COMPLETED;
      case CANCELLED -> ChainSteps.wasCancelled(error) ? ChainStatus.CANCELLED : ChainStatus.FAILED;
      case FAILURE -> ChainStatus.FAILED;
      case PENDING, RUNNING, RETRY -> ChainStatus.RUNNING;
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

  /** Shows all that the task {@code id} waited for and that has ended, in order. */
  static void forEachArrival(TaskQueue queue, TaskId id, Consumer<Arrival> action) {
    int slot = 0;
    while (slot >= 0) {
      List<Arrival> page = queue.backend().results().arrivals(id, slot, PAGE);
      page.forEach(action);
      slot = page.size() < PAGE ? -1 : page.get(PAGE - 1).slot() + 1;
    }
  }

  /** Lets a task go on that was cancelled, by whomever, while it waited for others. */
  static boolean retry(TaskQueue queue, TaskId id) {
    // First: where a parent stands in its way, it is put back with the last of those.
    boolean any = queue.admin().requeue(id);
    return requeueAll(queue, id) || any;
  }

  /** Puts back what did not succeed, apart from what never ran because of that. */
  private static boolean requeueAll(TaskQueue queue, TaskId id) {
    List<TaskId> failed = new ArrayList<>();
    forEachArrival(
        queue,
        id,
        a -> {
          boolean skipped = a.error().flatMap(TaskError::origin).isPresent();
          if (a.status() != TaskStatus.SUCCESS && !skipped) {
            failed.add(a.parent());
          }
        });
    boolean any = false;
    for (TaskId task : failed) {
      any |= queue.admin().requeue(task);
    }
    return any;
  }
}
