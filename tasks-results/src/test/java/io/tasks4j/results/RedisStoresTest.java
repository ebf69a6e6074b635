package io.tasks4j.results;

import io.tasks4j.tck.faults.SharedRedis;
import java.net.URI;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.UnifiedJedis;

class RedisStoresTest extends RedisContracts {
  private static UnifiedJedis client;

  @BeforeAll
  static void start() {
    client = RedisClient.create(URI.create(SharedRedis.uri()));
  }

  @AfterAll
  static void stop() {
    client.close();
  }

  @Override
  UnifiedJedis client() {
    return client;
  }
}
