package io.tasks4j.redis;

import io.tasks4j.tck.faults.RedisServer;
import io.tasks4j.tck.faults.SchedulerProcessesContract;
import org.junit.jupiter.api.AfterEach;

class SchedulersKilledTest extends SchedulerProcessesContract {
  private final RedisServer server = RedisServer.start();

  @Override
  protected String address() {
    return server.uri();
  }

  @AfterEach
  void stop() {
    server.close();
  }
}
