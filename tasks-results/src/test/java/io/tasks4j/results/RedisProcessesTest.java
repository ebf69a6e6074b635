package io.tasks4j.results;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class RedisProcessesTest extends SeveralProcesses {
  private static RedisServer server;

  @BeforeAll
  static void start() throws Exception {
    server = RedisServer.find();
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  @Override
  String address() {
    return server.freshUri();
  }
}
