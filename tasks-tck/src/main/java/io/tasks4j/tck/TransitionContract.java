package io.tasks4j.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.backend.BackendSettings;
import io.tasks4j.backend.Retention;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.tck.TransitionVectors.Reached;
import io.tasks4j.tck.TransitionVectors.Shape;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * A backend has no state machine of its own: whatever calls bring a task to, it is in the state
 * that {@link io.tasks4j.backend.Transitions} says, with the same error, count and time, and those
 * that wait for it have been told the same.
 *
 * <p>Some thousand cases of {@link TransitionVectors}: each state that a few calls lead to, and
 * each call from there. For backends that have {@code JOIN}, {@code DELAY}, {@code UNIQUE} and
 * {@code PAUSE}.
 */
public abstract class TransitionContract {
  private static final Duration KEPT = Duration.ofHours(3);

  private final ManualClock clock = new ManualClock();

  /** Opens a backend on a store that is empty. The test closes it. */
  protected abstract TaskBackend open(BackendSettings settings) throws Exception;

  /** Lets {@code time} pass on the backend's clock; by default on {@code settings.clock()}. */
  protected void advance(Duration time) throws Exception {
    clock.advance(time);
  }

  /** The time by the backend's clock, in epoch milliseconds. */
  protected long now() {
    return clock.millis();
  }

  /** How far {@link #now} may be from what a call on the backend goes by. */
  protected Duration inaccuracy() {
    return Duration.ZERO;
  }

  @Test
  @DisplayName("what becomes of a task by any call is what Transitions says")
  void whatever_a_call_makes_of_a_task_is_what_transitions_says() throws Exception {
    BackendSettings settings =
        BackendSettings.defaults()
            .clock(clock)
            .maxDeliveries(TransitionVectors.MAX_DELIVERIES)
            .retention(new Retention(KEPT, 100_000, KEPT, 100_000));
    int cases = 0;
    List<String> mistakes = new ArrayList<>();
    try (TaskBackend backend = open(settings)) {
      for (Map.Entry<List<TransitionStep>, List<Reached>> each : byWay().entrySet()) {
        for (List<TransitionWalker> walkers : parties(each.getValue())) {
          TransitionWalk walk = new TransitionWalk(this, backend, walkers, mistakes);
          walk.run(each.getKey());
          cases += walkers.size();
        }
      }
    }

    int compared = cases;
    assertEquals(
        List.of(),
        mistakes.stream().limit(20).toList(),
        () -> mistakes.size() + " mistakes in " + compared + " cases");
    assertTrue(compared > 5_000, () -> "only " + compared + " cases");
  }

  private static Map<List<TransitionStep>, List<Reached>> byWay() {
    Map<List<TransitionStep>, List<Reached>> byWay = new LinkedHashMap<>();
    TransitionVectors.states(TransitionStep::isCall).values().stream()
        .flatMap(List::stream)
        .forEach(r -> byWay.computeIfAbsent(r.way(), way -> new ArrayList<>()).add(r));
    return byWay;
  }

  /** Those that go together: a call that concerns all tasks has a party of its own. */
  private static List<List<TransitionWalker>> parties(List<Reached> states) {
    List<TransitionWalker> calls = new ArrayList<>();
    List<List<TransitionWalker>> parties = new ArrayList<>(List.of(calls));
    for (TransitionStep last : TransitionStep.values()) {
      if (last.isCall()) {
        List<TransitionWalker> party = last.isForAll() ? new ArrayList<>() : calls;
        for (Reached state : states) {
          if (isWorthIt(state, last)) {
            party.add(new TransitionWalker(state.shape(), last));
          }
        }
        if (party != calls) {
          parties.add(party);
        }
      }
    }
    parties.removeIf(List::isEmpty);
    return parties;
  }

  /** Whether there is something that the call could do, or must not. */
  private static boolean isWorthIt(Reached state, TransitionStep last) {
    boolean settles = last.outcome().isPresent();
    // A key that waits is like one that lives but for what is told apart by the other calls.
    boolean again = state.shape() == Shape.UNIQUE_WAITING && settles;
    return !again
        && (!settles || state.state().claimed())
        && !last.events(state.state(), "", "", 0, state.now()).isEmpty();
  }
}
