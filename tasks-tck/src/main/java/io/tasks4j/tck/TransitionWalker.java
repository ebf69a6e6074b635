package io.tasks4j.tck;

import io.tasks4j.TaskError;
import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.Outcome;
import io.tasks4j.backend.TaskEvent;
import io.tasks4j.backend.TaskState;
import io.tasks4j.backend.Transition;
import io.tasks4j.backend.Transition.Effect;
import io.tasks4j.backend.Transitions;
import io.tasks4j.message.Dependant;
import io.tasks4j.message.Join;
import io.tasks4j.message.Payload;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.result.JoinState;
import io.tasks4j.tck.TransitionVectors.Shape;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** One task on its way, what Transitions says of it, and those around it. Not thread-safe. */
final class TransitionWalker {
  static final String QUEUE = "walk";
  static final String PARENTS = "parents";
  static final String COUNTERS = "counters";
  static final String FOLLOWERS = "followers";

  private static final TaskError PARENT_ERROR =
      ((Outcome.Failure) TransitionStep.FAIL.outcome().orElseThrow()).error();
  private static final Transitions TRANSITIONS = new Transitions(TransitionVectors.MAX_DELIVERIES);

  final Shape shape;
  final TransitionStep last;
  final TaskMessage message;

  /** Waits for the task and for another that never comes: it counts what it is told. */
  final TaskMessage counter;

  /** Claims on parents that have not ended; the highest slot comes last. */
  final List<Claim> parents = new ArrayList<>();

  /** Parents that did not succeed, in the order in which they ended. */
  final List<TaskMessage> failed = new ArrayList<>();

  /** The latest claim of the task. */
  Optional<Claim> claim = Optional.empty();

  /** If what happened took place as early as it may have, and as late. */
  TaskState early;

  TaskState late;

  /** How much the two may be wrong. */
  long inaccuracy;

  /** What the latest step brought. */
  boolean applied;

  Set<Effect> effects = EnumSet.noneOf(Effect.class);

  /** Whether the counter was told of an end, and of what kind. */
  private boolean told;

  private boolean toldOfFailure;

  TransitionWalker(Shape shape, TransitionStep last) {
    this.shape = shape;
    this.last = last;
    this.counter = other("counter", COUNTERS).join(Optional.of(Join.of(2).tolerating(2))).build();
    TaskMessage.Builder task = shape.message().queue(QUEUE);
    this.message =
        hasCounter()
            ? task.dependants(List.of(Dependant.of(counter.id(), COUNTERS, 0))).build()
            : task.build();
    this.early = TaskState.enqueued(message, 0);
    this.late = early;
  }

  static TaskMessage.Builder other(String name, String queue) {
    return TaskMessage.builder(TaskId.next(), name, Payload.json("1"), Instant.EPOCH).queue(queue);
  }

  /** A task with a unique key may have none that wait for it. */
  boolean hasCounter() {
    return shape != Shape.UNIQUE_WAITING && shape != Shape.UNIQUE_LIVE;
  }

  /** What the task waits for, in the order of the slots. */
  List<TaskMessage> newParents() {
    List<TaskMessage> all = new ArrayList<>();
    int count = message.join().map(Join::parents).orElse(0);
    for (int slot = 0; slot < count; slot++) {
      Dependant dependant = Dependant.of(message.id(), QUEUE, slot);
      all.add(other("parent", PARENTS).dependants(List.of(dependant)).build());
    }
    return all;
  }

  void enqueued(long from, long to) {
    early = TaskState.enqueued(message, from);
    late = TaskState.enqueued(message, to);
    inaccuracy += to - from;
  }

  /** Whether there is something that a step could do. */
  boolean concerns(TransitionStep step) {
    return !events(step, early, 0).isEmpty();
  }

  /** A step was taken at a time between two. */
  void step(TransitionStep step, long from, long to) {
    effects = EnumSet.noneOf(Effect.class);
    applied = false;
    late = walk(late, step, to);
    effects = EnumSet.noneOf(Effect.class);
    applied = false;
    early = walk(early, step, from);
    inaccuracy += to - from;
    if (effects.contains(Effect.REVIVE_DEPENDANTS) && told && toldOfFailure) {
      told = false;
    }
    if (effects.contains(Effect.TELL_DEPENDANTS) && !told) {
      told = true;
      toldOfFailure = early.status() != TaskStatus.SUCCESS;
    }
  }

  private TaskState walk(TaskState from, TransitionStep step, long now) {
    TaskState state = from;
    for (TaskEvent event : events(step, state, now)) {
      Transition transition = TRANSITIONS.apply(state, event);
      state = transition.state();
      applied |= transition.applied();
      effects.addAll(transition.effects());
      if (transition.has(Effect.NAME_PARENT)) {
        TaskMessage first = failed.get(0);
        state =
            state.withError(
                TaskError.parentFailed(
                    first.id(),
                    first.name(),
                    TaskStatus.FAILURE,
                    Optional.of(PARENT_ERROR),
                    Instant.ofEpochMilli(now)));
      }
    }
    return state;
  }

  private List<TaskEvent> events(TransitionStep step, TaskState state, long now) {
    long enqueued = 0;
    return step.events(state, message.name(), TransitionVectors.WORKER, enqueued, now);
  }

  boolean isGone() {
    return effects.contains(Effect.REMOVE);
  }

  /** How far the counter has to be. */
  JoinState counted() {
    return new JoinState(2, told ? 1 : 0, told && toldOfFailure ? 1 : 0);
  }

  /** Whether a time is as it may be; {@link TaskState#NEVER} stands for none. */
  boolean mayBe(Function<TaskState, Long> expected, Optional<Instant> actual) {
    long from = expected.apply(early);
    if (from == TaskState.NEVER || actual.isEmpty()) {
      return from == TaskState.NEVER && actual.isEmpty();
    }
    long at = actual.get().toEpochMilli();
    return at >= from - inaccuracy && at <= expected.apply(late) + inaccuracy;
  }
}
