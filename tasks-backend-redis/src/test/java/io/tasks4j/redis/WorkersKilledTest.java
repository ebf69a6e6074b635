package io.tasks4j.redis;

import io.tasks4j.tck.faults.CrashContract;
import io.tasks4j.tck.faults.RedisServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class WorkersKilledTest extends CrashContract {
  private static RedisServer server;

  @BeforeAll
  static void start() {
    server = RedisServer.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Override
  protected String address(int maxDeliveries) {
    return server.uri() + "?maxDeliveries=" + maxDeliveries;
  }
}
