package io.tasks4j.redis;

import static io.tasks4j.redis.Fixtures.task;

import io.tasks4j.TaskId;
import io.tasks4j.tck.faults.RedisServer;
import io.tasks4j.tck.faults.TcpProxy;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Tests that have a server of their own each, and may do to it what they like. */
abstract class OwnServer {
  static final RedisConfig QUICK =
      RedisConfig.defaults()
          .readTimeout(Duration.ofMillis(500))
          .connectTimeout(Duration.ofMillis(500))
          .callTimeout(Duration.ofSeconds(1));

  private final List<AutoCloseable> opened = new ArrayList<>();
  RedisServer server;

  @BeforeEach
  void start() {
    server = RedisServer.start("--appendonly", "yes", "--appendfsync", "always");
  }

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable each : opened) {
      each.close();
    }
    server.close();
  }

  final RedisBackend open(RedisConfig config) {
    return open(server.uri(), config);
  }

  final RedisBackend open(String uri, RedisConfig config) {
    RedisBackend backend = RedisBackend.open(uri, config);
    opened.add(backend);
    return backend;
  }

  final TcpProxy proxy() throws IOException {
    TcpProxy proxy = new TcpProxy(server.port());
    opened.add(proxy);
    return proxy;
  }

  static TaskId enqueueOne(RedisBackend backend) {
    return backend.enqueue(List.of(task())).get(0).id();
  }
}
