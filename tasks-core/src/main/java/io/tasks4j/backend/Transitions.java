package io.tasks4j.backend;

import static io.tasks4j.backend.TaskState.NEVER;

import io.tasks4j.TaskError;
import io.tasks4j.TaskStatus;
import io.tasks4j.backend.TaskState.Parents;
import io.tasks4j.backend.Transition.Effect;
import io.tasks4j.message.Join;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * The state machine of {@code docs/states.md}: what becomes of a task by what happens to it.
 *
 * <p>Without store and clock, so that all stores can have one meaning: those in Java call it, and
 * hold what they do in bulk equal to it by tests; scripts are compared with it case by case.
 * Immutable.
 */
public final class Transitions {
  private static final long SHORTEST_UNKNOWN_DELAY = 1_000;
  private static final long LONGEST_UNKNOWN_DELAY = 60_000;

  private static final Set<Effect> NOTHING = effects();
  private static final Set<Effect> READY = effects(Effect.WAKE);
  private static final Set<Effect> SETTLED_READY = effects(Effect.WAKE, Effect.STORE_FOLLOW_UPS);
  private static final Set<Effect> LOST_READY = effects(Effect.WAKE, Effect.REPORT_LOSS);
  private static final Set<Effect> ENDED = effects(Effect.TELL_ENDED, Effect.TELL_DEPENDANTS);
  private static final Set<Effect> LOST_ENDED =
      effects(Effect.TELL_ENDED, Effect.TELL_DEPENDANTS, Effect.REPORT_LOSS);
  private static final Set<Effect> SETTLED =
      effects(Effect.TELL_ENDED, Effect.TELL_DEPENDANTS, Effect.STORE_FOLLOW_UPS);
  private static final Set<Effect> SUCCEEDED =
      effects(
          Effect.STORE_RESULT, Effect.TELL_ENDED, Effect.TELL_DEPENDANTS, Effect.STORE_FOLLOW_UPS);
  private static final Set<Effect> FAILED_BY_PARENT =
      effects(Effect.NAME_PARENT, Effect.TELL_ENDED, Effect.TELL_DEPENDANTS);
  private static final Set<Effect> REVIVED = effects(Effect.FORGET_ERROR, Effect.REVIVE_DEPENDANTS);
  private static final Set<Effect> REQUEUED =
      effects(Effect.WAKE, Effect.HOLD_KEY, Effect.UNBIND, Effect.REVIVE_DEPENDANTS);
  private static final Set<Effect> REQUEUED_BLOCKED =
      effects(Effect.FORGET_ERROR, Effect.HOLD_KEY, Effect.UNBIND, Effect.REVIVE_DEPENDANTS);
  private static final Set<Effect> REQUEUED_RELEASED =
      effects(
          Effect.FORGET_ERROR,
          Effect.WAKE,
          Effect.HOLD_KEY,
          Effect.UNBIND,
          Effect.REVIVE_DEPENDANTS);
  private static final Set<Effect> REQUEUED_GATE =
      effects(
          Effect.FORGET_ERROR,
          Effect.TELL_ENDED,
          Effect.TELL_DEPENDANTS,
          Effect.HOLD_KEY,
          Effect.UNBIND,
          Effect.REVIVE_DEPENDANTS);
  private static final Set<Effect> REMOVED = effects(Effect.REMOVE);
  private static final Set<Effect> REMOVED_ALIVE = effects(Effect.TELL_DEPENDANTS, Effect.REMOVE);

  private final int maxDeliveries;

  /**
   * The rules of a backend.
   *
   * @param maxDeliveries lost deliveries that end a task
   */
  public Transitions(int maxDeliveries) {
    this.maxDeliveries = maxDeliveries;
  }

