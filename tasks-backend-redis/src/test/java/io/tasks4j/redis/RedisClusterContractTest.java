package io.tasks4j.redis;

import io.tasks4j.redis.client.RedisAddress;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import redis.clients.jedis.Jedis;

/** The whole contract once more, on a cluster of three. */
class RedisClusterContractTest extends RedisContractTest {
  private static RedisCluster cluster;

  @BeforeAll
  static void start() {
    cluster = RedisCluster.start();
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @Override
  RedisAddress address() {
    return cluster.address();
  }

  @Override
  Jedis server(String key) {
    return Fixtures.connect(cluster.holder(key));
  }

  @Override
  List<Jedis> servers() {
    return cluster.servers().stream().map(Fixtures::connect).toList();
  }
}
