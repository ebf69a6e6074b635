package io.tasks4j.redis;

import static io.tasks4j.redis.Fixtures.SUCCESS;
import static io.tasks4j.redis.Fixtures.idsOf;
import static io.tasks4j.redis.Fixtures.message;
import static io.tasks4j.redis.Fixtures.request;
import static io.tasks4j.redis.Fixtures.tasks;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.BackendException;
import io.tasks4j.BackendUnavailableException;
import io.tasks4j.TaskId;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.ClaimRequest;
import io.tasks4j.backend.Claims;
import io.tasks4j.backend.Exchange;
import io.tasks4j.backend.Exchanged;
import io.tasks4j.backend.Settlement;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.tck.faults.RedisServer;
import io.tasks4j.tck.faults.SharedRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.params.MigrateParams;
import redis.clients.jedis.util.JedisClusterCRC16;

/** A cluster whose slots move, and whose master dies: that comes last, by its name. */
@TestMethodOrder(MethodOrderer.MethodName.class)
class ClusterTest {
  private static RedisCluster cluster;

  @BeforeAll
  static void start() {
    cluster = RedisCluster.start();
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  private static RedisBackend open(String namespace) {
    return RedisBackend.open(cluster.address(), RedisConfig.defaults().namespace(namespace));
  }

  @Test
  void theQueueIsFoundAgainAfterItsSlotMoved() {
    String namespace = SharedRedis.namespace();
    String meta = new RedisKeys(namespace).meta("default");
    try (RedisBackend backend = open(namespace)) {
      List<TaskMessage> tasks = tasks(20);
      backend.enqueue(tasks);
      List<Claim> held = Fixtures.claim(backend, 1);
      RedisServer from = cluster.holder(meta);
      int next = (cluster.servers().indexOf(from) + 1) % 3;

      move(JedisClusterCRC16.getSlot(meta), from, cluster.servers().get(next));

      assertTrue(backend.settle(List.of(Settlement.of(held.get(0), SUCCESS))).get(0));
      assertEquals(idsOf(tasks).subList(1, 20), Fixtures.ids(Fixtures.claim(backend, 100)));
    }
  }

  private static void move(int slot, RedisServer from, RedisServer to) {
    try (Jedis source = Fixtures.connect(from);
        Jedis target = Fixtures.connect(to)) {
      target.clusterSetSlotImporting(slot, source.clusterMyId());
      source.clusterSetSlotMigrating(slot, target.clusterMyId());
      for (List<String> keys = source.clusterGetKeysInSlot(slot, 100);
          !keys.isEmpty();
          keys = source.clusterGetKeysInSlot(slot, 100)) {
        source.migrate(
            "127.0.0.1",
            to.port(),
            5_000,
            MigrateParams.migrateParams(),
            keys.toArray(String[]::new));
      }
      target.clusterSetSlotNode(slot, target.clusterMyId());
      source.clusterSetSlotNode(slot, target.clusterMyId());
    }
  }

  @Test
  void aClaimOverQueuesOfSeveralNodesIsWokenByEach() throws Exception {
    String namespace = SharedRedis.namespace();
    List<String> queues = List.of("a", "b", "c", "d");
    try (RedisBackend worker = open(namespace);
        RedisBackend producer = open(namespace)) {
      for (String queue : queues) {
        CompletableFuture<Claims> waiting =
            CompletableFuture.supplyAsync(
                () -> worker.claim(request().queues(queues).maxWait(Duration.ofMinutes(1))));

        TaskId id = producer.enqueue(List.of(message().queue(queue).build())).get(0).id();

        assertEquals(List.of(id), Fixtures.ids(waiting.get(10, TimeUnit.SECONDS).claims()));
      }
    }
  }

  @Test
  void oneCallSettlesAndClaimsInQueuesOfSeveralNodes() {
    List<String> queues = List.of("a", "b", "c", "d");
    ClaimRequest all = request().queues(queues).max(10);
    try (RedisBackend backend = open(SharedRedis.namespace())) {
      queues.forEach(queue -> backend.enqueue(List.of(message().queue(queue).build())));
      List<Settlement> ended =
          backend.claim(all).claims().stream().map(c -> Settlement.of(c, SUCCESS)).toList();
      List<TaskId> next = new ArrayList<>();
      for (String queue : queues) {
        next.add(backend.enqueue(List.of(message().queue(queue).build())).get(0).id());
      }

      Exchanged both = backend.exchange(Exchange.of(ended).claim(all));

      assertEquals(List.of(true, true, true, true), both.applied());
      assertEquals(next, Fixtures.ids(both.claims().claims()));
    }
  }

  @Test
  void whatIsSettledInOneSlotIsToldAgainWhenAnotherFailsBehindIt() {
    String namespace = SharedRedis.namespace();
    try (RedisBackend backend = open(namespace)) {
      List<Settlement> ended = endedIn(backend, "a", "b");
      try (Jedis jedis = Fixtures.connect(cluster.holder(new RedisKeys(namespace).meta("b")))) {
        String lease = new RedisKeys(namespace).prefix("b") + "lease";
        jedis.del(lease);
        jedis.set(lease, "no sorted set");

        assertThrows(BackendException.class, () -> backend.settle(ended));

        jedis.del(lease);
      }

      assertEquals(List.of(true, true), backend.settle(ended));
      assertEquals(List.of(false, false), backend.settle(ended));
    }
  }

  @Test
  void aClaimThatFailsInAnotherSlotTakesNoSettlementBack() {
    String namespace = SharedRedis.namespace();
    try (RedisBackend backend = open(namespace)) {
      List<Settlement> ended = endedIn(backend, "a");
      try (Jedis jedis = Fixtures.connect(cluster.holder(new RedisKeys(namespace).meta("b")))) {
        jedis.set(new RedisKeys(namespace).prefix("b") + "ready", "no sorted set");

        Exchanged done =
            backend.exchange(Exchange.of(ended).claim(request().queues(List.of("b", "a"))));

        assertEquals(new Exchanged(List.of(true), List.of(), Claims.NONE), done);
      }
    }
  }

  private static List<Settlement> endedIn(RedisBackend backend, String... queues) {
    for (String queue : queues) {
      backend.enqueue(List.of(message().queue(queue).build()));
    }
    return backend.claim(request().queues(List.of(queues)).max(10)).claims().stream()
        .map(c -> Settlement.of(c, SUCCESS))
        .toList();
  }

  @Test
  void workGoesOnWhenAReplicaTakesOver() {
    String namespace = SharedRedis.namespace();
    String meta = new RedisKeys(namespace).meta("default");
    RedisServer master = cluster.holder(meta);
    cluster.addReplica(master);
    try (RedisBackend backend = open(namespace)) {
      List<TaskMessage> tasks = tasks(5);
      backend.enqueue(tasks);
      try (Jedis jedis = Fixtures.connect(master)) {
        // WAIT is about what this connection wrote, and all that came before it.
        jedis.set(new RedisKeys(namespace).prefix("default") + "mark", "");
        assertEquals(1, jedis.waitReplicas(1, 5_000));
      }

      master.kill();

      List<TaskId> claimed = new ArrayList<>();
      BackendUnavailableException last = null;
      long start = System.nanoTime();
      while (claimed.size() < 5 && System.nanoTime() - start < TimeUnit.SECONDS.toNanos(30)) {
        try {
          Fixtures.claim(backend, 10).forEach(c -> claimed.add(c.id()));
        } catch (BackendUnavailableException e) {
          last = e;
        }
      }
      if (claimed.size() < 5) {
        throw new AssertionError(cluster.describe(), last);
      }
      assertEquals(idsOf(tasks), claimed);
    }
  }
}
