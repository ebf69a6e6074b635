package io.tasks4j.redis;

import io.tasks4j.backend.BackendUri;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.redis.client.RedisAddress;
import java.util.function.LongSupplier;

/** Opens a backend as if the clock of the server were set forward or back. */
public final class SteppedRedis {
  private SteppedRedis() {}

  /** Adds {@code offset} milliseconds, at each call, to the server's time. */
  public static TaskBackend open(BackendUri uri, LongSupplier offset) {
    RedisAddress address = RedisAddress.from(uri);
    RedisConfig config = RedisConfig.from(uri);
    uri.checkAllRead();
    return RedisBackend.open(address, config, offset);
  }
}
