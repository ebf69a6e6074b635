package io.tasks4j.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.tasks4j.backend.TaskBackend;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A process is stopped between any two of its steps, for each of them in turn; then another one
 * goes on. Nothing that was accepted is lost, ends twice, or stays where nothing takes it further.
 *
 * <p>What a step is, the test of a backend says: a call, a command to the server, the writing of a
 * row. {@code -Dtasks4j.stops.every=1} stops at each step; by default some are passed over where
 * there are many.
 */
public abstract class StopContract {
  private static final int MOST_STEPS = 5_000;

  private final List<AutoCloseable> opened = new ArrayList<>();

  /** Points between two that are tried, from 1; for steps that take long. */
  protected int stride() {
    return 1;
  }

  /** How long a claim waits for what is on its way; by default not at all. */
  protected Duration patience() {
    return Duration.ZERO;
  }

  /** A store that is empty, for {@link #process} and {@link #open}. */
  protected abstract void newStore() throws Exception;

  /** A backend on that store, which does nothing any more once the point is reached. */
  protected abstract TaskBackend process(StopPoint point) throws Exception;

  /** Something that {@link #process} opened: closed when the process is to be gone. */
  protected final <T extends AutoCloseable> T opened(T part) {
    opened.add(0, part);
    return part;
  }

  /** Ends the process: closes what it opened, the last first. */
  protected void end() throws Exception {
    for (AutoCloseable part : opened) {
      part.close();
    }
    opened.clear();
  }

  /** A backend on that store that does not stop. */
  protected abstract TaskBackend open() throws Exception;

  /** Lets time pass on that store. */
  protected abstract void advance(Duration time) throws Exception;

  @Test
  void stopped_before_any_step_all_that_was_accepted_ends_once() throws Exception {
    everywhere(false);
  }

  @Test
  void stopped_after_any_step_before_it_was_heard_of_all_that_was_accepted_ends_once()
      throws Exception {
    everywhere(true);
  }

  private void everywhere(boolean after) throws Exception {
    int stride = Integer.getInteger("tasks4j.stops.every", stride());
    int stops = 0;
    for (int at = 1; at < MOST_STEPS; at += stride) {
      StopPoint point = new StopPoint(at, after);
      if (!stopAt(point)) {
        assertTrue(stops > 0, "the process took no step");
        return;
      }
      stops++;
    }
    fail("the process goes on after " + MOST_STEPS + " steps");
  }

  /** False when the process came to its end before that point. */
  private boolean stopAt(StopPoint point) throws Exception {
    newStore();
    StopScenario scenario = new StopScenario(patience());
    boolean ended = false;
    try {
      ended = scenario.run(process(point));
    } catch (io.tasks4j.BackendException e) {
      // It could not even be opened.
      assertTrue(point.isStopped(), () -> point + ": " + e);
    } finally {
      end();
    }
    if (!ended) {
      assertTrue(point.isStopped(), () -> "a call failed, but not " + point + ": " + scenario);
    }
    try (TaskBackend next = open()) {
      for (int i = 0; i < 6 && scenario.goOn(next); i++) {
        advance(StopScenario.LEASE.multipliedBy(2));
      }
      assertEquals("", scenario.verdict(next), () -> "stopped " + point + ", " + scenario);
    }
    return !ended || point.isStopped();
  }
}
