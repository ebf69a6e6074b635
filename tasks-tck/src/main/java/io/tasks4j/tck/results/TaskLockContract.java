package io.tasks4j.tck.results;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tasks4j.lock.HeldLock;
import io.tasks4j.lock.LockStore;
import io.tasks4j.lock.TaskLock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What every {@link LockStore} promises, and {@link TaskLock} over it, as tests to inherit. */
@DisplayName("LCK: locks over processes")
public abstract class TaskLockContract extends StoreContract {
  private static final String KEY = "customer-7";

  /** For subclasses. */
  protected TaskLockContract() {}

  /**
   * Opens a store that is empty; it may judge by {@code clock}. The rules close it, if it can be
   * closed: locks of a backend are closed with that.
   */
  protected abstract LockStore open(InstantSource clock) throws Exception;

  /** Opens the store of the latest {@link #open} once more. Where {@link #isShared}. */
  protected LockStore reopen(InstantSource clock) throws Exception {
    throw new UnsupportedOperationException(getClass().getName() + " has to override reopen");
  }

  private LockStore opened() throws Exception {
    return closing(open(clock()));
  }

  private TaskLock locks() throws Exception {
    // Renewal goes by real time, and so must the store.
    return closing(TaskLock.over(open(InstantSource.system())));
  }

  private long acquire(LockStore store) {
    OptionalLong token = store.acquire(KEY, units(3));
    assertTrue(token.isPresent(), "the lock should be free");
    return token.getAsLong();
  }

  private void assertTaken(LockStore store) {
    assertEquals(OptionalLong.empty(), store.acquire(KEY, units(3)), "the lock should be held");
  }

  @Test
  @DisplayName("LCK-1: a free lock is taken; a held one is not, until it is released")
  void exclusion() throws Exception {
    LockStore store = opened();

    long token = acquire(store);
    assertTaken(store);
    assertTrue(store.release(KEY, token));

    acquire(store);
  }

  @Test
  @DisplayName("LCK-2: each token is greater than all before it, whatever the key")
  void tokens() throws Exception {
    LockStore store = opened();
    long last = 0;
    for (int i = 0; i < 20; i++) {
      String key = "key-" + i % 3;
      long token = store.acquire(key, units(3)).orElseThrow();
      assertTrue(token > last, token + " came after " + last);
      last = token;
      store.release(key, token);
    }
  }

  @Test
  @DisplayName("LCK-3: a lock lapses after its TTL, and not before")
  void lapse() throws Exception {
    LockStore store = opened();
    acquire(store);
    advance(units(1));
    assertTaken(store);

    advance(units(3));

    acquire(store);
  }

  @Test
  @DisplayName("LCK-4: a renewed lock is held for the TTL from then")
  void renewal() throws Exception {
    LockStore store = opened();
    long token = acquire(store);
    advance(units(2));

    assertTrue(store.renew(KEY, token, units(3)));

    advance(units(2));
    assertTaken(store);
    advance(units(2));
    assertFalse(store.renew(KEY, token, units(3)), "it lapsed");
    acquire(store);
  }

  @Test
  @DisplayName("LCK-5: a holder that is late neither renews nor releases another's lock")
  void late() throws Exception {
    LockStore store = opened();
    long late = acquire(store);
    advance(units(4));
    long now = acquire(store);

    assertFalse(store.renew(KEY, late, units(30)));
    assertFalse(store.release(KEY, late));

    assertTaken(store);
    assertTrue(store.renew(KEY, now, units(3)));
    assertTrue(store.release(KEY, now));
    assertFalse(store.release(KEY, now), "it is released already");
  }

  @Test
  @DisplayName("LCK-6: keys are apart, whatever characters they have")
  void keys() throws Exception {
    LockStore store = opened();
    for (String key : List.of("a", "A", "a ", "{a}", "a}:b", "ü👩‍🚀'\";--", "x".repeat(512))) {
      long token = store.acquire(key, units(3)).orElseThrow();
      assertEquals(OptionalLong.empty(), store.acquire(key, units(3)));
      assertTrue(store.renew(key, token, units(30)));
    }
    assertTrue(store.acquire("x".repeat(511), units(3)).isPresent());
  }

  @Test
  @DisplayName("LCK-7: of threads that take the lock in turn, one at a time has it")
  void threads() throws Exception {
    TaskLock locks = locks();
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger turns = new AtomicInteger();

    race(
        6,
        i ->
            () -> {
              for (int done = 0; done < 15; ) {
                Optional<HeldLock> lock = locks.acquire(KEY, patience());
                if (lock.isEmpty()) {
                  LockSupport.parkNanos(100_000);
                  continue;
                }
                assertEquals(1, inside.incrementAndGet(), "two are inside");
                turns.incrementAndGet();
                // Long enough for another to be seen.
                LockSupport.parkNanos(300_000);
                inside.decrementAndGet();
                lock.get().close();
                done++;
              }
              return i;
            });

    assertEquals(90, turns.get());
  }

  @Test
  @DisplayName("LCK-8: a lock is renewed while it is held, and free at once when it is closed")
  void renewedWhileHeld() throws Exception {
    TaskLock locks = locks();
    Duration ttl = Duration.ofMillis(600);
    HeldLock lock = locks.acquire(KEY, ttl).orElseThrow();
    long start = System.nanoTime();

    while (System.nanoTime() - start < ttl.multipliedBy(3).toNanos()) {
      assertTrue(lock.isHeld());
      assertEquals(Optional.empty(), locks.acquire(KEY, ttl));
      LockSupport.parkNanos(5_000_000);
    }
    lock.close();
    lock.close();

    assertFalse(lock.isHeld());
    HeldLock next = locks.acquire(KEY, ttl).orElseThrow();
    assertTrue(next.token() > lock.token());
    lock.close();
    assertEquals(Optional.empty(), locks.acquire(KEY, ttl), "the late close freed it");
  }

  @Test
  @DisplayName(
      "LCK-9: who lost a lock is told by isHeld, and its close leaves the new holder alone")
  void lost() throws Exception {
    LockStore store = closing(open(InstantSource.system()));
    TaskLock locks = closing(TaskLock.over(store));
    HeldLock lock = locks.acquire(KEY, Duration.ofMillis(600)).orElseThrow();

    assertTrue(store.release(KEY, lock.token()), "as if it had lapsed");
    long other = store.acquire(KEY, patience()).orElseThrow();

    await().atMost(patience()).until(() -> !lock.isHeld());
    lock.close();
    assertTrue(store.renew(KEY, other, patience()));
  }

  @Test
  @DisplayName("LCK-10: closing the locks gives back all that is held through them")
  void close() throws Exception {
    assumeTrue(isShared(), "the store lives in one process");
    TaskLock locks = locks();
    HeldLock lock = locks.acquire(KEY, patience()).orElseThrow();
    LockStore there = closing(reopen(InstantSource.system()));
    assertTaken(there);

    locks.close();
    locks.close();

    assertFalse(lock.isHeld());
    acquire(there);
  }
}
