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
final class CachedValue<T> {
  private static final long AT_LEAST = Duration.ofSeconds(1).toNanos();
  private static final int SHARE = 10;

  private final Supplier<T> load;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable T value;
  private @Nullable RuntimeException failure;
  private long freshUntil;

  CachedValue(Supplier<T> load) {
    this.load = load;
  }

  /**
   * The value.
   *
   * @throws RuntimeException what loading it threw, a moment ago at most: those who have waited for
   *     a store that is away must not wait for it one after the other
   */
  T get() {
    lock.lock();
    try {
      boolean stale = System.nanoTime() - freshUntil >= 0;
      RuntimeException failed = failure;
      if (failed != null && !stale) {
        throw failed;
      }
      T current = value;
      return current == null || stale ? loaded() : current;
    } finally {
      lock.unlock();
    }
  }

  private T loaded() {
    long start = System.nanoTime();
    value = null;
    failure = null;
    try {
      T current = load.get();
      value = current;
      return current;
    } catch (RuntimeException e) {
      failure = e;
      throw e;
    } finally {
      long end = System.nanoTime();
      freshUntil = end + (failure == null ? Math.max(AT_LEAST, SHARE * (end - start)) : AT_LEAST);
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
