package io.tasks4j.backend;

import io.tasks4j.message.TaskMessage;
import java.util.List;

/**
 * The end of a claim. Takes effect only while the claim's token is the task's latest.
 *
 * @param claim what ended
 * @param outcome how
 * @param followUps tasks to enqueue with it, all or none; none when a cancel request turns the
 *     outcome into CANCELLED. Their ids are derived from the claim's task, so a second attempt adds
 *     none
 */
public record Settlement(Claim claim, Outcome outcome, List<TaskMessage> followUps) {
  public Settlement {
    followUps = List.copyOf(followUps);
  }

  /** A settlement without follow-ups. */
  public static Settlement of(Claim claim, Outcome outcome) {
    return new Settlement(claim, outcome, List.of());
  }
}
