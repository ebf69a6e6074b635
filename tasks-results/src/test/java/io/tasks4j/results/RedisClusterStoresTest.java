package io.tasks4j.results;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tasks4j.TaskId;
import io.tasks4j.tck.faults.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.UnifiedJedis;

/** The same on a cluster of three processes. */
class RedisClusterStoresTest extends RedisContracts {
  private static final List<RedisServer> NODES = new ArrayList<>();
  private static UnifiedJedis client;

  @BeforeAll
  static void start() throws Exception {
    int slots = 16384;
    for (int i = 0; i < 3; i++) {
      RedisServer node = RedisServer.start("--cluster-enabled", "yes");
      NODES.add(node);
      try (Jedis jedis = Redis.connect(node)) {
        jedis.clusterAddSlotsRange(slots * i / 3, slots * (i + 1) / 3 - 1);
        jedis.clusterMeet("127.0.0.1", NODES.get(0).port());
      }
    }
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> NODES.stream().allMatch(node -> knows(node)));
    client = RedisClusterClient.create(new HostAndPort("127.0.0.1", NODES.get(0).port()));
  }

  @AfterAll
  static void stop() throws Exception {
    if (client != null) {
      client.close();
    }
    for (RedisServer node : NODES) {
      node.close();
    }
  }

  @Override
  UnifiedJedis client() {
    return client;
  }

  @Test
  void a_cluster_is_opened_by_address() {
    TaskId id = TaskId.next();
    String nodes = "127.0.0.1:" + NODES.get(2).port() + ",127.0.0.1:" + NODES.get(1).port();
    try (ResultStore results = ResultStores.openResults("redis+cluster://" + nodes)) {
      results.store(Child.result(id, "1"));

      assertEquals(Optional.of(Child.result(id, "1")), results.find(id));
    }
  }

  private static boolean knows(RedisServer node) {
    try (Jedis jedis = Redis.connect(node)) {
      String info = jedis.clusterInfo();
      return info.contains("cluster_state:ok") && info.contains("cluster_known_nodes:3");
    }
  }
}