  /** What becomes of a task. */
  public Transition apply(TaskState state, TaskEvent event) {
    if (event instanceof TaskEvent.Settled settled) {
      return settle(state, settled);
    } else if (event instanceof TaskEvent.Claimed) {
      return claim(state);
    } else if (event instanceof TaskEvent.ParentsEnded ended) {
      return arrive(state, ended);
    } else if (event instanceof TaskEvent.Promote promote) {
      return promote(state, promote);
    } else if (event instanceof TaskEvent.StartEarly early) {
      return startEarly(state, early);
    } else if (event instanceof TaskEvent.Lapsed lapsed) {
      return lapse(state, lapsed);
    } else if (event instanceof TaskEvent.Expire expire) {
      return expire(state, expire);
    } else if (event instanceof TaskEvent.Cancel cancel) {
      return cancel(state, cancel);
    } else if (event instanceof TaskEvent.Requeue requeue) {
      return requeue(state, requeue.now());
    } else if (event instanceof TaskEvent.Purge) {
      return purge(state);
    } else if (event instanceof TaskEvent.ParentPutBack) {
      return revive(state);
    } else if (event instanceof TaskEvent.NotNeeded unneeded) {
      return dropUnneeded(state, unneeded);
    } else if (event instanceof TaskEvent.Unreadable unreadable) {
      return bury(state, unreadable);
    } else if (event instanceof TaskEvent.Suspend suspend) {
      return suspend(state, suspend.now());
    } else {
      return resume(state, event.now());
    }
  }

  private static Transition claim(TaskState state) {
    if (!state.waits() || state.blocked()) {
      return refused(state);
    }
    StateChange next = new StateChange(state);
    next.status = TaskStatus.RUNNING;
    next.claimed = true;
    next.delayed = false;
    next.cancelRequested = false;
    return next.with(NOTHING);
  }

  private static Transition settle(TaskState state, TaskEvent.Settled event) {
    if (state.status() != TaskStatus.RUNNING) {
      return refused(state);
    }
    Outcome outcome = event.outcome();
    StateChange next = new StateChange(state);
    if (outcome instanceof Outcome.Success) {
      return next.end(TaskStatus.SUCCESS, event.now()).with(SUCCEEDED);
    }
    if (state.cancelRequested()) {
      // Follow-ups belong to the outcome that the cancel has replaced.
      next.error = errorOf(outcome).or(state::error);
      return next.end(TaskStatus.CANCELLED, event.now()).with(ENDED);
    }
    if (outcome instanceof Outcome.Unknown unknown) {
      return settleUnknown(state, event, unknown);
    }
    next.unknownSince = NEVER;
    if (outcome instanceof Outcome.Retry retry) {
      next.failures++;
      next.error = Optional.of(retry.error());
      long due = event.now() + retry.delay().toMillis();
      return next.putBack(due, event.now()).with(SETTLED_READY);
    } else if (outcome instanceof Outcome.Release release) {
      long delay = release.delay().toMillis();
      // Without a delay it keeps its place, which by ageing depends on when it was due.
      long due = delay == 0 ? Math.min(state.due(), event.now()) : event.now() + delay;
      return next.putBack(due, event.now()).with(SETTLED_READY);
    } else if (outcome instanceof Outcome.Failure failure) {
      next.failures++;
      next.error = Optional.of(failure.error());
      return next.end(TaskStatus.FAILURE, event.now()).with(SETTLED);
    }
    return next.end(TaskStatus.CANCELLED, event.now()).with(SETTLED);
  }

  private static Transition settleUnknown(
      TaskState state, TaskEvent.Settled event, Outcome.Unknown unknown) {
    StateChange next = new StateChange(state);
    next.unknownSince = Math.min(state.unknownSince(), event.now());
    long unknownFor = event.now() - next.unknownSince;
    if (unknownFor < unknown.giveUpAfter().toMillis()) {
      long delay = Math.min(Math.max(unknownFor, SHORTEST_UNKNOWN_DELAY), LONGEST_UNKNOWN_DELAY);
      return next.putBack(event.now() + delay, event.now()).with(SETTLED_READY);
    }
    int attempt = 1 + state.failures() + state.losses();
    next.error =
        Optional.of(
            TaskError.unknownName(
                event.name(), Duration.ofMillis(unknownFor), attempt, time(event)));
    return next.end(TaskStatus.FAILURE, event.now()).with(SETTLED);
  }

