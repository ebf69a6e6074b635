package io.tasks4j.redis;

import static io.tasks4j.redis.Fixtures.SUCCESS;
import static io.tasks4j.redis.Fixtures.claim;
import static io.tasks4j.redis.Fixtures.ids;
import static io.tasks4j.redis.Fixtures.idsOf;
import static io.tasks4j.redis.Fixtures.request;
import static io.tasks4j.redis.Fixtures.task;
import static io.tasks4j.redis.Fixtures.tasks;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.BackendUnavailableException;
import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import io.tasks4j.TaskType;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.Claims;
import io.tasks4j.backend.Settlement;
import io.tasks4j.message.Payload;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.result.TaskQuery;
import io.tasks4j.schedule.Schedule;
import io.tasks4j.schedule.Scheduler;
import io.tasks4j.tck.faults.TcpProxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.args.ClientType;
import redis.clients.jedis.params.ClientKillParams;

/** A server that stops, hangs, forgets and is full. Each test has one of its own. */
class FaultsTest extends OwnServer {
  private static CompletableFuture<Claims> waiting(RedisBackend backend) {
    return CompletableFuture.supplyAsync(
        () -> backend.claim(request().maxWait(Duration.ofMinutes(2))));
  }

  private static void assertClaims(TaskId expected, CompletableFuture<Claims> waiting)
      throws Exception {
    assertEquals(List.of(expected), ids(waiting.get(10, TimeUnit.SECONDS).claims()));
  }

  @Test
  void whatWasAcceptedOutlivesTheKillOfTheServer() throws Exception {
    RedisBackend backend = open(RedisConfig.defaults());
    List<TaskMessage> tasks = tasks(100);
    backend.enqueue(tasks);
    List<Claim> held = claim(backend, 10);

    server.kill();
    server.launch();

    assertTrue(backend.settle(List.of(Settlement.of(held.get(0), SUCCESS))).get(0));
    assertEquals(idsOf(tasks).subList(10, 100), ids(claim(backend, 200)));
  }

  @Test
  void callsFailInBoundedTimeWhileTheServerIsAwayAndGoOnAfterwards() throws Exception {
    RedisBackend backend = open(QUICK);
    enqueueOne(backend);
    server.kill();
    long start = System.nanoTime();

    assertThrows(BackendUnavailableException.class, () -> enqueueOne(backend));

    assertTrue(System.nanoTime() - start < TimeUnit.SECONDS.toNanos(5));
    server.launch();
    enqueueOne(backend);
    assertEquals(2, claim(backend, 10).size());
  }

  @Test
  void aWaitingClaimIsWokenAfterTheServerCameBack() throws Exception {
    RedisBackend worker = open(RedisConfig.defaults().callTimeout(Duration.ofSeconds(20)));
    CompletableFuture<Claims> waiting = waiting(worker);
    for (int i = 0; i < 2; i++) {
      server.kill();
      server.launch();
    }

    TaskId id = enqueueOne(open(RedisConfig.defaults()));

    assertClaims(id, waiting);
  }

  @Test
  void aHangingServerIsGivenUpAndNoAnswerIsMixedUp() throws Exception {
    RedisBackend backend = open(QUICK);
    TaskId first = enqueueOne(backend);
    server.signal("STOP");
    try {
      for (int i = 0; i < 3; i++) {
        assertThrows(BackendUnavailableException.class, () -> backend.admin().find(TaskId.next()));
      }
    } finally {
      server.signal("CONT");
    }

    for (int i = 0; i < 50; i++) {
      TaskId id = enqueueOne(backend);
      assertEquals(id, backend.admin().find(id).orElseThrow().id());
    }
    assertEquals(first, claim(backend, 1).get(0).id());
  }

  @Test
  void connectionsThatAreKilledAreReplaced() throws Exception {
    RedisBackend backend = open(RedisConfig.defaults());
    for (int i = 0; i < 5; i++) {
      CompletableFuture<Claims> waiting = waiting(backend);
      try (Jedis jedis = Fixtures.connect(server)) {
        Awaitility.await().until(() -> jedis.pubsubNumSub("tasks4j:wake").get("tasks4j:wake") == 1);
        jedis.clientKill(
            new ClientKillParams().type(ClientType.NORMAL).skipMe(ClientKillParams.SkipMe.YES));
        jedis.clientKill(new ClientKillParams().type(ClientType.PUBSUB));
      }
      assertClaims(enqueueOne(backend), waiting);
    }
  }

