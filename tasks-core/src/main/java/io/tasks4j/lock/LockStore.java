package io.tasks4j.lock;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * What a store does for {@link TaskLock}: each method is one atomic step. Thread-safe.
 *
 * <p>Time is judged by one clock, the store's. Any method throws {@link
 * io.tasks4j.BackendUnavailableException}, in bounded time, while the store is away.
 */
public interface LockStore {
  /**
   * Takes the lock of {@code key} for {@code ttl}, if nobody holds it.
   *
   * @return a token greater than all that this store gave before; empty when the lock is held
   */
  OptionalLong acquire(String key, Duration ttl);

  /**
   * Holds the lock for {@code ttl} from now.
   *
   * @return false, with nothing changed, when {@code token} does not hold it
   */
  boolean renew(String key, long token, Duration ttl);

  /**
   * Gives the lock back.
   *
   * @return false, with nothing changed, when {@code token} does not hold it
   */
  boolean release(String key, long token);
}
