package io.tasks4j.tck;

import io.tasks4j.TaskError;
import io.tasks4j.TaskId;
import io.tasks4j.backend.Outcome;
import io.tasks4j.backend.TaskEvent;
import io.tasks4j.backend.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What the vectors let happen to a task: one call on a backend, and the events it stands for. */
enum TransitionStep {
  CLAIM,
  PASS_LEASE(11),
  PASS_DUE(101),
  PASS_EXPIRY(1_001),
  SUCCEED(new Outcome.Success(Optional.empty())),
  RETRY(new Outcome.Retry(Duration.ZERO, error("for now"))),
  RETRY_LATER(new Outcome.Retry(Duration.ofSeconds(100), error("for a while"))),
  FAIL(new Outcome.Failure(error("for good"))),
  END_CANCELLED(new Outcome.Cancelled()),
  RELEASE(new Outcome.Release(Duration.ZERO)),
  RELEASE_LATER(new Outcome.Release(Duration.ofSeconds(100))),
  NAME_UNKNOWN(new Outcome.Unknown(Duration.ofSeconds(150))),
  NAME_GIVEN_UP(new Outcome.Unknown(Duration.ZERO)),
  CANCEL,
  REQUEUE,
  PURGE,
  PARENT_SUCCEEDS,
  PARENT_FAILS,
  PARENT_PUT_BACK,
  START_EARLY,
  NOT_NEEDED,
  UNREADABLE,
  SUSPEND,
  RESUME;

  private static final TaskId DEPENDANT = TaskId.parse("00000000-0000-7000-8000-000000000001");

  private final int seconds;

  @SuppressWarnings("ImmutableEnumChecker") // records of records
  private final Optional<Outcome> outcome;

  TransitionStep() {
    this(0);
  }

  TransitionStep(int seconds) {
    this.seconds = seconds;
    this.outcome = Optional.empty();
  }

  TransitionStep(Outcome outcome) {
    this.seconds = 0;
    this.outcome = Optional.of(outcome);
  }

  /** What passes before it happens. */
  Duration time() {
    return Duration.ofSeconds(seconds);
  }

  /** Of a settlement, how the claim ended. */
  Optional<Outcome> outcome() {
    return outcome;
  }

  /** Whether it can be brought about by calls on any backend, one task at a time. */
  boolean isCall() {
    return compareTo(START_EARLY) < 0;
  }

  /** Whether it lets all tasks of a store go on, whatever is to become of others. */
  boolean isForAll() {
    return this == CLAIM || seconds > 0;
  }

  /** The events it stands for, one after the other; none when there is nothing it could do. */
  List<TaskEvent> events(TaskState state, String name, String worker, long enqueued, long now) {
    return switch (this) {
      case CLAIM -> state.ready() ? List.of(new TaskEvent.Claimed(now)) : List.of();
      case PASS_LEASE, PASS_DUE, PASS_EXPIRY ->
          List.of(
              new TaskEvent.Lapsed(worker, now),
              new TaskEvent.Expire(now),
              new TaskEvent.Promote(now));
      case CANCEL -> List.of(new TaskEvent.Cancel(now));
      case REQUEUE -> List.of(new TaskEvent.Requeue(now));
      case PURGE -> List.of(new TaskEvent.Purge(now));
      case PARENT_SUCCEEDS -> hasParentsLeft(state) ? ended(1, 0, now) : List.of();
      case PARENT_FAILS -> hasParentsLeft(state) ? ended(0, 1, now) : List.of();
      case PARENT_PUT_BACK ->
          state.parents().filter(p -> p.failed() > 0).isPresent()
              ? List.of(new TaskEvent.ParentPutBack(now))
              : List.of();
      case START_EARLY -> List.of(new TaskEvent.StartEarly(enqueued, now));
      case NOT_NEEDED -> List.of(new TaskEvent.NotNeeded(DEPENDANT, now));
      case UNREADABLE -> List.of(new TaskEvent.Unreadable(error("cannot be read"), now));
      case SUSPEND -> List.of(new TaskEvent.Suspend(now));
      case RESUME -> List.of(new TaskEvent.Resume(now));
      default -> List.of(new TaskEvent.Settled(outcome.orElseThrow(), name, now));
    };
  }

  private static boolean hasParentsLeft(TaskState state) {
    return state.parents().filter(p -> p.arrived() < p.join().parents()).isPresent();
  }

  private static List<TaskEvent> ended(int succeeded, int failed, long now) {
    return List.of(new TaskEvent.ParentsEnded(succeeded, failed, now));
  }

  private static TaskError error(String message) {
    return new TaskError(
        TaskError.Reason.EXECUTION, "java.io.IOException", message, "", 1, Instant.EPOCH);
  }
}
