package io.tasks4j.tck;

import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import io.tasks4j.UniqueKey;
import io.tasks4j.When;
import io.tasks4j.backend.TaskEvent;
import io.tasks4j.backend.TaskState;
import io.tasks4j.backend.Transition;
import io.tasks4j.backend.Transitions;
import io.tasks4j.message.Join;
import io.tasks4j.message.Payload;
import io.tasks4j.message.TaskMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * The state machine as cases to compare with: all states that a task can come to by a few steps,
 * what may happen to it there, and what {@link Transitions} says to that.
 *
 * <p>States that differ in nothing but how long ago something was count as one; so do those with
 * more than one failure. What once waited for others is followed until it runs: from then on it is
 * like any other.
 */
public final class TransitionVectors {
  /** Lost deliveries that end a task in all cases. */
  public static final int MAX_DELIVERIES = 2;

  static final String NAME = "greet";
  static final String WORKER = "worker-1";

  private static final int MOST_FAILURES = 1;
  private static final long START = 1_000_000_000_000L;

  private TransitionVectors() {}

  /**
   * One case.
   *
   * @param state a task
   * @param event what happens to it
   * @param transition what becomes of it, and what the store has to do
   */
  public record Case(TaskState state, TaskEvent event, Transition transition) {}

  /** What tasks are like when they are enqueued. */
  enum Shape {
    PLAIN(m -> m),
    EXPIRING(m -> m.expiry(after(1_000))),
    DELAYED(m -> m.due(after(100)).expiry(after(1_000))),
    UNIQUE_WAITING(m -> m.unique(Optional.of(key(m)))),
    UNIQUE_LIVE(m -> m.unique(Optional.of(UniqueKey.whileLive(text(m))))),
    JOINED(m -> m.join(Optional.of(Join.of(2)))),
    JOINED_DELAYED(m -> m.join(Optional.of(Join.of(1))).due(after(100)).expiry(after(1_000))),
    TOLERANT(m -> m.join(Optional.of(Join.of(3).tolerating(1)))),
    PATIENT(m -> m.join(Optional.of(Join.of(3).patiently()))),
    FOR_FAILURES(m -> m.join(Optional.of(Join.of(2).needing(1)))),
    GATE(m -> m.join(Optional.of(Join.of(2).tolerating(1).asGate())));

    @SuppressWarnings("ImmutableEnumChecker") // has no state
    private final UnaryOperator<TaskMessage.Builder> form;

    Shape(UnaryOperator<TaskMessage.Builder> form) {
      this.form = form;
    }

    /** A new task. */
    TaskMessage.Builder message() {
      Payload payload = Payload.json("1");
      return form.apply(TaskMessage.builder(TaskId.next(), NAME, payload, Instant.EPOCH));
    }

    private static Optional<When> after(int seconds) {
      return Optional.of(new When.After(Duration.ofSeconds(seconds)));
    }
  }

  /** A state, and how a task comes to it. */
  record Reached(Shape shape, List<TransitionStep> way, TaskState state, long now) {
    /** What makes it another state than others. */
    private List<Object> kind() {
      return List.of(
          state.status(),
          state.failures(),
          state.losses(),
          state.cancelRequested(),
          state.claimed(),
          state.delayed(),
          state.due() > now,
          state.expires() == TaskState.NEVER,
          state.expires() > now,
          unknownMinutes(),
          state.error().map(e -> e.reason().toString()).orElse(""),
          state.parents());
    }

    /** Up to more than it takes to be given up. */
    private long unknownMinutes() {
      return state.unknownSince() == TaskState.NEVER
          ? -1
          : Math.min((now - state.unknownSince()) / 60_000, 3);
    }
  }

  /** All cases, thousands of them. */
  public static List<Case> all() {
    Set<Case> cases = new LinkedHashSet<>();
    for (Reached from : states(step -> true).values().stream().flatMap(List::stream).toList()) {
      for (TransitionStep step : TransitionStep.values()) {
        walk(from, step, cases);
      }
    }
    return List.copyOf(cases);
  }

  /** A status, and one that may come next. */
  record Move(TaskStatus from, TaskStatus to) {}

  /** All moves of tasks that wait for no others. */
  static Set<Move> moves() {
    return all().stream()
        .filter(each -> each.state.parents().isEmpty())
        .map(each -> new Move(each.state.status(), each.transition.state().status()))
        .filter(move -> move.from != move.to)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** The states to which these steps lead, each by a shortest way, by shape. */
  static Map<Shape, List<Reached>> states(Predicate<TransitionStep> steps) {
    Map<Shape, List<Reached>> states = new LinkedHashMap<>();
    for (Shape shape : Shape.values()) {
      states.put(shape, explore(shape, steps));
    }
    return states;
  }

  private static List<Reached> explore(Shape shape, Predicate<TransitionStep> steps) {
    TaskState enqueued = TaskState.enqueued(shape.message().build(), START);
    Reached first = new Reached(shape, List.of(), enqueued, START);
    List<Reached> found = new ArrayList<>(List.of(first));
    Set<List<Object>> kinds = new HashSet<>(Set.of(first.kind()));
    Deque<Reached> todo = new ArrayDeque<>(found);
    for (Reached from; (from = todo.poll()) != null; ) {
      for (TransitionStep step : TransitionStep.values()) {
        if (steps.test(step) && step != TransitionStep.PURGE) {
          Reached next = walk(from, step, new HashSet<>());
          if (next.state.failures() <= MOST_FAILURES && kinds.add(next.kind())) {
            found.add(next);
            if (next.state.parents().isEmpty() || !next.state.claimed()) {
              todo.add(next);
            }
          }
        }
      }
    }
    return found;
  }

  private static Reached walk(Reached from, TransitionStep step, Set<Case> cases) {
    long now = from.now + step.time().toMillis();
    Transitions transitions = new Transitions(MAX_DELIVERIES);
    TaskState state = from.state;
    for (TaskEvent event : step.events(state, NAME, WORKER, START, now)) {
      Transition transition = transitions.apply(state, event);
      cases.add(new Case(state, event, transition));
      state = transition.state();
    }
    List<TransitionStep> way = new ArrayList<>(from.way);
    way.add(step);
    return new Reached(from.shape, List.copyOf(way), state, now);
  }

  private static UniqueKey key(TaskMessage.Builder m) {
    return UniqueKey.whileWaiting(text(m));
  }

  private static String text(TaskMessage.Builder m) {
    return m.build().id().toString();
  }
}
