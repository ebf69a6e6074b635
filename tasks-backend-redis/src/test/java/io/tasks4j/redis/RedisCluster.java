package io.tasks4j.redis;

import io.tasks4j.backend.BackendUri;
import io.tasks4j.redis.client.RedisAddress;
import io.tasks4j.tck.faults.RedisServer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.util.JedisClusterCRC16;

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

  /** The server whose master holds a key. */
  RedisServer holder(String key) {
    int slot = JedisClusterCRC16.getSlot(key);
    return servers.get((int) ((slot * (long) SIZE + SIZE - 1) / SLOTS));
  }

  /** One more server, as a replica of {@code master}. */
  RedisServer addReplica(RedisServer master) {
    RedisServer replica =
        RedisServer.start("--cluster-enabled", "yes", "--cluster-node-timeout", "2000");
    servers.add(replica);
    try (Jedis jedis = Fixtures.connect(replica);
        Jedis of = Fixtures.connect(master)) {
      String id = of.clusterMyId();
      jedis.clusterMeet("127.0.0.1", master.port());
      Awaitility.await()
          .atMost(30, TimeUnit.SECONDS)
          .ignoreExceptions()
          .until(() -> jedis.clusterReplicate(id).equals("OK"));
      Awaitility.await()
          .atMost(30, TimeUnit.SECONDS)
          .until(() -> jedis.info("replication").contains("master_link_status:up"));
      // A master votes only for a replica that it knows.
      String line = jedis.clusterMyId() + ".* slave " + id + ".*";
      Awaitility.await()
          .atMost(30, TimeUnit.SECONDS)
          .until(
              () ->
                  servers.stream()
                      .allMatch(
                          server -> nodes(server).lines().anyMatch(l -> l.matches(".*" + line))));
    }
    return replica;
  }

  /** What each server that lives says of all, for a test that failed. */
  String describe() {
    StringBuilder text = new StringBuilder();
    for (RedisServer server : servers) {
      try {
        text.append(server.port()).append(":\n").append(nodes(server));
      } catch (JedisException e) {
        text.append(e.getMessage()).append('\n');
      }
    }
    return text.toString();
  }

  private static String nodes(RedisServer server) {
    try (Jedis jedis = Fixtures.connect(server)) {
      return jedis.clusterNodes().replace("myself,", "");
    }
  }

  private void join() {
    for (int i = 0; i < SIZE; i++) {
      try (Jedis jedis = Fixtures.connect(servers.get(i))) {
        // Else all begin with epoch 0: while they settle who takes which, a replica may ask for
        // votes
        // with its master's old one, is refused, and asks again only after several timeouts.
        jedis.clusterSetConfigEpoch(i + 1);
        jedis.clusterAddSlotsRange(SLOTS * i / SIZE, SLOTS * (i + 1) / SIZE - 1);
        jedis.clusterMeet("127.0.0.1", servers.get(0).port());
      }
    }
    for (RedisServer server : servers) {
      try (Jedis jedis = Fixtures.connect(server)) {
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