  @Test
  void flushedScriptsAreLoadedAgain() {
    RedisBackend backend = open(RedisConfig.defaults());
    try (Jedis jedis = Fixtures.connect(server)) {
      for (int i = 0; i < 3; i++) {
        jedis.scriptFlush();
        TaskId id = enqueueOne(backend);
        jedis.scriptFlush();
        Claim claim = claim(backend, 1).get(0);
        jedis.scriptFlush();
        assertTrue(backend.settle(List.of(Settlement.of(claim, SUCCESS))).get(0));
        jedis.scriptFlush();
        assertEquals(TaskStatus.SUCCESS, backend.admin().find(id).orElseThrow().status());
      }
    }
  }

  @Test
  void whatAProcessDefinedTicksAgainAfterTheServerWasEmptied() {
    RedisBackend backend = open(RedisConfig.defaults());
    TaskType<String, Void> type = TaskType.of("tick", String.class);
    Schedule often = Schedule.fixedRate(Duration.ofSeconds(1));
    // Not closed: that is the backend's.
    TaskQueue queue = TaskQueue.over(backend);
    try (Scheduler scheduler =
            Scheduler.builder(queue)
                .pollInterval(Duration.ofMillis(20))
                .add("often", often, type, "")
                .start();
        Jedis jedis = Fixtures.connect(server)) {
      Awaitility.await().until(() -> !claim(backend, 1).isEmpty());
      jedis.flushAll();

      Awaitility.await().until(() -> !claim(backend, 1).isEmpty());

      assertTrue(scheduler.schedules().find("often").isPresent());
    }
  }

  @Test
  void aWaitingClaimIsWokenAfterTheServerWasEmptied() throws Exception {
    RedisBackend backend = open(RedisConfig.defaults());
    CompletableFuture<Claims> waiting = waiting(backend);
    try (Jedis jedis = Fixtures.connect(server)) {
      Awaitility.await().until(() -> jedis.hexists("{tasks4j:default}:meta", "z"));
      jedis.flushAll();
    }

    TaskId id = enqueueOne(backend);

    // Sooner than it would look by itself.
    assertEquals(List.of(id), ids(waiting.get(5, TimeUnit.SECONDS).claims()));
  }

  @Test
  void aPausedServerIsWaitedFor() {
    RedisBackend backend = open(RedisConfig.defaults());
    try (Jedis jedis = Fixtures.connect(server)) {
      jedis.clientPause(700);
    }

    enqueueOne(backend);

    assertEquals(1, claim(backend, 1).size());
  }

  @Test
  void aFullServerTakesNoTaskButTheOnesItHasGoOn() {
    RedisBackend backend = open(QUICK);
    List<TaskMessage> tasks = tasks(50);
    backend.enqueue(tasks);
    List<Claim> held = claim(backend, 10);
    try (Jedis jedis = Fixtures.connect(server)) {
      jedis.configSet("maxmemory", "1mb");

      BackendUnavailableException full =
          assertThrows(BackendUnavailableException.class, () -> backend.enqueue(tasks(10)));

      assertTrue(full.getMessage().contains("full"), full.getMessage());
      List<Settlement> ends = held.stream().map(c -> Settlement.of(c, SUCCESS)).toList();
      assertTrue(backend.settle(ends).stream().allMatch(done -> done));
      assertEquals(40, claim(backend, 100).size());
      assertEquals(50, backend.admin().list(TaskQuery.all()).size());
      assertTrue(backend.admin().purge(held.get(0).id()));
      jedis.configSet("maxmemory", "0");
      enqueueOne(backend);
    }
  }

  @Test
  void aLinkThatSwallowsEverythingIsReplaced() throws Exception {
    TcpProxy proxy = proxy();
    RedisBackend worker =
        open("redis://127.0.0.1:" + proxy.port(), QUICK.callTimeout(Duration.ofSeconds(30)));
    CompletableFuture<Claims> waiting = waiting(worker);
    try (Jedis jedis = Fixtures.connect(server)) {
      Awaitility.await().until(() -> jedis.pubsubNumSub("tasks4j:wake").get("tasks4j:wake") == 1);
    }
    proxy.swallow(true);
    TaskId id = enqueueOne(open(RedisConfig.defaults()));
    proxy.swallow(false);

    assertEquals(List.of(id), ids(waiting.get(15, TimeUnit.SECONDS).claims()));
  }

