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

import io.tasks4j.BackendException;
import io.tasks4j.BackendUnavailableException;
import io.tasks4j.TaskStatus;
import io.tasks4j.When;
import io.tasks4j.backend.BackendSettings;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.ClaimRequest;
import io.tasks4j.backend.Claims;
import io.tasks4j.backend.EarlyStart;
import io.tasks4j.backend.Exchange;
import io.tasks4j.backend.Exchanged;
import io.tasks4j.backend.Outcome;
import io.tasks4j.backend.Retention;
import io.tasks4j.backend.Settlement;
import io.tasks4j.lock.LockStore;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.tck.faults.TcpProxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/** Calls that took effect without an answer: sent again, they take effect once. */
class LostAnswersTest extends OwnServer {
  private static final BackendSettings KEEPS_NOTHING =
      BackendSettings.defaults()
          .retention(new Retention(Duration.ofHours(1), 0, Duration.ofHours(1), 0));

  /** So that the next answer is that of the command, and not that its script is unknown. */
  private static void useAllScripts(RedisBackend backend) {
    enqueueOne(backend);
    backend.settle(List.of(Settlement.of(claim(backend, 1).get(0), SUCCESS)));
    backend.exchange(Exchange.of(List.of()).claim(request()));
  }

  @Test
  void aClaimThatWasGivenUpIsHandedOutByTheNextOne() throws Exception {
    TcpProxy proxy = proxy();
    RedisBackend backend =
        open("redis://127.0.0.1:" + proxy.port(), QUICK.callTimeout(Duration.ofMillis(1)));
    useAllScripts(backend);
    List<TaskMessage> tasks = tasks(3);
    backend.enqueue(tasks);
    proxy.loseAnswers(2);
    assertThrows(BackendUnavailableException.class, () -> claim(backend, 2));

    List<Claim> claims = claim(backend, 1);

    assertEquals(idsOf(tasks).subList(0, 1), ids(claims));
    assertEquals(1, claims.get(0).attempt());
    assertEquals(idsOf(tasks).subList(1, 3), ids(claim(backend, 10)));
    assertTrue(backend.settle(List.of(Settlement.of(claims.get(0), SUCCESS))).get(0));
  }

  @Test
  void aLockWhoseAnswerIsLostIsTakenByTheSameCall() throws Exception {
    TcpProxy proxy = proxy();
    RedisBackend backend = open("redis://127.0.0.1:" + proxy.port(), RedisConfig.defaults());
    LockStore locks = backend.locks();
    long used = locks.acquire("other", Duration.ofSeconds(30)).orElseThrow();
    proxy.loseAnswers(1);

    long token = locks.acquire("key", Duration.ofSeconds(30)).orElseThrow();

    assertTrue(token > used);
    assertEquals(OptionalLong.empty(), locks.acquire("key", Duration.ofSeconds(30)));
    assertTrue(locks.release("key", token));
  }

  @Test
  void whatIsSentAgainAfterALostAnswerTakesEffectOnce() throws Exception {
    TcpProxy proxy = proxy();
    RedisBackend backend = open("redis://127.0.0.1:" + proxy.port(), RedisConfig.defaults());
    useAllScripts(backend);
    enqueueOne(backend);
    proxy.loseAnswers(1);
    TaskMessage task = task();

    assertTrue(backend.enqueue(List.of(task)).get(0).accepted());

    List<Claim> claims = claim(backend, 2);
    assertEquals(2, claims.size());
    proxy.loseAnswers(1);
    assertTrue(backend.settle(List.of(Settlement.of(claims.get(0), SUCCESS))).get(0));
    assertEquals(List.of(false), backend.settle(List.of(Settlement.of(claims.get(0), SUCCESS))));
  }

  @Test
  void aClaimWhoseAnswerIsLostLosesNoTask() throws Exception {
    TcpProxy proxy = proxy();
    RedisBackend backend = open("redis://127.0.0.1:" + proxy.port(), RedisConfig.defaults());
    List<TaskMessage> tasks = tasks(20);
    useAllScripts(backend);
    backend.enqueue(tasks);
    proxy.loseAnswers(1);

    List<Claim> claims = new ArrayList<>(claim(backend, 10));
    claims.addAll(claim(backend, 100));

    assertEquals(new HashSet<>(idsOf(tasks)), new HashSet<>(ids(claims)));
    assertTrue(claims.stream().allMatch(c -> c.attempt() == 1));
  }

