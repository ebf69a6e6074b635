package io.tasks4j.lock;

import io.tasks4j.internal.LogText;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A lock that was taken, renewed until it is closed. Thread-safe. */
public final class HeldLock implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TaskLock.class);

  private final TaskLock locks;
  private final String key;
  private final long token;
  private final Duration ttl;
  private final AtomicBoolean closed = new AtomicBoolean();
  private @Nullable Future<?> renewal;
  private volatile long heldUntil;
  private volatile boolean lost;

  HeldLock(TaskLock locks, String key, long token, Duration ttl, long asked) {
    this.locks = locks;
    this.key = key;
    this.token = token;
    this.ttl = ttl;
    // From before the call: the store's count of the TTL began later, so it ends later.
    this.heldUntil = asked + ttl.toNanos();
  }

  /** What is locked. */
  public String key() {
    return key;
  }

  /** Greater than the token of every earlier holder of any lock of the store. */
  public long token() {
    return token;
  }

  /**
   * Whether it is certain that nobody else holds the lock: it was renewed within its TTL, and not
   * closed. Asks no store. Once false it stays false, unless the store was only away for a while.
   */
  public boolean isHeld() {
    return !lost && !closed.get() && System.nanoTime() - heldUntil < 0;
  }

  /**
   * Gives the lock back, if it is still held; another's is left alone. Never throws: while the
   * store is away the lock is left to its TTL, with a WARN. May be called twice.
   */
  @Override
  public void close() {
    boolean ignored = release();
  }

  /** {@link #close}; false when the store failed, so that the lock is left to its TTL. */
  public boolean release() {
    if (!closed.compareAndSet(false, true)) {
      return true;
    }
    cancelRenewal();
    locks.forget(this);
    try {
      // Whether or not it is lost by our own count: the store decides, by the token.
      boolean ignored = locks.store().release(key, token);
      return true;
    } catch (RuntimeException e) {
      LOG.warn(
          "the lock '{}' could not be released; it is free after {}",
          LogText.line(key),
          ttl,
          LogText.trace(e));
      return false;
    }
  }

  synchronized void renewedBy(Future<?> task) {
    renewal = task;
    if (closed.get() || lost) {
      task.cancel(false);
    }
  }

  void renew() {
    long asked = System.nanoTime();
    try {
      if (locks.store().renew(key, token, ttl)) {
        heldUntil = asked + ttl.toNanos();
      } else if (!closed.get()) {
        lost = true;
        cancelRenewal();
        LOG.warn("the lock '{}' was lost: it lapsed before it could be renewed", LogText.line(key));
      }
    } catch (RuntimeException | Error e) {
      // Tried again after a third of the TTL; isHeld tells when that was too late.
      LOG.debug("the lock '{}' could not be renewed", LogText.line(key), e);
    }
  }

  private synchronized void cancelRenewal() {
    if (renewal != null) {
      renewal.cancel(false);
    }
  }

  @Override
  public String toString() {
    return "HeldLock[" + key + ", token " + token + "]";
  }
}
