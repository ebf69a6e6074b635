package io.tasks4j.backend;

import java.util.Set;

/**
 * What an event makes of a task.
 *
 * @param applied whether the event took effect; if not, it was too late or is not allowed
 * @param state the task from now on
 * @param effects what the store has to do besides keeping the state
 */
public record Transition(boolean applied, TaskState state, Set<Effect> effects) {
  /** What the store has to do, in the same step. */
  public enum Effect {
    /** Tells claims that wait: it is ready, or has a due time that they do not know of. */
    WAKE,
    /** Tells whoever awaits its end, and counts it among what ended. */
    TELL_ENDED,
    /** Tells those that wait for it: it has ended, or will never run. */
    TELL_DEPENDANTS,
    /**
     * Tells those that wait for it that it is to be tried again. Comes before any other telling.
     */
    REVIVE_DEPENDANTS,
    /** Keeps the result that the outcome brings. */
    STORE_RESULT,
    /** Enqueues the tasks that the settlement brings. */
    STORE_FOLLOW_UPS,
    /** Reports a lost delivery. */
    REPORT_LOSS,
    /** Gives it the error of that parent which, of those that did not succeed, ended first. */
    NAME_PARENT,
    /** Removes its error. */
    FORGET_ERROR,
    /** Lets it hold its unique key again. */
    HOLD_KEY,
    /** Frees it from the task to which it was bound: it is to be run whatever becomes of that. */
    UNBIND,
    /** Removes the task. */
    REMOVE
  }

  /** Whether the store has to do this. */
  public boolean has(Effect effect) {
    return effects.contains(effect);
  }
}
