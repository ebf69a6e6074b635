package io.tasks4j.chain;

import io.tasks4j.TaskCancelledException;
import io.tasks4j.TaskError;
import io.tasks4j.TaskId;
import io.tasks4j.message.CompositionPart;
import java.util.Optional;

/** The ids of the steps of chains: that of the last one is the chain's own. */
final class ChainSteps {
  private ChainSteps() {}

  /** The id of a step, from 1. */
  static TaskId id(TaskId chain, int step, int steps) {
    return step == steps ? chain : CompositionPart.idOf(chain, Integer.toString(step));
  }

  /** Which step has an id; the last one when none of the others has. */
  static int find(TaskId chain, TaskId task, int steps) {
    int step = 1;
    while (step < steps && !id(chain, step, steps).equals(task)) {
      step++;
    }
    return step;
  }

  /** Whether the error of what never ran tells of a cancel or an expiry rather than a failure. */
  static boolean wasCancelled(Optional<TaskError> error) {
    return error
        .filter(e -> !e.type().equals(TaskCancelledException.class.getName()))
        .filter(e -> e.reason() == TaskError.Reason.PARENT)
        .isEmpty();
  }
}
