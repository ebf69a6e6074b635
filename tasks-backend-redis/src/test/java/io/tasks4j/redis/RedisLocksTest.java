package io.tasks4j.redis;

import io.tasks4j.lock.LockStore;
import io.tasks4j.redis.client.RedisAddress;
import io.tasks4j.tck.faults.SharedRedis;
import io.tasks4j.tck.results.TaskLockContract;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** Locks on one server and on a cluster. */
class RedisLocksTest {
  @Nested
  class OnOneServer extends Contract {
    @Override
    RedisAddress address() {
      return Fixtures.address(SharedRedis.uri());
    }
  }

  @Nested
  @TestInstance(Lifecycle.PER_CLASS)
  class OnACluster extends Contract {
    private RedisCluster cluster;

    @BeforeAll
    void start() {
      cluster = RedisCluster.start();
    }

    @AfterAll
    void stop() {
      cluster.close();
    }

    @Override
    RedisAddress address() {
      return cluster.address();
    }
  }

  abstract static class Contract extends TaskLockContract {
    private final List<RedisBackend> backends = new ArrayList<>();
    private String namespace = "";

    abstract RedisAddress address();

    @Override
    protected LockStore open(InstantSource clock) {
      namespace = SharedRedis.namespace();
      return reopen(clock);
    }

    @Override
    protected LockStore reopen(InstantSource clock) {
      RedisConfig config = RedisConfig.defaults().namespace(namespace);
      RedisBackend backend = RedisBackend.open(address(), config, () -> 0);
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

    /** Waits: a lock lapses by the clock of the server. */
    @Override
    protected void advance(Duration time) {
      long end = System.nanoTime() + time.toNanos();
      while (System.nanoTime() - end < 0) {
        LockSupport.parkNanos(end - System.nanoTime());
      }
    }

    @AfterEach
    void closeBackends() {
      backends.forEach(RedisBackend::close);
      backends.clear();
    }
  }
}
