package io.tasks4j.redis;

import io.tasks4j.lock.LockStore;
import io.tasks4j.tck.SharedRedis;
import io.tasks4j.tck.results.TaskLockContract;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;

/** The locks of a backend, which lapse by the server's clock. */
class RedisLocksTest extends TaskLockContract {
  private final List<RedisBackend> backends = new ArrayList<>();
  private String namespace = "";

  @Override
  protected LockStore open(InstantSource clock) {
    namespace = SharedRedis.namespace();
    return reopen(clock);
  }

  @Override
  protected LockStore reopen(InstantSource clock) {
    RedisConfig config = RedisConfig.defaults().namespace(namespace);
    RedisBackend backend = RedisBackend.open(Fixtures.address(SharedRedis.uri()), config, () -> 0L);
    backends.add(backend);
    return backend.locks();
  }

  @Override
  protected boolean isShared() {
    return true;
  }

  @Override
  protected Duration unit() {
    return Duration.ofMillis(200);
  }

  @Override
  protected void advance(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  @AfterEach
  void close() {
    backends.forEach(RedisBackend::close);
  }
}
