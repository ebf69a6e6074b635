package io.tasks4j.chain;

import io.tasks4j.TaskError;
import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import io.tasks4j.message.CompositionPart;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.result.Arrival;
import java.util.Optional;

/**
 * How a chain ended that did not complete: what its error callback is given.
 *
 * @param chain the chain's id
 * @param step which step did not succeed, from 1
 * @param steps how many steps the chain has
 * @param task id of that step's task
 * @param status FAILED or CANCELLED
 * @param error why, if that is known
 */
public record ChainFailure(
    TaskId chain, int step, int steps, TaskId task, ChainStatus status, Optional<TaskError> error) {
  /**
   * For executors: reads it from how the last step ended.
   *
   * @param callback the message of the error callback
   * @param last how the last step arrived there
   * @param found the error of the step that did not succeed, if that is still kept
   */
  public static ChainFailure of(TaskMessage callback, Arrival last, Optional<TaskError> found) {
    TaskId chain = last.parent();
    int steps = callback.part().map(CompositionPart::count).orElse(1);
    TaskId origin = last.error().flatMap(TaskError::origin).orElse(chain);
    boolean cancelled =
        last.status() == TaskStatus.CANCELLED && ChainSteps.wasCancelled(last.error());
    return new ChainFailure(
        chain,
        ChainSteps.find(chain, origin, steps),
        steps,
        origin,
        cancelled ? ChainStatus.CANCELLED : ChainStatus.FAILED,
        found.or(last::error));
  }
}
