package io.tasks4j.results.redis;

import io.tasks4j.Durations;
import io.tasks4j.lock.LockStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/** Locks on Redis, one key each, which holds the token and lapses by itself. */
final class RedisLockStore implements LockStore {
  private static final Script LOCKS = Script.load("locks.lua");

  private final RedisLink link;

  RedisLockStore(RedisLink link) {
    this.link = link;
  }

  @Override
  public OptionalLong acquire(String key, Duration ttl) {
    Object token = link.run(LOCKS, keys(key), "acquire", millis(ttl), 0);
    return token instanceof byte[] text
        ? OptionalLong.of(Long.parseLong(new String(text, StandardCharsets.US_ASCII)))
        : OptionalLong.empty();
  }

  @Override
  public boolean renew(String key, long token, Duration ttl) {
    return link.test(LOCKS, keys(key), "renew", millis(ttl), token);
  }

  @Override
  public boolean release(String key, long token) {
    return link.test(LOCKS, keys(key), "release", 0, token);
  }

  @Override
  public void close() {
    link.close();
  }

  private List<String> keys(String key) {
    return List.of(link.key("lock:" + key), link.key("lock-token"));
  }

  private static long millis(Duration ttl) {
    return Durations.positive("ttl", ttl).toMillis();
  }
}
