package io.tasks4j.results;

import java.net.URI;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.UnifiedJedis;

class RedisStoresTest extends RedisContracts {
  private static RedisServer server;
  private static UnifiedJedis client;

  @BeforeAll
  static void start() throws Exception {
    server = RedisServer.find();
    client = RedisClient.create(URI.create(server.uri()));
  }

  @AfterAll
  static void stop() throws Exception {
    client.close();
    server.close();
  }

  @Override
  UnifiedJedis client() {
    return client;
  }
}
