package io.tasks4j.redis;

import io.tasks4j.backend.BackendUri;
import java.util.UUID;

/**
 * The server that most tests share: {@code TASKS_TEST_REDIS_URI}, else one that is started here and
 * stopped when the JVM ends. Each test has a namespace of its own.
 */
final class TestRedis {
  private static RedisAddress address;

  private TestRedis() {}

  static synchronized RedisAddress address() {
    if (address == null) {
      String given = System.getenv("TASKS_TEST_REDIS_URI");
      if (given != null && !given.isBlank()) {
        address = RedisAddress.from(BackendUri.parse(given));
      } else {
        RedisServer server = RedisServer.start();
        Runtime.getRuntime().addShutdownHook(new Thread(server::close));
        address = server.address();
      }
    }
    return address;
  }

  static String namespace() {
    return "test-" + UUID.randomUUID().toString().substring(0, 13);
  }
}
