package io.tasks4j.redis;

import io.tasks4j.Durations;
import io.tasks4j.lock.LockStore;
import java.time.Duration;
import java.util.OptionalLong;

/** Locks on Redis, one key each, which holds the token and lapses by itself. Thread-safe. */
final class RedisLockStore implements LockStore {
  private final Store store;

  RedisLockStore(Store store) {
    this.store = store;
  }

  @Override
  public OptionalLong acquire(String key, Duration ttl) {
    Object token =
        store.link().answer(Script.LOCKS, store.keys().lock(key), args("acquire", millis(ttl), 0));
    return token == null ? OptionalLong.empty() : OptionalLong.of(Replies.number(token));
  }

  @Override
  public boolean renew(String key, long token, Duration ttl) {
    return Replies.number(run(key, "renew", millis(ttl), token)) == 1;
  }

  @Override
  public boolean release(String key, long token) {
    return Replies.number(run(key, "release", 0, token)) == 1;
  }

  private Object run(String key, String what, long ttl, long token) {
    return store.link().run(Script.LOCKS, store.keys().lock(key), args(what, ttl, token));
  }

  private Args args(String what, long ttl, long token) {
    store.link().checkOpen();
    return store.args().add(what).add(ttl).add(token);
  }

  private static long millis(Duration ttl) {
    return Durations.positive("ttl", ttl).toMillis();
  }
}
