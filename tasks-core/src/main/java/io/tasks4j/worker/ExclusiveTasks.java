package io.tasks4j.worker;

import io.tasks4j.UnsupportedCapabilityException;
import io.tasks4j.internal.Backoff;
import io.tasks4j.lock.HeldLock;
import io.tasks4j.lock.TaskLock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the locks of exclusive tasks. One whose key is busy is put back with a delay that grows
 * while the key stays busy, so that it neither runs in circles nor blocks its queue. Thread-safe.
 */
final class ExclusiveTasks {
  private static final Logger LOG = LoggerFactory.getLogger(Worker.class);
  private static final Duration FIRST_DELAY = Duration.ofMillis(50);
  private static final Duration LONGEST_DELAY = Duration.ofSeconds(5);

  /** Keys come from messages: their number is bounded here. */
  private static final int MOST_KEYS = 10_000;

  private final Supplier<TaskLock> locks;
  private final Duration ttl;
  private final AtomicBoolean failing = new AtomicBoolean();

  /** How often in a row each key was found busy. */
  private final Map<String, Integer> busy =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
          return size() > MOST_KEYS;
        }
      };

  /**
   * Locks for a worker.
   *
   * @param locks gives them when the first exclusive task comes
   * @param ttl how long a key stays busy when this process dies
   */
  ExclusiveTasks(Supplier<TaskLock> locks, Duration ttl) {
    this.locks = locks;
    this.ttl = ttl;
  }

  /** The lock of a key; empty when it is busy, or nobody can tell. */
  Optional<HeldLock> acquire(String key) {
    try {
      Optional<HeldLock> lock = locks.get().acquire(key, ttl);
      if (failing.getAndSet(false)) {
        LOG.info("locks for exclusive tasks can be taken again");
      }
      if (lock.isPresent()) {
        synchronized (busy) {
          busy.remove(key);
        }
      }
      return lock;
    } catch (UnsupportedCapabilityException e) {
      // No time brings locks to a backend that has none: put back, it would wait for ever.
      throw e;
    } catch (RuntimeException e) {
      // Whatever it is: thrown on, it would cost the task a delivery, and in the end its life.
      if (!failing.getAndSet(true)) {
        LOG.warn("exclusive tasks are put back: their locks cannot be taken", e);
      }
      return Optional.empty();
    }
  }

  /** How long a task is put back whose key is busy. */
  Duration nextDelay(String key) {
    synchronized (busy) {
      return Backoff.delay(busy.merge(key, 1, Integer::sum), FIRST_DELAY, LONGEST_DELAY);
    }
  }
}
