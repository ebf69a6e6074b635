package io.tasks4j.results;

import io.tasks4j.tck.faults.RedisServer;
import redis.clients.jedis.Jedis;

/** Short words for a server of a test's own. */
final class Redis {
  private Redis() {}

  static Jedis connect(RedisServer server) {
    return new Jedis("127.0.0.1", server.port(), 5_000);
  }

  static String withNamespace(RedisServer server, String namespace) {
    return server.uri() + "?namespace=" + namespace;
  }
}
