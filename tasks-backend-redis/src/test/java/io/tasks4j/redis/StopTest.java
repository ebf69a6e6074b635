package io.tasks4j.redis;

import io.tasks4j.backend.TaskBackend;
import io.tasks4j.tck.StopContract;
import io.tasks4j.tck.StopPoint;
import io.tasks4j.tck.faults.RedisServer;
import io.tasks4j.tck.faults.StepProxy;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/**
 * Stopped at whatever it sends to the server: before that has it, or before its answer is there.
 */
class StopTest extends StopContract {
  private static RedisServer server;

  private final AtomicLong offset = new AtomicLong();
  private static int stores;

  @BeforeAll
  static void start() {
    server = RedisServer.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Override
  protected void newStore() {
    stores++;
  }

  @Override
  protected TaskBackend process(StopPoint point) throws Exception {
    StepProxy proxy = opened(new StepProxy(server.port(), point, true));
    return opened(open("redis://127.0.0.1:" + proxy.port()));
  }

  @Override
  protected TaskBackend open() {
    return open(server.uri());
  }

  private TaskBackend open(String uri) {
    RedisConfig config =
        RedisConfig.defaults().namespace("stop" + stores).callTimeout(Duration.ofMillis(100));
    return RedisBackend.open(Fixtures.address(uri), config, offset::get);
  }

  @Override
  protected void advance(Duration time) {
    offset.addAndGet(time.toMillis());
  }
}
