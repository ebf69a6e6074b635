package io.tasks4j.sqlite;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Wakes threads that wait for something to happen. Thread-safe.
 *
 * <p>A waiter reads {@link #version} first, then looks at what it needs, then waits for a later
 * version: so whatever happens after its look ends the wait, or keeps it from beginning.
 */
final class WakeUp {
  private final AtomicLong version = new AtomicLong();
  private final Set<Thread> waiting = ConcurrentHashMap.newKeySet();

  long version() {
    return version.get();
  }

  void raise() {
    version.incrementAndGet();
    for (Thread thread : waiting) {
      LockSupport.unpark(thread);
    }
  }

  /** Waits while the version is {@code seen}, at most {@code nanos}; may end early. */
  void await(long seen, long nanos) {
    Thread self = Thread.currentThread();
    waiting.add(self);
    try {
      if (version.get() == seen) {
        LockSupport.parkNanos(this, nanos);
      }
    } finally {
      waiting.remove(self);
    }
  }
}
