package io.tasks4j.results;

import io.tasks4j.TaskId;
import io.tasks4j.result.ResultSettings;
import io.tasks4j.result.TaskResult;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Results on Redis, one key each. One command looks for all who wait. */
final class RedisResults implements ResultStore {
  private static final LuaScript STORE = LuaScript.load("store-result.lua");
  private static final LuaScript DELETE = LuaScript.load("delete-result.lua");

  /** Keys that one command looks for: it holds up everybody else. */
  private static final int LOOK = 500;

  private final RedisLink link;
  private final ResultSettings settings;
  private final ResultWaiters wakeups = new ResultWaiters(this::lookAround);
  private final String index;

  RedisResults(RedisLink link, ResultSettings settings) {
    this.link = link;
    this.settings = settings;
    this.index = link.key("results");
  }

  @Override
  public boolean store(TaskResult result) {
    settings.check(result);
    boolean stored =
        link.test(
            STORE,
            List.of(key(result.id()), index),
            result.id(),
            StoredJson.encode(result),
            settings.ttl().toMillis(),
            settings.maxCount(),
            link.key("result:"));
    if (stored) {
      wakeups.raise(result.id());
    }
    return stored;
  }

  @Override
  public Optional<TaskResult> find(TaskId id) {
    byte[] json = link.call(client -> client.get(RedisLink.bytes(key(id))));
    return json == null ? Optional.empty() : Optional.of(StoredJson.decodeResult(id, json));
  }

  @Override
  public Optional<TaskResult> await(TaskId id, Duration timeout) throws InterruptedException {
    return wakeups.await(id, timeout, this::find);
  }

  @Override
  public boolean delete(TaskId id) {
    return link.test(DELETE, List.of(key(id), index), id);
  }

  @Override
  public void close() {
    link.close();
    wakeups.raiseAll();
  }

  private void lookAround(ResultWaiters waiting) {
    List<TaskId> ids = waiting.ids();
    for (int from = 0; from < ids.size(); from += LOOK) {
      List<TaskId> some = ids.subList(from, Math.min(ids.size(), from + LOOK));
      byte[][] keys = some.stream().map(id -> RedisLink.bytes(key(id))).toArray(byte[][]::new);
      List<byte[]> found = link.call(client -> client.mget(keys));
      for (int i = 0; i < keys.length; i++) {
        if (found.get(i) != null) {
          waiting.raise(some.get(i));
        }
      }
    }
  }

  private String key(TaskId id) {
    return link.key("result:" + id);
  }
}
