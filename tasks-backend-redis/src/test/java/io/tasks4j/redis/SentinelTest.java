package io.tasks4j.redis;

import static io.tasks4j.redis.Fixtures.idsOf;
import static io.tasks4j.redis.Fixtures.tasks;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.BackendUnavailableException;
import io.tasks4j.TaskId;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.Claims;
import io.tasks4j.backend.Settlement;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.tck.faults.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.providers.SentineledConnectionProvider;

/** A master, a replica and a Sentinel; the master dies. */
class SentinelTest {
  private static RedisServer sentinel(RedisServer master) {
    return RedisServer.startSentinel(
        master.port(),
        "sentinel down-after-milliseconds mymaster 1000",
        "sentinel failover-timeout mymaster 5000");
  }

  @Test
  void connectionsOfTheCallerAreUsedAndLeftOpen() throws Exception {
    try (RedisServer master = RedisServer.start();
        RedisServer sentinel = sentinel(master);
        SentineledConnectionProvider connections =
            new SentineledConnectionProvider(
                "mymaster",
                DefaultJedisClientConfig.builder().build(),
                Set.of(new HostAndPort("127.0.0.1", sentinel.port())),
                DefaultJedisClientConfig.builder().build())) {
      List<TaskMessage> tasks = tasks(1);
      try (RedisBackend backend = RedisBackend.over(connections, RedisConfig.defaults())) {
        CompletableFuture<Claims> waiting =
            CompletableFuture.supplyAsync(
                () -> backend.claim(Fixtures.request().maxWait(Duration.ofSeconds(20))));

        backend.enqueue(tasks);

        assertEquals(tasks.get(0).id(), waiting.get(10, TimeUnit.SECONDS).claims().get(0).id());
      }
      try (Connection connection = connections.getConnection()) {
        assertTrue(connection.ping());
      }
    }
  }

  @Test
  void workGoesOnWithTheNewMaster() throws Exception {
    try (RedisServer master = RedisServer.start();
        RedisServer replica = RedisServer.start("--replicaof", "127.0.0.1 " + master.port());
        RedisServer sentinel = sentinel(master);
        Jedis watch = Fixtures.connect(sentinel)) {
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> watch.sentinelReplicas("mymaster").size() == 1);
      String address = "redis+sentinel://127.0.0.1:" + sentinel.port() + "?master=mymaster";
      try (RedisBackend backend = RedisBackend.open(address, RedisConfig.defaults())) {
        List<TaskMessage> tasks = tasks(5);
        backend.enqueue(tasks);
        List<Claim> first = Fixtures.claim(backend, 1);
        try (Jedis jedis = Fixtures.connect(master)) {
          // WAIT is about what this connection wrote, and all that came before it.
          jedis.set("mark", "");
          assertEquals(1, jedis.waitReplicas(1, 5_000));
        }

        master.kill();

        List<TaskId> claimed = new ArrayList<>();
        Awaitility.await()
            .atMost(Duration.ofSeconds(30))
            .ignoreException(BackendUnavailableException.class)
            .until(
                () -> {
                  Fixtures.claim(backend, 10).forEach(c -> claimed.add(c.id()));
                  return claimed.size() >= 4;
                });
        assertEquals(idsOf(tasks).subList(1, 5), claimed);
        assertTrue(backend.settle(List.of(Settlement.of(first.get(0), Fixtures.SUCCESS))).get(0));
        assertEquals(
            replica.port(), Integer.parseInt(watch.sentinelGetMasterAddrByName("mymaster").get(1)));
      }
    }
  }
}
