package io.tasks4j.executor;

import io.tasks4j.backend.Claim;
import io.tasks4j.backend.Outcome;
import io.tasks4j.message.TaskMessage;
import java.util.List;

/**
 * Adds tasks to the end of a task: enqueued in the step that settles it, so exactly when it ends
 * so.
 *
 * <p>Called on the worker's threads after each attempt that ended a task, with its {@link
 * Outcome.Success} or {@link Outcome.Failure}; thread-safe and quick. What it throws is logged and
 * changes nothing. Not called for tasks that end without a worker: cancelled or expired while
 * waiting, lost too often, or never run because a task they waited for failed.
 */
@FunctionalInterface
public interface CompletionHook {
  /**
   * The tasks to add.
   *
   * @return messages whose ids are derived from the claim's task, so that a second delivery of it
   *     adds none
   */
  List<TaskMessage> followUps(Claim claim, Outcome outcome);
}
