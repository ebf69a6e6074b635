package io.tasks4j.results;

import io.tasks4j.TaskId;
import io.tasks4j.internal.Durations;
import io.tasks4j.result.TaskResult;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The threads of this process that await results. Each is woken by its own task: at once when the
 * result is stored by this process, and else by one of them, which looks around for all.
 * Thread-safe.
 */
final class ResultWaiters {
  private static final long POLL = TimeUnit.MILLISECONDS.toNanos(20);

  private final Map<TaskId, Awaited> awaited = new ConcurrentHashMap<>();
  private final AtomicLong lookedAt = new AtomicLong(System.nanoTime());
  private final Consumer<ResultWaiters> lookAround;

  private record Awaited(Signal signal, int users) {
    Awaited plus(int more) {
      return new Awaited(signal, users + more);
    }
  }

  /**
   * Nobody waits.
   *
   * @param lookAround raises what others have stored; run every 20 ms while anybody waits
   */
  ResultWaiters(Consumer<ResultWaiters> lookAround) {
    this.lookAround = lookAround;
  }

  /** Finds until there is a result or the time is up. */
  Optional<TaskResult> await(
      TaskId id, Duration timeout, Function<TaskId, Optional<TaskResult>> find)
      throws InterruptedException {
    long start = System.nanoTime();
    long nanos = Durations.nanos(timeout);
    Signal signal = watch(id);
    try {
      while (true) {
        long seen = signal.version();
        Optional<TaskResult> result = find.apply(id);
        long left = nanos - (System.nanoTime() - start);
        if (result.isPresent() || left <= 0) {
          return result;
        }
        while (signal.version() == seen && left > 0) {
          signal.await(seen, Math.min(left, POLL));
          lookAroundInTurn();
          left = nanos - (System.nanoTime() - start);
        }
      }
    } finally {
      forget(id);
    }
  }

  /** What is waited for. */
  List<TaskId> ids() {
    return List.copyOf(awaited.keySet());
  }

  /** Makes those look who await the task. */
  void raise(TaskId id) {
    Awaited a = awaited.get(id);
    if (a != null) {
      a.signal.raise();
    }
  }

  /** Makes everybody look. */
  void raiseAll() {
    awaited.values().forEach(a -> a.signal.raise());
  }

  private void lookAroundInTurn() {
    long last = lookedAt.get();
    long now = System.nanoTime();
    if (now - last >= POLL && lookedAt.compareAndSet(last, now)) {
      lookAround.accept(this);
    }
  }

  private Signal watch(TaskId id) {
    return awaited.compute(id, (i, a) -> a == null ? new Awaited(new Signal(), 1) : a.plus(1))
        .signal;
  }

  private void forget(TaskId id) {
    awaited.computeIfPresent(id, (i, a) -> a.users == 1 ? null : a.plus(-1));
  }

  /**
   * What a waiter waits on: it reads the version, then looks for the result, then waits for a later
   * version; so whatever happens after the look ends the wait.
   */
  private static final class Signal {
    private long version;

    synchronized long version() {
      return version;
    }

    /** Waits while the version is {@code seen}, at most {@code nanos}. */
    synchronized void await(long seen, long nanos) throws InterruptedException {
      long start = System.nanoTime();
      long left = nanos;
      while (version == seen && left > 0) {
        // Rounded up: a wait of 0 ms would be for ever.
        wait(left / 1_000_000 + 1);
        left = nanos - (System.nanoTime() - start);
      }
    }

    synchronized void raise() {
      version++;
      notifyAll();
    }
  }
}
