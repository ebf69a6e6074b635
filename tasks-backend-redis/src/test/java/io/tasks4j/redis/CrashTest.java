package io.tasks4j.redis;

import io.tasks4j.tck.faults.LossContract;
import io.tasks4j.tck.faults.RedisServer;
import io.tasks4j.tck.faults.TcpProxy;

/** Workers, links and the server die. */
class CrashTest extends LossContract {
  private static final String SETTINGS = "?callTimeout=1s&finishedCount=" + Integer.MAX_VALUE;

  private final RedisServer server =
      RedisServer.start("--appendonly", "yes", "--appendfsync", "always");
  private TcpProxy link;

  @Override
  protected String start() throws Exception {
    link = new TcpProxy(server.port());
    return server.uri() + SETTINGS;
  }

  @Override
  protected String workersAddress() {
    return "redis://127.0.0.1:" + link.port() + SETTINGS;
  }

  @Override
  protected void disturb(int round) {
    if (round % 8 == 5) {
      link.cut();
    } else if (round % 8 == 7 && round < 24) {
      server.kill();
      server.launch();
    }
  }

  @Override
  protected void stop() throws Exception {
    link.close();
    server.close();
  }
}
