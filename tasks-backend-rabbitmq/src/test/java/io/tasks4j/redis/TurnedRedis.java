package io.tasks4j.redis;

import io.tasks4j.backend.BackendUri;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.redis.client.RedisAddress;
import java.util.function.LongSupplier;

/** Opens a Redis backend whose clock a test turns, which only its own package can. */
public final class TurnedRedis {
  private TurnedRedis() {}

  public static TaskBackend open(String uri, RedisConfig config, LongSupplier offset) {
    return RedisBackend.open(RedisAddress.from(BackendUri.parse(uri)), config, offset);
  }
}
