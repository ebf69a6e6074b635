package io.tasks4j.backend;

import io.tasks4j.TaskProgress;
import io.tasks4j.message.TaskMessage;
import java.util.List;
import java.util.Optional;

/**
 * The end of a claim. Takes effect only while the claim's token is the task's latest.
 *
 * @param claim what ended
 * @param outcome how
 * @param followUps tasks to enqueue with it, all or none; none when a cancel request turns the
 *     outcome into CANCELLED. Their ids are derived from the claim's task, so a second attempt adds
 *     none
 * @param progress what the task said last of its progress; a renewal may have told it before
 */
public record Settlement(
    Claim claim, Outcome outcome, List<TaskMessage> followUps, Optional<TaskProgress> progress) {
  public Settlement {
    followUps = List.copyOf(followUps);
  }

  /** A settlement alone. */
  public static Settlement of(Claim claim, Outcome outcome) {
    return of(claim, outcome, List.of());
  }

  /** A settlement with follow-ups. */
  public static Settlement of(Claim claim, Outcome outcome, List<TaskMessage> followUps) {
    return new Settlement(claim, outcome, followUps, Optional.empty());
  }

  /** The same with the last progress. */
  public Settlement progress(TaskProgress last) {
    return new Settlement(claim, outcome, followUps, Optional.of(last));
  }
}
