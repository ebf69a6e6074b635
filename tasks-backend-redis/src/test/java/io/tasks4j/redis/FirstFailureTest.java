package io.tasks4j.redis;

import static io.tasks4j.redis.Fixtures.message;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.TaskError;
import io.tasks4j.TaskId;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.Outcome;
import io.tasks4j.backend.Settlement;
import io.tasks4j.message.Dependant;
import io.tasks4j.message.Join;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.result.Arrival;
import io.tasks4j.result.JoinState;
import io.tasks4j.tck.faults.SharedRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Of several parents that fail, a task tells of the one that failed first in time. */
class FirstFailureTest {
  private static final Outcome FAILURE = new Outcome.Failure(Fixtures.error());

  private final RedisBackend backend =
      RedisBackend.open(
          Fixtures.address(SharedRedis.uri()),
          RedisConfig.defaults().namespace(SharedRedis.namespace()));
  private final TaskMessage whole = message().join(Optional.of(Join.of(3).patiently())).build();
  private final List<TaskId> parents = enqueued();

  @AfterEach
  void close() {
    backend.close();
  }

  /** Parents by slot. */
  private List<TaskId> enqueued() {
    List<TaskMessage> all = new ArrayList<>(List.of(whole));
    for (int slot = 0; slot < 3; slot++) {
      Dependant dependant = Dependant.of(whole.id(), "default", slot);
      all.add(message().dependants(List.of(dependant)).build());
    }
    backend.enqueue(all);
    return Fixtures.idsOf(all.subList(1, 4));
  }

  private Claim claim(int slot) {
    List<Claim> claims = Fixtures.claim(backend, 10);
    List<Settlement> others =
        claims.stream()
            .filter(claim -> !claim.id().equals(parents.get(slot)))
            .map(claim -> Settlement.of(claim, new Outcome.Release(Duration.ZERO)))
            .toList();
    backend.settle(others);
    return claims.stream()
        .filter(claim -> claim.id().equals(parents.get(slot)))
        .findFirst()
        .orElseThrow();
  }

  private void fail(int slot) {
    assertEquals(List.of(true), backend.settle(List.of(Settlement.of(claim(slot), FAILURE))));
  }

  private Optional<TaskId> origin() {
    return backend.results().find(whole.id()).orElseThrow().error().flatMap(TaskError::origin);
  }

  @Test
  void whicheverSlotItHas() {
    fail(1);
    fail(2);
    fail(0);

    assertEquals(Optional.of(parents.get(1)), origin());
    assertEquals(
        List.of("greet", "greet", "greet"),
        backend.results().arrivals(whole.id(), 0, 9).stream().map(Arrival::name).toList());
  }

  @Test
  void alsoWhenAllFailInOneCall() {
    List<Settlement> settlements = new ArrayList<>();
    List<Claim> claims = Fixtures.claim(backend, 3);
    for (int slot : List.of(2, 0, 1)) {
      settlements.add(Settlement.of(claims.get(slot), FAILURE));
    }
    backend.settle(settlements);

    assertEquals(Optional.of(parents.get(2)), origin());
  }

  @Test
  void aFailureThatWasPutBackWasNone() {
    fail(2);
    fail(1);
    assertTrue(backend.admin().requeue(parents.get(2)));
    fail(0);
    fail(2);

    assertEquals(Optional.of(parents.get(1)), origin());
    assertEquals(Optional.of(new JoinState(3, 3, 3)), backend.results().joinState(whole.id()));
  }
}
