package io.tasks4j.redis;

import io.tasks4j.Durations;
import io.tasks4j.lock.LockStore;
import java.time.Duration;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Locks on Redis, one key each, which holds the token and lapses by itself. Thread-safe. */
final class RedisLockStore implements LockStore {
  private final Store store;

  RedisLockStore(Store store) {
    this.store = store;
  }

  @Override
  public OptionalLong acquire(String key, Duration ttl) {
    Object token = run(key, "acquire", millis(ttl), 0);
    return token == null ? OptionalLong.empty() : OptionalLong.of(Replies.number(token));
  }

  @Override
  public boolean renew(String key, long token, Duration ttl) {
    return isDone(run(key, "renew", millis(ttl), token));
  }

  @Override
  public boolean release(String key, long token) {
    return isDone(run(key, "release", 0, token));
  }

  private static boolean isDone(@Nullable Object answer) {
    return answer != null && Replies.number(answer) == 1;
  }

  /** Nothing, when a lock that was asked for is held. */
  private @Nullable Object run(String key, String what, long ttl, long token) {
    store.link().checkOpen();
    return store
        .link()
        .answer(Script.LOCKS, store.keys().lock(key), store.args().add(what).add(ttl).add(token));
  }

  private static long millis(Duration ttl) {
    return Durations.positive("ttl", ttl).toMillis();
  }
}
