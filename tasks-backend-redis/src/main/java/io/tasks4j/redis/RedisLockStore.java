package io.tasks4j.redis;

import io.tasks4j.internal.Durations;
import io.tasks4j.lock.LockStore;
import io.tasks4j.redis.ScriptAlphabets.Lock;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * Locks of a namespace, in one slot; see {@code locks.lua}. A lock whose answer was lost is taken
 * by the same call sent again. Thread-safe.
 */
final class RedisLockStore implements LockStore {
  private final ScriptContext store;

  RedisLockStore(ScriptContext store) {
    this.store = store;
  }

  @Override
  public OptionalLong acquire(String key, Duration ttl) {
    String call = LostAnswers.newName();
    Object token =
        link()
            .answer(
                LuaScript.LOCKS,
                store.keys().lock(key),
                again -> args(Lock.ACQUIRE, ttl).add(call).add(again ? "1" : "0"));
    return token == null ? OptionalLong.empty() : OptionalLong.of(ScriptReplies.number(token));
  }

  @Override
  public boolean renew(String key, long token, Duration ttl) {
    return isDone(key, args(Lock.RENEW, ttl).add(token));
  }

  @Override
  public boolean release(String key, long token) {
    return isDone(key, args(Lock.RELEASE, Duration.ofMillis(1)).add(token));
  }

  private boolean isDone(String key, ScriptArguments args) {
    return ScriptReplies.number(link().run(LuaScript.LOCKS, store.keys().lock(key), args)) == 1;
  }

  private ScriptArguments args(Lock request, Duration ttl) {
    return store.args().add(request.letter()).add(Durations.positive("ttl", ttl).toMillis());
  }

  private CommandSender link() {
    store.link().checkOpen();
    return store.link();
  }
}
