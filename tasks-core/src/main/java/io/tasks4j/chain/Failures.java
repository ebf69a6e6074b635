package io.tasks4j.chain;

import io.tasks4j.TaskError;
import io.tasks4j.TaskStatus;
import io.tasks4j.TaskType;
import io.tasks4j.queue.TaskQueue;
import java.util.Optional;

/** Finds out why a whole did not succeed. */
final class Failures {
  private static final TaskType<Object, Object> ANY =
      TaskType.of("any", Object.class, Object.class);

  private Failures() {}

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
}
