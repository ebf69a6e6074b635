package io.tasks4j.lock;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.BackendUnavailableException;
import io.tasks4j.backend.memory.MemoryBackend;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TaskLockTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  @Test
  void an_empty_or_overlong_key_and_a_ttl_that_is_not_positive_are_refused() {
    try (TaskLock locks = TaskLock.over(new MemoryBackend().locks())) {
      assertThrows(IllegalArgumentException.class, () -> locks.acquire("", LONG));
      assertThrows(IllegalArgumentException.class, () -> locks.acquire("x".repeat(513), LONG));
      assertThrows(IllegalArgumentException.class, () -> locks.acquire("k", Duration.ZERO));
      assertThrows(IllegalArgumentException.class, () -> locks.acquire("k", Duration.ofMillis(-1)));
    }
  }

  @Test
  void while_the_store_is_away_a_lock_is_uncertain_after_its_ttl_and_its_close_throws_nothing() {
    AwayStore store = new AwayStore();
    try (TaskLock locks = TaskLock.over(store)) {
      HeldLock lock = locks.acquire("k", Duration.ofMillis(300)).orElseThrow();
      store.away = true;

      assertTrue(lock.isHeld());
      await().until(() -> !lock.isHeld());
      assertTrue(store.refused.get() > 0, "it was not tried to be renewed");
      lock.close();
    }
  }

  @Test
  void an_acquire_after_the_close_leaves_nothing_locked() {
    LockStore store = new MemoryBackend().locks();
    TaskLock locks = TaskLock.over(store);
    locks.close();

    assertThrows(IllegalStateException.class, () -> locks.acquire("k", LONG));

    assertTrue(store.acquire("k", LONG).isPresent());
  }

  @Test
  void the_key_of_a_lost_lock_is_one_line_of_the_log() {
    PrintStream before = System.err;
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    LockStore store = new MemoryBackend().locks();
    System.setErr(new PrintStream(log, true, UTF_8));
    try (TaskLock locks = TaskLock.over(store);
        HeldLock lock = locks.acquire("k\nWARN all is well", LONG).orElseThrow()) {
      assertTrue(store.release(lock.key(), lock.token()));
      lock.renew();
    } finally {
      System.setErr(before);
    }

    String text = log.toString(UTF_8);
    assertTrue(text.contains("was lost"), text);
    assertTrue(text.lines().noneMatch(line -> line.startsWith("WARN all is well")), text);
  }

  @Test
  void nobody_renews_after_a_close() {
    LockStore store = new MemoryBackend().locks();
    try (TaskLock locks = TaskLock.over(store)) {
      HeldLock lock = locks.acquire("k", LONG).orElseThrow();

      lock.close();

      assertFalse(lock.isHeld());
      assertFalse(store.renew("k", lock.token(), LONG));
      assertEquals("k", lock.key());
    }
  }

  private static final class AwayStore implements LockStore {
    final AtomicInteger refused = new AtomicInteger();
    volatile boolean away;
    private final LockStore next = new MemoryBackend().locks();

    @Override
    public OptionalLong acquire(String key, Duration ttl) {
      check();
      return next.acquire(key, ttl);
    }

    @Override
    public boolean renew(String key, long token, Duration ttl) {
      check();
      return next.renew(key, token, ttl);
    }

    @Override
    public boolean release(String key, long token) {
      check();
      return next.release(key, token);
    }

    private void check() {
      if (away) {
        refused.incrementAndGet();
        throw new BackendUnavailableException("the store is away", null);
      }
    }
  }
}
