package io.tasks4j.worker;

import io.tasks4j.backend.Settlement;
import io.tasks4j.executor.TaskExecutor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs one task after the other, on a thread of its own, until the worker stops. */
final class Slot implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

  private final Worker.Parts parts;
  private final TaskExecutor executor;

  Slot(Worker.Parts parts, TaskExecutor executor) {
    this.parts = parts;
    this.executor = executor;
  }

  @Override
  public void run() {
    boolean mine = true;
    while (mine) {
      Held held = parts.slots().take();
      if (held == null) {
        return;
      }
      mine = run(held);
    }
  }

  /** Runs one task; false when another thread has taken this one's place meanwhile. */
  private boolean run(Held held) {
    parts.listener().started(held.claim());
    Settlement settlement = null;
    try {
      settlement = executor.execute(held.execution);
    } catch (Throwable e) {
      // The executor never throws, but the JVM may, out of memory for example.
      LOG.error("task {} could not be run; its lease is left to lapse", held.claim().id(), e);
      parts.inFlight().remove(held);
    }
    long took = System.nanoTime() - held.since;
    if (settlement != null) {
      // Before the slot counts as free: a stop that finds all slots free settles all.
      parts.settler().add(held, settlement, took);
    }
    parts.slots().done(held, took, settlement != null);
    return !held.abandoned;
  }
}