  @Test
  void whatSettlesAndClaimsTakesEffectOnceWhenItIsSentAgain() throws Exception {
    TcpProxy proxy = proxy();
    RedisBackend backend = open("redis://127.0.0.1:" + proxy.port(), RedisConfig.defaults());
    useAllScripts(backend);
    List<TaskMessage> tasks = tasks(10);
    backend.enqueue(tasks);
    List<Settlement> ended = successes(claim(backend, 3));
    proxy.loseAnswers(1);

    Exchanged both = backend.exchange(Exchange.of(ended).claim(request().max(4)));

    assertEquals(List.of(true, true, true), both.applied());
    assertEquals(idsOf(tasks).subList(3, 7), ids(both.claims().claims()));
    assertTrue(both.claims().claims().stream().allMatch(c -> c.attempt() == 1));
    assertEquals(List.of(false, false, false), backend.settle(ended));
    assertEquals(
        List.of(true, true, true, true), backend.settle(successes(both.claims().claims())));
    assertEquals(idsOf(tasks).subList(7, 10), ids(claim(backend, 10)));
  }

  @Test
  void aSettlementThatWasGivenUpIsKnownAsItsOwnWhenItIsTriedAgain() throws Exception {
    TcpProxy proxy = proxy();
    RedisBackend backend =
        open("redis://127.0.0.1:" + proxy.port(), QUICK.callTimeout(Duration.ofMillis(1)));
    useAllScripts(backend);
    backend.enqueue(tasks(3));
    List<Settlement> ended = successes(claim(backend, 3));
    for (boolean fused : List.of(false, true)) {
      List<Settlement> one = ended.subList(fused ? 1 : 0, fused ? 2 : 1);
      proxy.loseAnswers(2);
      assertThrows(
          BackendUnavailableException.class,
          () -> {
            Object ignored =
                fused ? backend.exchange(Exchange.of(one).claim(request())) : backend.settle(one);
          });
    }

    // With one that was not tried before.
    assertEquals(
        List.of(true, true, true), backend.exchange(Exchange.of(ended).claim(request())).applied());

    assertEquals(List.of(false, false, false), backend.settle(ended));
  }

  @Test
  void whatWasClaimedAlongAndGivenUpIsHandedOutByTheNextClaim() throws Exception {
    TcpProxy proxy = proxy();
    RedisBackend backend =
        open("redis://127.0.0.1:" + proxy.port(), QUICK.callTimeout(Duration.ofMillis(1)));
    useAllScripts(backend);
    List<TaskMessage> tasks = tasks(4);
    backend.enqueue(tasks);
    List<Settlement> ended = successes(claim(backend, 1));
    proxy.loseAnswers(2);
    assertThrows(
        BackendUnavailableException.class,
        () -> backend.exchange(Exchange.of(ended).claim(request().max(2))));

    List<Claim> claims = claim(backend, 2);

    assertEquals(idsOf(tasks).subList(1, 3), ids(claims));
    assertTrue(claims.stream().allMatch(c -> c.attempt() == 1));
    assertEquals(List.of(true, true), backend.settle(successes(claims)));
  }

  @Test
  void aSettlementByTheNameOfALostClaimDoesNotPassForAnother() throws Exception {
    TcpProxy proxy = proxy();
    RedisBackend backend =
        open("redis://127.0.0.1:" + proxy.port(), QUICK.callTimeout(Duration.ofMillis(1)));
    useAllScripts(backend);
    backend.enqueue(tasks(2));
    Claim held = claim(backend, 1).get(0);
    Settlement released = Settlement.of(held, new Outcome.Release(Duration.ofHours(1)));
    proxy.loseAnswers(2);
    assertThrows(
        BackendUnavailableException.class,
        () -> backend.exchange(Exchange.of(List.of(released)).claim(request())));

    Exchange succeeded = Exchange.of(successes(List.of(held)));

    assertEquals(List.of(false), backend.exchange(succeeded.claim(request())).applied());
  }

  @Test
  void aSettlementAndAClaimThatWereLostApartAreBothKnownByOneCall() throws Exception {
    TcpProxy proxy = proxy();
    RedisBackend backend =
        open("redis://127.0.0.1:" + proxy.port(), QUICK.callTimeout(Duration.ofMillis(1)));
    useAllScripts(backend);
    List<TaskMessage> tasks = tasks(5);
    backend.enqueue(tasks);
    List<Settlement> ended = successes(claim(backend, 1));
    proxy.loseAnswers(2);
    assertThrows(BackendUnavailableException.class, () -> backend.settle(ended));
    // Connects, so that the next answers are those of the claim.
    assertTrue(backend.results().find(ended.get(0).claim().id()).isPresent());
    proxy.loseAnswers(2);
    assertThrows(BackendUnavailableException.class, () -> claim(backend, 2));

    Exchanged both = backend.exchange(Exchange.of(ended).claim(request().max(2)));

    assertEquals(List.of(true), both.applied());
    assertEquals(idsOf(tasks).subList(1, 3), ids(both.claims().claims()));
    assertTrue(both.claims().claims().stream().allMatch(c -> c.attempt() == 1));
  }

