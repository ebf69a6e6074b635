package io.tasks4j.worker;

import io.tasks4j.backend.Outcome;
import io.tasks4j.backend.Settlement;
import io.tasks4j.executor.TaskExecutor;
import io.tasks4j.lock.HeldLock;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
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
    InFlightTask held = parts.slots().take();
    while (held != null) {
      held = run(held);
    }
  }

  /** Runs one task, and gives the next one; null when there is none for this thread any more. */
  private @Nullable InFlightTask run(InFlightTask held) {
    Settlement settlement = null;
    try {
      settlement = execute(held);
    } catch (Throwable e) {
      // The executor never throws, but the JVM may, out of memory for example.
      LOG.error("task {} could not be run; its lease is left to lapse", held.claim().id(), e);
      parts.inFlight().leave(held);
    }
    long took = System.nanoTime() - held.since;
    if (settlement != null) {
      // Before the slot counts as free: a stop that finds all slots free settles all.
      parts.settler().add(held, settlement, took);
    }
    return parts.slots().next(held, took, settlement != null);
  }

  private Settlement execute(InFlightTask held) {
    Optional<String> key = held.claim().message().exclusive();
    if (key.isEmpty()) {
      return executeNow(held);
    }
    Optional<HeldLock> taken = parts.exclusives().acquire(key.get());
    if (taken.isEmpty()) {
      Duration delay = parts.exclusives().nextDelay(key.get());
      return Settlement.of(held.claim(), new Outcome.Release(delay));
    }
    HeldLock lock = taken.get();
    held.lock = lock;
    try {
      return executeNow(held);
    } finally {
      if (!lock.release()) {
        parts.inFlight().leftBehind();
      }
    }
  }

  private Settlement executeNow(InFlightTask held) {
    parts.listener().started(held.claim());
    return executor.execute(held.execution);
  }
}