  private Transition lapse(TaskState state, TaskEvent.Lapsed event) {
    if (state.status() != TaskStatus.RUNNING) {
      return refused(state);
    }
    StateChange next = new StateChange(state);
    next.losses++;
    if (state.cancelRequested()) {
      return next.end(TaskStatus.CANCELLED, event.now()).with(LOST_ENDED);
    }
    if (next.losses < maxDeliveries) {
      return next.putBack(Math.min(state.due(), event.now()), event.now()).with(LOST_READY);
    }
    int attempt = state.failures() + next.losses;
    next.error = Optional.of(TaskError.lost(event.worker(), next.losses, attempt, time(event)));
    return next.end(TaskStatus.FAILURE, event.now()).with(LOST_ENDED);
  }

  private static Transition expire(TaskState state, TaskEvent.Expire event) {
    if (!state.waits() || state.expires() > event.now()) {
      return refused(state);
    }
    return new StateChange(state).end(TaskStatus.CANCELLED, event.now()).with(ENDED);
  }

  private static Transition promote(TaskState state, TaskEvent.Promote event) {
    if (!state.waits() || state.blocked() || !state.delayed() || state.due() > event.now()) {
      return refused(state);
    }
    StateChange next = new StateChange(state);
    next.delayed = false;
    return next.with(READY);
  }

  private static Transition startEarly(TaskState state, TaskEvent.StartEarly event) {
    if (!state.waitsUnclaimed() || state.blocked() || state.due() <= event.enqueued()) {
      return refused(state);
    }
    StateChange next = new StateChange(state);
    next.due = event.enqueued();
    next.delayed = false;
    return next.with(READY);
  }

  private static Transition cancel(TaskState state, TaskEvent.Cancel event) {
    if (state.status().isTerminal()) {
      return refused(state);
    }
    StateChange next = new StateChange(state);
    if (state.status() == TaskStatus.RUNNING) {
      next.cancelRequested = true;
      return next.with(NOTHING);
    }
    return next.end(TaskStatus.CANCELLED, event.now()).with(ENDED);
  }

  private static Transition requeue(TaskState state, long now) {
    if (!state.status().isTerminal() || state.status() == TaskStatus.SUCCESS) {
      return refused(state);
    }
    StateChange next = new StateChange(state);
    next.failures = 0;
    next.losses = 0;
    next.expires = NEVER;
    next.unknownSince = NEVER;
    if (!state.blocked()) {
      return next.putBack(now, now).with(REQUEUED);
    }
    Parents parents = state.parents().orElseThrow();
    switch (parents.verdict()) {
      case FAIL, SKIP -> {
        StateChange barred = new StateChange(state);
        // From now on it is a parent that keeps it from running: put back, that revives it.
        barred.parents = Optional.of(parents.ended(true));
        return new Transition(false, barred.state(), NOTHING);
      }
      case WAIT, RELEASE -> {}
    }
    next.parents = Optional.of(parents.putBack());
    next.error = Optional.empty();
    next.putBack(state.due(), now);
    if (parents.verdict() == Join.Verdict.WAIT) {
      return next.with(REQUEUED_BLOCKED);
    }
    next.release(now);
    return next.with(next.status == TaskStatus.SUCCESS ? REQUEUED_GATE : REQUEUED_RELEASED);
  }

  private static Transition purge(TaskState state) {
    if (state.status() == TaskStatus.RUNNING) {
      return refused(state);
    }
    boolean alive = !state.status().isTerminal();
    return new Transition(true, state, alive ? REMOVED_ALIVE : REMOVED);
  }

