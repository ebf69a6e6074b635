package io.tasks4j.lock;

import io.tasks4j.internal.Durations;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Locks by key, over all threads and processes that share a store. Thread-safe.
 *
 * <p>A lock is a lease: held for its TTL, renewed every third of it on a daemon thread while this
 * process lives, free by itself when the process dies. A process that was frozen for longer than
 * the TTL may believe for a moment that it holds a lock which another one has: where that matters,
 * hand {@link HeldLock#token()} to whatever the lock protects, and let it refuse smaller ones.
 *
 * <pre>{@code
 * try (HeldLock lock = locks.acquire("customer-7", Duration.ofSeconds(30))
 *     .orElseThrow(() -> context.snooze(Duration.ofSeconds(5)))) {
 *   …
 * }
 * }</pre>
 */
public final class TaskLock implements AutoCloseable {
  private static final int MOST_CHARACTERS = 512;

  private final LockStore store;
  private final ScheduledThreadPoolExecutor renewer;
  private final Set<HeldLock> held = ConcurrentHashMap.newKeySet();

  private TaskLock(LockStore store) {
    this.store = store;
    this.renewer =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "tasks4j-locks");
              thread.setDaemon(true);
              return thread;
            });
    renewer.setRemoveOnCancelPolicy(true);
    // No thread while nothing is held.
    renewer.setKeepAliveTime(10, TimeUnit.SECONDS);
    renewer.allowCoreThreadTimeOut(true);
  }

  /** Locks in a store, which stays its owner's to close. */
  public static TaskLock over(LockStore store) {
    return new TaskLock(store);
  }

  /**
   * Takes the lock of {@code key} if it is free. Never waits for a holder; not reentrant.
   *
   * @param key 1 to 512 characters
   * @param ttl how long the lock outlives a process that dies, from 1 ms
   * @return the lock, to be closed; empty when it is held, by whomever
   * @throws io.tasks4j.BackendException when the store fails; the lock may be held until its TTL
   */
  public Optional<HeldLock> acquire(String key, Duration ttl) {
    if (key.isEmpty() || key.length() > MOST_CHARACTERS) {
      throw new IllegalArgumentException(
          "the key of a lock must have 1 to 512 characters, but has " + key.length());
    }
    long asked = System.nanoTime();
    OptionalLong token = store.acquire(key, Durations.positive("ttl", ttl));
    if (token.isEmpty()) {
      return Optional.empty();
    }
    HeldLock lock = new HeldLock(this, key, token.getAsLong(), ttl, asked);
    held.add(lock);
    try {
      long third = Math.max(1, ttl.toMillis() / 3);
      lock.renewedBy(
          renewer.scheduleWithFixedDelay(lock::renew, third, third, TimeUnit.MILLISECONDS));
    } catch (RejectedExecutionException e) {
      lock.close();
      throw new IllegalStateException("these locks are closed", e);
    }
    return Optional.of(lock);
  }

  LockStore store() {
    return store;
  }

  void forget(HeldLock lock) {
    held.remove(lock);
  }

  /** Gives back all that is held here. May be called twice. */
  @Override
  public void close() {
    renewer.shutdownNow();
    List.copyOf(held).forEach(HeldLock::close);
  }
}
