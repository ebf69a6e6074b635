package io.tasks4j.lock;

import io.tasks4j.Durations;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Locks among the threads of one JVM. Thread-safe. */
public final class MemoryLockStore implements LockStore {
  /** Beyond so many, locks that lapsed are looked for. */
  private static final int MANY = 1_000;

  private final InstantSource clock;
  private final Map<String, Taken> locks = new HashMap<>();
  private long lastToken;

  private record Taken(long token, long until) {}

  /** By the system's clock. */
  public MemoryLockStore() {
    this(InstantSource.system());
  }

  /** By another clock, for tests. */
  public MemoryLockStore(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public synchronized OptionalLong acquire(String key, Duration ttl) {
    if (locks.size() > MANY) {
      long now = clock.millis();
      locks.values().removeIf(taken -> taken.until <= now);
    }
    if (holder(key) != null) {
      return OptionalLong.empty();
    }
    locks.put(key, new Taken(++lastToken, until(ttl)));
    return OptionalLong.of(lastToken);
  }

  @Override
  public synchronized boolean renew(String key, long token, Duration ttl) {
    if (!holds(key, token)) {
      return false;
    }
    locks.put(key, new Taken(token, until(ttl)));
    return true;
  }

  @Override
  public synchronized boolean release(String key, long token) {
    if (!holds(key, token)) {
      return false;
    }
    locks.remove(key);
    return true;
  }

  @Override
  public void close() {
    // Memory needs no closing.
  }

  private boolean holds(String key, long token) {
    Taken taken = holder(key);
    return taken != null && taken.token == token;
  }

  private @Nullable Taken holder(String key) {
    Taken taken = locks.get(key);
    return taken == null || taken.until <= clock.millis() ? null : taken;
  }

  private long until(Duration ttl) {
    return clock.millis() + Durations.positive("ttl", ttl).toMillis();
  }
}
