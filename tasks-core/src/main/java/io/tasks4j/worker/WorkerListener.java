package io.tasks4j.worker;

import io.tasks4j.TaskId;
import io.tasks4j.TypedTask;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.ClaimState;
import io.tasks4j.backend.LostDelivery;
import io.tasks4j.backend.Outcome;
import java.time.Duration;
import java.util.function.BiConsumer;

/**
 * Hears what a worker does, for metrics and alerts. Called on the worker's own threads, so it must
 * be quick and thread-safe; what it throws is logged and changes nothing.
 */
public interface WorkerListener {
  /**
   * A listener that hears how tasks of one type ended, each once: a success, a dead letter or a
   * cancel, after it was settled by this worker.
   */
  static WorkerListener onEnd(TypedTask<?, ?> task, BiConsumer<TaskId, Outcome> listener) {
    return new WorkerListener() {
      @Override
      public void settled(Claim claim, Outcome outcome, boolean applied, Duration took) {
        boolean ended =
            outcome instanceof Outcome.Success
                || outcome instanceof Outcome.Failure
                || outcome instanceof Outcome.Cancelled;
        if (applied && ended && claim.message().name().equals(task.type().name())) {
          listener.accept(claim.id(), outcome);
        }
      }
    };
  }

  /** The worker begins to look for tasks. */
  default void workerStarted(Worker worker) {}

  /** The worker has stopped. */
  default void workerStopped(Worker worker) {}

  /** A task is about to run. */
  default void started(Claim claim) {}

  /**
   * A delivery was settled: the place to alert on failures ({@link Outcome.Retry}) and dead letters
   * ({@link Outcome.Failure}), of which the worker logs a line each.
   *
   * @param claim the delivery
   * @param outcome how it ended
   * @param applied false when the claim was no longer held, so that nothing changed
   * @param took how long it ran
   */
  default void settled(Claim claim, Outcome outcome, boolean applied, Duration took) {}

  /**
   * A lease was renewed, or found to be lost; once for each lease about every third of its length.
   */
  default void renewed(Claim claim, ClaimState state) {}

  /** A delivery, of this worker or another, was lost: its lease lapsed. Told to one worker. */
  default void lost(LostDelivery delivery) {}

  /**
   * A task goes on long after it was asked to end; its thread is given up, and its lease left to
   * lapse.
   */
  default void abandoned(Claim claim) {}

  /** The backend cannot be reached; the worker goes on trying. Once per outage. */
  default void backendAway(Throwable cause) {}

  /** The backend is back after an outage. */
  default void backendBack() {}
}
