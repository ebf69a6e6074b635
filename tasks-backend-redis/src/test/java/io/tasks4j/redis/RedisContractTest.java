package io.tasks4j.redis;

import io.tasks4j.backend.BackendSettings;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.redis.client.RedisAddress;
import io.tasks4j.tck.BackendContract;
import io.tasks4j.tck.SharedRedis;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Time is the server's, plus what the rules turn the clock by. */
class RedisContractTest extends BackendContract {
  private final AtomicLong offset = new AtomicLong();
  private String namespace = "";

  @Override
  protected TaskBackend open(BackendSettings settings) {
    namespace = SharedRedis.namespace();
    return reopen(settings);
  }

  @Override
  protected TaskBackend reopen(BackendSettings settings) {
    RedisConfig config = RedisConfig.defaults().settings(settings).namespace(namespace);
    return RedisBackend.open(address(), config, offset::get);
  }

  RedisAddress address() {
    return Fixtures.address(SharedRedis.uri());
  }

  @Override
  protected void advance(Duration time) {
    offset.addAndGet(time.toMillis());
  }
}