  @Test
  void aClaimThatFailsTakesNoSettlementBack() {
    RedisBackend backend = open(RedisConfig.defaults());
    backend.enqueue(tasks(2));
    List<Settlement> ended = successes(claim(backend, 1));
    try (Jedis jedis = Fixtures.connect(server)) {
      jedis.rename("{tasks4j:default}:ready", "{tasks4j:default}:aside");
      jedis.set("{tasks4j:default}:ready", "no sorted set");

      Exchanged both = backend.exchange(Exchange.of(ended).claim(request()));

      assertEquals(List.of(true), both.applied());
      assertEquals(Claims.NONE, both.claims());
      jedis.rename("{tasks4j:default}:aside", "{tasks4j:default}:ready");
    }
    assertEquals(1, claim(backend, 10).size());
  }

  @Test
  void whereTasksCannotBeStartedEarlyNothingIsSettled() {
    RedisBackend backend = open(RedisConfig.defaults());
    List<Settlement> ended = successes(enqueueAndClaim(backend));
    TaskMessage later = enqueueLater(backend);
    Exchange both =
        new Exchange(
            ended,
            Optional.of(new EarlyStart("default", List.of(later.id()))),
            Optional.of(request()));
    try (Jedis jedis = Fixtures.connect(server)) {
      for (String set : List.of("due", "ready")) {
        String key = "{tasks4j:default}:" + set;
        boolean filled = jedis.exists(key);
        if (filled) {
          jedis.rename(key, "{tasks4j:default}:aside");
        }
        jedis.set(key, "no sorted set");

        assertThrows(BackendException.class, () -> backend.exchange(both));

        assertEquals(
            TaskStatus.RUNNING,
            backend.admin().find(ended.get(0).claim().id()).orElseThrow().status());
        jedis.del(key);
        if (filled) {
          jedis.rename("{tasks4j:default}:aside", key);
        }
      }
    }

    Exchanged done = backend.exchange(both);

    assertEquals(List.of(true), done.applied());
    assertEquals(List.of(EarlyStart.State.READY), done.states());
    assertEquals(List.of(later.id()), ids(done.claims().claims()));
  }

  @Test
  void whatIsStartedEarlyIsReadyWhateverTheClaimBehindItFailsAt() {
    RedisBackend backend = open(RedisConfig.defaults());
    List<Settlement> ended = successes(enqueueAndClaim(backend));
    TaskMessage later = enqueueLater(backend);
    EarlyStart start = new EarlyStart("default", List.of(later.id()));
    ClaimRequest fails = request().queues(List.of("default", "broken"));
    try (Jedis jedis = Fixtures.connect(server)) {
      jedis.set("{tasks4j:broken}:lease", "no sorted set");

      Exchanged done =
          backend.exchange(new Exchange(ended, Optional.of(start), Optional.of(fails)));

      assertEquals(List.of(true), done.applied());
      assertEquals(List.of(EarlyStart.State.READY), done.states());
      assertEquals(Claims.NONE, done.claims());
    }
    assertEquals(List.of(later.id()), ids(claim(backend, 10)));
  }

  @Test
  void whatRetentionRemovedInTheSameCallIsKnownWhenItIsSentAgain() throws Exception {
    for (Duration callTimeout : List.of(Duration.ofMillis(1), Duration.ofSeconds(5))) {
      TcpProxy proxy = proxy();
      RedisConfig config = QUICK.callTimeout(callTimeout).settings(KEEPS_NOTHING);
      RedisBackend backend = open("redis://127.0.0.1:" + proxy.port(), config);
      useAllScripts(backend);
      backend.enqueue(tasks(4));
      List<Claim> claims = claim(backend, 4);
      List<Settlement> ended =
          List.of(
              Settlement.of(claims.get(0), SUCCESS),
              Settlement.of(claims.get(1), new Outcome.Failure(Fixtures.error())),
              Settlement.of(claims.get(2), new Outcome.Cancelled()));
      boolean givenUp = callTimeout.toMillis() == 1;
      proxy.loseAnswers(givenUp ? 2 : 1);
      if (givenUp) {
        assertThrows(BackendUnavailableException.class, () -> backend.settle(ended));
      }

      assertEquals(List.of(true, true, true), backend.settle(ended), "callTimeout " + callTimeout);

      assertEquals(Optional.empty(), backend.admin().find(claims.get(0).id()));
      assertEquals(List.of(false, false, false), backend.settle(ended));
      assertEquals(List.of(true), backend.settle(List.of(Settlement.of(claims.get(3), SUCCESS))));
    }
  }

  private static List<Claim> enqueueAndClaim(RedisBackend backend) {
    backend.enqueue(tasks(1));
    return claim(backend, 1);
  }

  private static TaskMessage enqueueLater(RedisBackend backend) {
    When inAnHour = new When.After(Duration.ofHours(1));
    TaskMessage later = task().toBuilder().due(Optional.of(inAnHour)).build();
    backend.enqueue(List.of(later));
    return later;
  }

  private static List<Settlement> successes(List<Claim> claims) {
    return claims.stream().map(c -> Settlement.of(c, SUCCESS)).toList();
  }
}
