package io.tasks4j.backend;

import io.tasks4j.TaskError;
import io.tasks4j.TaskStatus;
import io.tasks4j.UniqueKey;
import io.tasks4j.When;
import io.tasks4j.message.Join;
import io.tasks4j.message.TaskMessage;
import java.time.Instant;
import java.util.Optional;

/**
 * What of a task decides its way: see {@link Transitions}. Times are epoch milliseconds by the
 * backend's clock.
 *
 * @param failures attempts that failed
 * @param losses deliveries that were lost
 * @param cancelRequested whether its end was asked for while it ran
 * @param claimed whether it ever ran
 * @param delayed whether it waits for a due time that has not been found to be over
 * @param due when it may run, or might
 * @param expires when it ends unless it runs; {@link #NEVER} for none
 * @param unknownSince since when no worker knows its name; {@link #NEVER} when one does
 * @param finished when it ended; {@link #NEVER} before
 * @param error its latest error; a store that has not read it leaves it empty
 * @param parents what it waits for, or waited for
 */
public record TaskState(
    TaskStatus status,
    int failures,
    int losses,
    boolean cancelRequested,
    boolean claimed,
    boolean delayed,
    long due,
    long expires,
    long unknownSince,
    long finished,
    Optional<TaskError> error,
    Optional<Parents> parents) {
  /** Stands for a time that never comes. */
  public static final long NEVER = Long.MAX_VALUE;

  /**
   * The tasks that a task waits for.
   *
   * @param arrived how many have ended
   * @param failed how many of those did not succeed
   * @param released whether they have let it go
   * @param ended whether it ended because of them, or is kept from running by them
   * @param dueAfter its delay, which counts from the release; {@link #NEVER} for none
   * @param expiresAfter its expiry, if that counts from the release; {@link #NEVER} for none
   */
  public record Parents(
      Join join,
      int arrived,
      int failed,
      boolean released,
      boolean ended,
      long dueAfter,
      long expiresAfter) {
    /** What is to become of the task. */
    public Join.Verdict verdict() {
      return join.verdict(arrived, failed);
    }

    Parents count(int more, int moreFailed) {
      return new Parents(
          join, arrived + more, failed + moreFailed, released, ended, dueAfter, expiresAfter);
    }

    Parents ended(boolean now) {
      return new Parents(join, arrived, failed, released, now, dueAfter, expiresAfter);
    }

    Parents release() {
      return new Parents(join, arrived, failed, true, ended, dueAfter, expiresAfter);
    }

    Parents putBack() {
      return new Parents(join, arrived, failed, released, false, dueAfter, NEVER);
    }
  }

  /** A task that is enqueued now. */
  public static TaskState enqueued(TaskMessage message, long now) {
    long due = resolve(message.due(), now, now);
    Optional<Parents> parents = message.join().map(join -> parents(join, message));
    // What is given as a duration counts from the release, if the task has to wait for one.
    boolean counts = parents.isEmpty() || parents.get().expiresAfter == NEVER;
    long expires = counts ? resolve(message.expiry(), now, NEVER) : NEVER;
    return new TaskState(
        TaskStatus.PENDING,
        0,
        0,
        false,
        false,
        due > now,
        due,
        expires,
        NEVER,
        NEVER,
        Optional.empty(),
        parents);
  }

  /** The same with another error. */
  public TaskState withError(TaskError latest) {
    StateChange change = new StateChange(this);
    change.error = Optional.of(latest);
    return change.state();
  }

  /** Whether it waits for its turn, its due time or its parents. */
  public boolean waits() {
    return status == TaskStatus.PENDING || status == TaskStatus.RETRY;
  }

  /** Whether it waits, and was never claimed. */
  public boolean waitsUnclaimed() {
    return waits() && !claimed;
  }

  /** Whether parents have not let it go, be it that it waits for them or ended before. */
  public boolean blocked() {
    return parents.isPresent() && !parents.get().released;
  }

  /** Whether it could be claimed. */
  public boolean ready() {
    return waits() && !delayed && !blocked();
  }

  /** Whether it was cancelled before its parents let it go, so that what is bound to it is too. */
  public boolean givenUp() {
    // A patient one ends when there is nothing left to be bound, or to be tried again.
    return status.isTerminal()
        && blocked()
        && parents.filter(p -> p.ended && p.join.patient()).isEmpty();
  }

  /**
   * Whether it holds a unique key.
   *
   * @param until of a key that is held for a time: until when
   */
  public boolean holdsKey(UniqueKey.Scope scope, long until, long now) {
    return switch (scope) {
      case WAITING -> waits();
      case LIVE -> !status.isTerminal();
      case WITHIN -> now < until;
    };
  }

  private static Parents parents(Join join, TaskMessage message) {
    long dueAfter = delay(message.due());
    return new Parents(join, 0, 0, false, false, dueAfter, delay(message.expiry()));
  }

  private static long resolve(Optional<When> when, long now, long otherwise) {
    return when.isEmpty()
        ? otherwise
        : when.get().resolve(Instant.ofEpochMilli(now)).toEpochMilli();
  }

  private static long delay(Optional<When> when) {
    return when.orElse(null) instanceof When.After after ? after.delay().toMillis() : NEVER;
  }
}
