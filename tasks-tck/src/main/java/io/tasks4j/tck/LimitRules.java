package io.tasks4j.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.ClaimRequest;
import io.tasks4j.backend.Limits;
import io.tasks4j.message.Payload;
import io.tasks4j.message.TaskMessage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

abstract class LimitRules extends Rules {
  LimitRules(BackendContract contract) {
    super(contract);
  }

  @Test
  @DisplayName("LIM-1: a queue at its limit hands out no more, to any worker, until one ends")
  void perQueue() {
    for (int i = 0; i < 5; i++) {
      enqueue();
    }
    Limits two = new Limits(Map.of("default", 2), Map.of());
    ClaimRequest one = REQUEST.limits(two).max(10);
    ClaimRequest other = ClaimRequest.of("other", "default", LEASE).limits(two).max(10);

    List<Claim> claims = backend.claim(one).claims();
    assertEquals(2, claims.size());
    assertEquals(List.of(), claimIds(other));
    succeed(claims.get(0));

    assertEquals(1, claimIds(other).size());
    assertEquals(List.of(), claimIds(one));
  }

  @Test
  @DisplayName("LIM-2: a name at its limit is passed over, and holds up no other name")
  void perName() {
    TaskId first = enqueue(named("slow").priority(9));
    enqueue(named("slow").priority(9));
    TaskId quick = enqueue(named("quick").priority(0));
    ClaimRequest limited = REQUEST.limits(new Limits(Map.of(), Map.of("slow", 1))).max(10);

    assertEquals(List.of(first, quick), claimIds(limited));
    assertEquals(List.of(), claimIds(limited));
  }

  @Test
  @DisplayName("LIM-3: a limited queue holds up no other queue")
  void otherQueue() {
    enqueue(message().queue("limited"));
    enqueue(message().queue("limited"));
    TaskId other = enqueue();
    ClaimRequest request =
        REQUEST
            .queues(List.of("limited", "default"))
            .limits(new Limits(Map.of("limited", 1), Map.of()))
            .max(10);

    assertEquals(2, claimIds(request).size());
    assertEquals(List.of(), claimIds(request));
    assertEquals(TaskStatus.RUNNING, status(other));
  }

  @Test
  @DisplayName("LIM-4: a lapsed lease frees its place")
  void freedByLapse() {
    enqueue();
    enqueue();
    ClaimRequest limited = REQUEST.limits(new Limits(Map.of("default", 1), Map.of())).max(10);
    assertEquals(1, claimIds(limited).size());

    clock.advance(LEASE.plusSeconds(1));

    assertEquals(1, claimIds(limited).size());
  }

  @Test
  @DisplayName("LIM-5: a paused queue hands out nothing, and loses nothing, until resumed")
  void paused() {
    admin().pause("default", true);
    TaskId id = enqueue();
    TaskId other = enqueue(message().queue("other"));

    assertEquals(List.of(other), claimIds(REQUEST.queues(List.of("default", "other")).max(5)));
    assertTrue(stats("default").paused());
    admin().pause("default", false);

    assertEquals(List.of(id), claimIds(5));
  }

  @Test
  @DisplayName("LIM-6: resuming wakes a claim that waits; pausing twice is resumed once")
  void resumed() throws Exception {
    admin().pause("default", true);
    admin().pause("default", true);
    enqueue();
    CompletableFuture<Integer> waiting =
        CompletableFuture.supplyAsync(() -> claimIds(REQUEST.maxWait(LONG)).size());

    admin().pause("default", false);

    assertEquals(1, waiting.get());
  }

  @Test
  @DisplayName("LIM-7: what runs when its queue is paused can be renewed and settled")
  void runningOnPause() {
    TaskId id = enqueue();
    Claim claim = claim();
    admin().pause("default", true);

    renew(claim, LEASE);
    settle(claim, retry(claim, Duration.ZERO));

    assertTrue(nothingReady());
    admin().pause("default", false);
    assertEquals(id, claim().id());
  }

  private TaskMessage.Builder named(String name) {
    return TaskMessage.builder(TaskId.next(), name, Payload.json("1"), clock.instant());
  }
}
