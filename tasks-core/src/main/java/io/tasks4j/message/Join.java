package io.tasks4j.message;

import java.util.Objects;

/**
 * What a task waits for before it can be claimed: it is <i>released</i> in the step in which the
 * last of its parents ends, and that step alone decides.
 *
 * @param parents how many tasks it waits for, 1 or more; each has it among its {@link Dependant}s,
 *     under a slot of its own from 0 to {@code parents - 1}
 * @param leastFailures with fewer parents that did not succeed it ends CANCELLED instead; 0 but for
 *     a task that is for failures alone
 * @param mostFailures with more parents that did not succeed it ends CANCELLED instead
 * @param patient whether it ends so only when all parents have ended; otherwise at once
 * @param input what it runs with
 * @param gate whether it is never claimed, but ends SUCCESS by itself when it is released
 */
public record Join(
    int parents, int leastFailures, int mostFailures, boolean patient, Input input, boolean gate) {
  /** Where the payload of a task that waited comes from. */
  public enum Input {
    /** Its own message. */
    OWN,
    /** The result of the parent in slot 0. */
    FIRST,
    /** A list of the results of all parents, in the order of their slots; null for no result. */
    ALL,
    /** How its chain failed. */
    FAILURE
  }

  public Join {
    Objects.requireNonNull(input, "input");
    if (parents < 1
        || leastFailures < 0
        || leastFailures > parents
        || mostFailures < leastFailures) {
      throw new IllegalArgumentException(
          "a join needs 1 parent or more, and from 0 to that many failures at least, and no fewer"
              + " at most, but has "
              + parents
              + ", "
              + leastFailures
              + " and "
              + mostFailures);
    }
  }

  /** Waits for all of {@code parents} to succeed, and runs with its own payload. */
  public static Join of(int parents) {
    return new Join(parents, 0, 0, false, Input.OWN, false);
  }

  /** The same with {@code most} parents that may fail. */
  public Join tolerating(int most) {
    return new Join(parents, leastFailures, most, patient, input, gate);
  }

  /** The same, with at least {@code least} parents that must fail. */
  public Join needing(int least) {
    return new Join(parents, least, Math.max(least, mostFailures), patient, input, gate);
  }

  /** The same, ending only when all parents have ended. */
  public Join patiently() {
    return new Join(parents, leastFailures, mostFailures, true, input, gate);
  }

  /** The same with another input. */
  public Join input(Input from) {
    return new Join(parents, leastFailures, mostFailures, patient, from, gate);
  }

  /** The same as a gate. */
  public Join asGate() {
    return new Join(parents, leastFailures, mostFailures, patient, input, true);
  }

  /** What is to become of the task. */
  public enum Verdict {
    /** It goes on waiting. */
    WAIT,
    /** It is released. */
    RELEASE,
    /** It ends CANCELLED, since too many parents did not succeed. */
    FAIL,
    /** It ends CANCELLED, since it is for failures and there were too few. */
    SKIP
  }

  /** What is to become of the task when of its parents so many have ended, and so many failed. */
  public Verdict verdict(int arrived, int failures) {
    if (failures > mostFailures && (!patient || arrived == parents)) {
      return Verdict.FAIL;
    }
    if (arrived < parents) {
      return Verdict.WAIT;
    }
    return failures < leastFailures ? Verdict.SKIP : Verdict.RELEASE;
  }
}
