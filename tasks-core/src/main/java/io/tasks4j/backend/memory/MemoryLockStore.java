package io.tasks4j.backend.memory;

import io.tasks4j.internal.Durations;
import io.tasks4j.lock.LockStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Locks among the threads of one JVM, guarded by the backend's lock. Thread-safe. */
final class MemoryLockStore implements LockStore {
  /** Beyond so many, locks that lapsed are looked for. */
  private static final int MANY = 1_000;

  private final MemoryBackend backend;
  private final InstantSource clock;
  private final Map<String, Taken> locks = new HashMap<>();
  private long lastToken;

  private record Taken(long token, long until) {}

  MemoryLockStore(MemoryBackend backend, InstantSource clock) {
    this.backend = backend;
    this.clock = clock;
  }

  @Override
  public OptionalLong acquire(String key, Duration ttl) {
    return backend.locked(() -> acquireNow(key, ttl));
  }

  private OptionalLong acquireNow(String key, Duration ttl) {
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
  public boolean renew(String key, long token, Duration ttl) {
    return backend.locked(() -> renewNow(key, token, ttl));
  }

  private boolean renewNow(String key, long token, Duration ttl) {
    if (!holds(key, token)) {
      return false;
    }
    locks.put(key, new Taken(token, until(ttl)));
    return true;
  }

  @Override
  public boolean release(String key, long token) {
    return backend.locked(() -> releaseNow(key, token));
  }

  private boolean releaseNow(String key, long token) {
    if (!holds(key, token)) {
      return false;
    }
    locks.remove(key);
    return true;
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
