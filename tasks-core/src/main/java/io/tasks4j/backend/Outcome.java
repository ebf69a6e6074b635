package io.tasks4j.backend;

import io.tasks4j.TaskError;
import io.tasks4j.internal.Durations;
import io.tasks4j.message.Payload;
import java.time.Duration;
import java.util.Optional;

/** How one delivery of a task ended, and so what becomes of the task. */
public sealed interface Outcome {
  /** Ends SUCCESS. A success stands even when a cancel was requested meanwhile. */
  record Success(Optional<Payload> result) implements Outcome {}

  /** One more failure; to be tried again after {@code delay}. */
  record Retry(Duration delay, TaskError error) implements Outcome {
    public Retry {
      Durations.notNegative("retry delay", delay);
    }
  }

  /** One more failure, the last: ends FAILURE, among the dead letters. */
  record Failure(TaskError error) implements Outcome {}

  /** Ends CANCELLED. */
  record Cancelled() implements Outcome {}

  /** Put back after {@code delay} as if it had not been claimed: no attempt is used up. */
  record Release(Duration delay) implements Outcome {
    public Release {
      Durations.notNegative("release delay", delay);
    }
  }

  /**
   * Put back because this worker does not know the name. The delay grows with the time the task has
   * been unknown, from 1 s to 60 s; after {@code giveUpAfter} the task ends FAILURE.
   */
  record Unknown(Duration giveUpAfter) implements Outcome {
    public Unknown {
      Durations.notNegative("giveUpAfter", giveUpAfter);
    }
  }
}
