package io.tasks4j.dashboard;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A value that many ask for and the store is asked for seldom: at most once a second, and so that
 * it spends a tenth of its time on it at most. Thread-safe; one thread asks, the others wait for
 * it.
 */
final class Cached<T> {
  private static final long AT_LEAST = Duration.ofSeconds(1).toNanos();
  private static final int SHARE = 10;

  private final Supplier<T> load;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable T value;
  private long freshUntil;

  Cached(Supplier<T> load) {
    this.load = load;
  }

  T get() {
    lock.lock();
    try {
      long start = System.nanoTime();
      T current = value;
      if (current == null || start - freshUntil >= 0) {
        current = load.get();
        value = current;
        long end = System.nanoTime();
        freshUntil = end + Math.max(AT_LEAST, SHARE * (end - start));
      }
      return current;
    } finally {
      lock.unlock();
    }
  }

  /** Lets the next one who asks see what has just been changed. */
  void forget() {
    lock.lock();
    try {
      value = null;
    } finally {
      lock.unlock();
    }
  }
}