  @Test
  void failingCallsLeaveThePoolAsItWas() throws Exception {
    TcpProxy proxy = proxy();
    RedisBackend backend =
        open("redis://127.0.0.1:" + proxy.port(), QUICK.callTimeout(Duration.ofMillis(1)));
    for (int i = 0; i < 300; i++) {
      proxy.cut();
      try {
        enqueueOne(backend);
      } catch (BackendUnavailableException e) {
        // As is to be expected.
      }
    }

    enqueueOne(open(RedisConfig.defaults()));
    try (Jedis jedis = Fixtures.connect(server)) {
      Awaitility.await()
          .until(() -> jedis.clientList().lines().filter(l -> l.contains("tasks4j")).count() <= 4);
    }
    enqueueOne(backend);
  }

  @Test
  void anIdleWorkerSendsFewCommands() throws Exception {
    RedisBackend backend = open(RedisConfig.defaults());
    enqueueOne(backend);
    claim(backend, 1);
    long before = commands();
    for (int i = 0; i < 3; i++) {
      assertEquals(Claims.NONE, backend.claim(request().maxWait(Duration.ofSeconds(1))));
    }

    long sent = commands() - before;

    assertTrue(sent < 15, () -> sent + " commands in 3 s");
  }

  /** Commands of clients, without those that scripts run. */
  private long commands() {
    try (Jedis jedis = Fixtures.connect(server)) {
      return jedis
          .info("commandstats")
          .lines()
          .filter(line -> line.matches("cmdstat_(evalsha|eval|smembers|ping|subscribe|hmget):.*"))
          .filter(line -> !line.startsWith("cmdstat_hmget"))
          .mapToLong(line -> Long.parseLong(line.replaceAll(".*calls=(\\d+),.*", "$1")))
          .sum();
    }
  }

  @Test
  void recordsThatCannotBeReadHoldUpNoOther() {
    RedisBackend backend = open(RedisConfig.defaults());
    List<TaskId> bad = new ArrayList<>();
    try (Jedis jedis = Fixtures.connect(server)) {
      for (int i = 0; i < 5; i++) {
        TaskId id = enqueueOne(backend);
        bad.add(id);
        String task = "{tasks4j:default}:t:" + ShortIds.encode(id);
        String state = "{tasks4j:default}:s:" + ShortIds.encode(id);
        switch (i) {
          case 0 -> jedis.set(task, jedis.get(task).substring(0, 20));
          case 1 -> {
            jedis.del(task);
            jedis.lpush(task, "a list");
          }
          case 2 -> jedis.set(state, "no hash");
          case 3 -> jedis.set(task, jedis.get(task).replace("{", "["));
          default -> jedis.del(task);
        }
      }
    }
    TaskId good = enqueueOne(backend);

    assertEquals(List.of(good), ids(claim(backend, 10)));

    assertEquals(1, backend.admin().list(TaskQuery.of(TaskStatus.RUNNING)).size());
    assertTrue(backend.admin().list(TaskQuery.all()).size() <= 2);
    for (TaskId id : bad.subList(0, 4)) {
      assertTrue(backend.admin().purge(id), () -> "of " + bad.indexOf(id));
    }
    assertEquals(1, backend.admin().list(TaskQuery.all()).size());
    TaskMessage again =
        TaskMessage.builder(bad.get(0), "greet", Payload.json("1"), Instant.EPOCH).build();
    assertTrue(backend.enqueue(List.of(again)).get(0).accepted());
  }

  @Test
  void aRunningTaskWithoutLeaseIsFoundAndRunAgain() {
    RedisBackend backend = open(RedisConfig.defaults());
    TaskId running = enqueueOne(backend);
    claim(backend, 1);
    TaskId waiting = enqueueOne(backend);
    try (Jedis jedis = Fixtures.connect(server)) {
      jedis.del("{tasks4j:default}:lease", "{tasks4j:default}:ready");
    }

    List<TaskId> found = new ArrayList<>();
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .until(
            () -> {
              found.addAll(ids(claim(backend, 10)));
              return found.size() >= 2;
            });

    assertEquals(new HashSet<>(List.of(running, waiting)), new HashSet<>(found));
  }
}
