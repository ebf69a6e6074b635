package io.tasks4j.results;

import io.tasks4j.backend.BackendUri;
import io.tasks4j.lock.LockStore;
import io.tasks4j.result.MetadataStore;
import io.tasks4j.result.ResultBackend;
import io.tasks4j.results.redis.RedisStores;
import io.tasks4j.store.StoreProvider;
import java.util.Set;
import java.util.function.Supplier;

/** Opens {@code redis:}, with TLS, Cluster and Sentinel; loads no driver before that. */
public final class RedisStoreProvider implements StoreProvider {
  /** It says how Redis is reached, for queues and stores alike. */
  private static final String BACKEND = "io.tasks4j.redis.client.Client";

  /** For the service loader. */
  public RedisStoreProvider() {}

  @Override
  public Set<String> schemes() {
    return Set.of(
        "redis", "rediss", "redis+cluster", "rediss+cluster", "redis+sentinel", "rediss+sentinel");
  }

  @Override
  public ResultBackend openResults(BackendUri uri) {
    return with(() -> RedisStores.openResults(uri));
  }

  @Override
  public MetadataStore openMetadata(BackendUri uri) {
    return with(() -> RedisStores.openMetadata(uri));
  }

  @Override
  public LockStore openLocks(BackendUri uri) {
    return with(() -> RedisStores.openLocks(uri));
  }

  private static <T> T with(Supplier<T> open) {
    return Drivers.with(
        "redis",
        "io.tasks4j:tasks-backend-redis",
        open,
        BACKEND,
        "redis.clients.jedis.UnifiedJedis");
  }
}
