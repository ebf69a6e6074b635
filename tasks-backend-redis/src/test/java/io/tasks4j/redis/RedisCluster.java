package io.tasks4j.redis;

import io.tasks4j.backend.BackendUri;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import redis.clients.jedis.Jedis;

/** A Redis Cluster of three masters, of this machine. */
final class RedisCluster implements AutoCloseable {
  private static final int SLOTS = 16_384;
  private static final int SIZE = 3;

  private final List<RedisServer> servers = new ArrayList<>();

  static RedisCluster start() {
    RedisCluster cluster = new RedisCluster();
    try {
      for (int i = 0; i < SIZE; i++) {
        cluster.servers.add(
            RedisServer.start("--cluster-enabled", "yes", "--cluster-node-timeout", "2000"));
      }
      cluster.join();
      return cluster;
    } catch (RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  List<RedisServer> servers() {
    return servers;
  }

  RedisAddress address() {
    return RedisAddress.from(BackendUri.parse(uri()));
  }

  String uri() {
    return servers.stream()
        .map(server -> "127.0.0.1:" + server.port())
        .collect(Collectors.joining(",", "redis+cluster://", ""));
  }

  private void join() {
    for (int i = 0; i < SIZE; i++) {
      try (Jedis jedis = servers.get(i).connect()) {
        jedis.clusterAddSlotsRange(SLOTS * i / SIZE, SLOTS * (i + 1) / SIZE - 1);
        jedis.clusterMeet("127.0.0.1", servers.get(0).port());
      }
    }
    for (RedisServer server : servers) {
      try (Jedis jedis = server.connect()) {
        Awaitility.await()
            .atMost(30, TimeUnit.SECONDS)
            .until(
                () -> {
                  String info = jedis.clusterInfo();
                  return info.contains("cluster_state:ok")
                      && info.contains("cluster_known_nodes:" + SIZE);
                });
      }
    }
  }

  @Override
  public void close() {
    servers.forEach(RedisServer::close);
  }
}
