package io.tasks4j.redis;

import io.tasks4j.backend.BackendSettings;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.tck.TransitionContract;
import io.tasks4j.tck.faults.SharedRedis;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/** Time is that of a server on this machine, plus what the test turns the clock by. */
class RedisTransitionsTest extends TransitionContract {
  private final AtomicLong offset = new AtomicLong();

  @Override
  protected TaskBackend open(BackendSettings settings) {
    RedisConfig config =
        RedisConfig.defaults().settings(settings).namespace(SharedRedis.namespace());
    return RedisBackend.open(Fixtures.address(SharedRedis.uri()), config, offset::get);
  }

  @Override
  protected void advance(Duration time) {
    offset.addAndGet(time.toMillis());
  }

  @Override
  protected long now() {
    return InstantSource.system().millis() + offset.get();
  }

  @Override
  protected Duration inaccuracy() {
    return Duration.ofMillis(2);
  }
}
