package io.tasks4j.results.internal;

import io.tasks4j.TaskId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Wakes the threads of this process that await results, each by its own task. Thread-safe. */
public final class Wakeups {
  private final Map<TaskId, Awaited> awaited = new ConcurrentHashMap<>();

  private record Awaited(Signal signal, int users) {
    Awaited plus(int more) {
      return new Awaited(signal, users + more);
    }
  }

  /** Nobody waits. */
  public Wakeups() {}

  /**
   * What a waiter waits on: it reads the version, then looks for the result, then waits for a later
   * version; so whatever happens after the look ends the wait.
   */
  public static final class Signal {
    private long version;

    private Signal() {}

    /** Counts what happened so far. */
    public synchronized long version() {
      return version;
    }

    /** Waits while the version is {@code seen}, at most {@code nanos}. */
    public synchronized void await(long seen, long nanos) throws InterruptedException {
      long start = System.nanoTime();
      long left = nanos;
      while (version == seen && left > 0) {
        // Rounded up: a wait of 0 ms would be for ever.
        wait(left / 1_000_000 + 1);
        left = nanos - (System.nanoTime() - start);
      }
    }

    private synchronized void raise() {
      version++;
      notifyAll();
    }
  }

  /** The signal of one task; to be given back by {@link #forget}. */
  public Signal watch(TaskId id) {
    return awaited.compute(id, (i, a) -> a == null ? new Awaited(new Signal(), 1) : a.plus(1))
        .signal;
  }

  /** Ends a {@link #watch}. */
  public void forget(TaskId id) {
    awaited.computeIfPresent(id, (i, a) -> a.users == 1 ? null : a.plus(-1));
  }

  /** Makes those look who await the task. */
  public void raise(TaskId id) {
    Awaited a = awaited.get(id);
    if (a != null) {
      a.signal.raise();
    }
  }

  /** Makes everybody look. */
  public void raiseAll() {
    awaited.values().forEach(a -> a.signal.raise());
  }

  /** Whether nobody waits. */
  public boolean isEmpty() {
    return awaited.isEmpty();
  }
}