  private static Transition arrive(TaskState state, TaskEvent.ParentsEnded event) {
    if (!state.blocked()) {
      return refused(state);
    }
    StateChange next = new StateChange(state);
    Parents parents =
        state.parents().orElseThrow().count(event.succeeded() + event.failed(), event.failed());
    next.parents = Optional.of(parents);
    // One that was cancelled, or has expired, goes on counting: it may be put back.
    Join.Verdict verdict = state.waits() ? parents.verdict() : Join.Verdict.WAIT;
    switch (verdict) {
      case WAIT -> {
        return next.with(NOTHING);
      }
      case RELEASE -> {
        next.release(event.now());
        return next.with(next.status == TaskStatus.SUCCESS ? ENDED : READY);
      }
      case FAIL, SKIP -> {}
    }
    next.parents = Optional.of(parents.ended(true));
    next.end(TaskStatus.CANCELLED, event.now());
    return next.with(verdict == Join.Verdict.FAIL ? FAILED_BY_PARENT : ENDED);
  }

  private static Transition revive(TaskState state) {
    if (!state.blocked()) {
      return refused(state);
    }
    StateChange next = new StateChange(state);
    Parents parents = state.parents().orElseThrow().count(-1, -1);
    next.parents = Optional.of(parents);
    if (!parents.ended() || parents.verdict() != Join.Verdict.WAIT) {
      return next.with(NOTHING);
    }
    next.parents = Optional.of(parents.ended(false));
    next.status = TaskStatus.PENDING;
    next.finished = NEVER;
    next.error = Optional.empty();
    return next.with(REVIVED);
  }

  private static Transition dropUnneeded(TaskState state, TaskEvent.NotNeeded event) {
    if (!state.waits() || state.blocked()) {
      return refused(state);
    }
    StateChange next = new StateChange(state);
    next.error = Optional.of(TaskError.notNeeded(event.dependant(), time(event)));
    return next.end(TaskStatus.CANCELLED, event.now()).with(ENDED);
  }

  private static Transition bury(TaskState state, TaskEvent.Unreadable event) {
    if (state.status() != TaskStatus.RUNNING) {
      return refused(state);
    }
    StateChange next = new StateChange(state);
    next.error = Optional.of(event.error());
    return next.end(TaskStatus.FAILURE, event.now()).with(ENDED);
  }

  private static Transition suspend(TaskState state, long now) {
    if (state.status() != TaskStatus.RUNNING) {
      return refused(state);
    }
    StateChange next = new StateChange(state);
    if (state.cancelRequested()) {
      return next.end(TaskStatus.CANCELLED, now).with(ENDED);
    }
    next.status = TaskStatus.SUSPENDED;
    next.unknownSince = NEVER;
    // What it waits for is remembered: it has begun, and does not expire any more.
    next.expires = NEVER;
    return next.with(NOTHING);
  }

  private static Transition resume(TaskState state, long now) {
    if (state.status() != TaskStatus.SUSPENDED) {
      return refused(state);
    }
    return new StateChange(state).putBack(Math.min(state.due(), now), now).with(READY);
  }

  /** A set that is asked for its members by a bit each. */
  private static Set<Effect> effects(Effect... all) {
    Set<Effect> set = EnumSet.noneOf(Effect.class);
    Collections.addAll(set, all);
    return Collections.unmodifiableSet(set);
  }

  private static Transition refused(TaskState state) {
    return new Transition(false, state, NOTHING);
  }

  private static Optional<TaskError> errorOf(Outcome outcome) {
    if (outcome instanceof Outcome.Retry retry) {
      return Optional.of(retry.error());
    }
    return outcome instanceof Outcome.Failure failure
        ? Optional.of(failure.error())
        : Optional.empty();
  }

  private static Instant time(TaskEvent event) {
    return Instant.ofEpochMilli(event.now());
  }
}
