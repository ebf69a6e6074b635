package io.tasks4j.redis;

import io.tasks4j.backend.BackendUri;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.backend.TaskBackendProvider;
import io.tasks4j.redis.client.RedisAddress;
import java.util.Set;

/**
 * Opens {@code redis://user:password@host:6379/0?namespace=tasks4j}, over TLS {@code rediss://…};
 * {@code redis+sentinel://host,host?master=mymaster}; {@code redis+cluster://host,host}.
 */
public final class RedisBackendProvider implements TaskBackendProvider {
  @Override
  public Set<String> schemes() {
    return Set.of(
        "redis", "rediss", "redis+sentinel", "rediss+sentinel", "redis+cluster", "rediss+cluster");
  }

  @Override
  public TaskBackend open(BackendUri uri) {
    RedisAddress address = RedisAddress.from(uri);
    RedisConfig config = RedisConfig.from(uri);
    uri.checkAllRead();
    return RedisBackend.open(address, config);
  }
}
