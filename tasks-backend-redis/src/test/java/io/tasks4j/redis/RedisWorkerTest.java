package io.tasks4j.redis;

import io.tasks4j.backend.TaskBackend;
import io.tasks4j.tck.faults.SharedRedis;
import io.tasks4j.tck.worker.WorkerContract;
import java.util.Optional;

class RedisWorkerTest extends WorkerContract {
  @Override
  protected TaskBackend open() {
    return RedisBackend.open(
        Fixtures.address(SharedRedis.uri()),
        RedisConfig.defaults().namespace(SharedRedis.namespace()));
  }

  @Override
  protected Optional<String> address() {
    return Optional.of(SharedRedis.freshUri());
  }
}
