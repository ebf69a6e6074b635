package io.tasks4j.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.TaskError.Reason;
import io.tasks4j.TaskId;
import io.tasks4j.TaskProgress;
import io.tasks4j.TaskStatus;
import io.tasks4j.backend.BackendSettings;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.ClaimState;
import io.tasks4j.backend.Claims;
import io.tasks4j.backend.LostDelivery;
import io.tasks4j.backend.Outcome;
import io.tasks4j.backend.Renewal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

abstract class LeaseRules extends Rules {
  LeaseRules(BackendContract contract) {
    super(contract);
  }

  @Test
  @DisplayName("LEA-1: a task is handed out again when its lease lapses, not before")
  void lapses() {
    TaskId id = enqueue();
    Claim first = claim();

    clock.advance(LEASE.minusMillis(1));
    assertTrue(nothingReady());
    clock.advance(Duration.ofMillis(1));
    Claim second = claim();

    assertEquals(id, second.id());
    assertEquals(2, second.attempt());
    assertEquals(0, second.failures());
    assertEquals(1, second.losses());
    assertTrue(second.token() > first.token());
  }

  @Test
  @DisplayName("LEA-2: a renewed lease holds, however often it is renewed")
  void renewed() {
    TaskId id = enqueue();
    Claim claim = claim();

    for (int i = 0; i < 20; i++) {
      clock.advance(LEASE.dividedBy(3));
      assertEquals(ClaimState.HELD, renew(claim, LEASE));
      assertTrue(nothingReady());
    }

    succeed(claim);
    assertEquals(1, find(id).attempts());
  }

  @Test
  @DisplayName("LEA-3: a renewal lasts as long as it says, from the moment it is made")
  void renewedForLonger() {
    enqueue();
    Claim claim = claim();

    assertEquals(ClaimState.HELD, renew(claim, Duration.ofHours(1)));
    clock.advance(Duration.ofMinutes(59));
    assertTrue(nothingReady());
    clock.advance(Duration.ofMinutes(2));

    assertEquals(2, claim().attempt());
  }

  @Test
  @DisplayName("LEA-4: a lapsed lease that nobody took over can still be renewed or settled")
  void late() {
    TaskId id = enqueue();
    Claim claim = claim();
    clock.advance(LEASE.multipliedBy(10));

    assertEquals(ClaimState.HELD, renew(claim, LEASE));
    assertTrue(nothingReady());
    clock.advance(LEASE.multipliedBy(10));
    assertTrue(settle(claim, success("1")));

    assertEquals(TaskStatus.SUCCESS, status(id));
  }

  @Test
  @DisplayName("LEA-5: once the task is handed out again the old claim can do nothing")
  void fenced() {
    TaskId id = enqueue();
    Claim old = claim();
    clock.advance(LEASE.plusSeconds(1));
    Claim current = claim();

    assertEquals(ClaimState.LOST, renew(old, LEASE));
    assertFalse(settle(old, success("\"old\"")));
    assertFalse(settle(old, new Outcome.Failure(error(old))));
    assertFalse(settle(old, new Outcome.Release(Duration.ZERO)));

    assertEquals(TaskStatus.RUNNING, status(id));
    assertEquals(ClaimState.HELD, renew(current, LEASE));
    assertTrue(settle(current, success("\"new\"")));
    assertEquals("\"new\"", backend.results().find(id).orElseThrow().value().orElseThrow().text());
  }

  @Test
  @DisplayName("LEA-6: a token is compared, not a state: back to RUNNING is noticed")
  void sameStateAgain() {
    enqueue();
    Claim first = claim();
    assertTrue(settle(first, new Outcome.Release(Duration.ZERO)));
    Claim second = claim();

    assertEquals(ClaimState.LOST, renew(first, LEASE));
    assertFalse(settle(first, success("1")));
    succeed(second);
    assertEquals(ClaimState.LOST, renew(second, LEASE));
  }

  @Test
  @DisplayName("LEA-7: each lost delivery is reported once, with its worker and what comes next")
  void reported() {
    TaskId id = enqueue();
    claim();

    Claims found = lapse();

    LostDelivery lost = found.losses().get(0);
    assertEquals(1, found.losses().size());
    assertEquals(id, lost.message().id());
    assertEquals("worker", lost.worker());
    assertEquals(1, lost.losses());
    assertEquals(TaskStatus.RETRY, lost.next());
    assertEquals(TaskStatus.RETRY, status(id));
    assertEquals(List.of(), backend.claim(REQUEST).losses());
  }

  @Test
  @DisplayName("LEA-8: losses use up no retries")
  void lossesAreNoFailures() {
    TaskId id = enqueue();
    claim();
    lapse();
    Claim second = claim();
    assertTrue(settle(second, retry(second, Duration.ZERO)));
    Claim third = claim();

    assertEquals(1, third.failures());
    assertEquals(1, third.losses());
    assertEquals(3, third.attempt());
    assertEquals(TaskStatus.RUNNING, status(id));
  }

  @Test
  @DisplayName("LEA-9: after maxDeliveries losses a task is a dead letter with reason LOST")
  void poison() throws Exception {
    open(BackendSettings.defaults().clock(clock).maxDeliveries(2));
    TaskId id = enqueue();
    claim();
    assertEquals(TaskStatus.RETRY, lapse().losses().get(0).next());
    Claim last = claim();
    assertTrue(last.lastDelivery());

    LostDelivery lost = lapse().losses().get(0);

    assertEquals(TaskStatus.FAILURE, lost.next());
    assertEquals(2, lost.losses());
    assertEquals(Reason.LOST, find(id).error().orElseThrow().reason());
    assertTrue(nothingReady());
  }

  @Test
  @DisplayName("LEA-10: tasks on their last delivery are rationed, and hold up no others")
  void suspects() {
    TaskId a = enqueue();
    TaskId b = enqueue();
    for (int i = 0; i < 2; i++) {
      assertEquals(2, claimIds(2).size());
      lapse();
    }
    TaskId innocent = enqueue();

    List<Claim> one = backend.claim(REQUEST.max(10).suspects(1)).claims();

    assertEquals(List.of(a, innocent), one.stream().map(Claim::id).toList());
    assertTrue(one.get(0).lastDelivery());
    assertFalse(one.get(1).lastDelivery());
    assertEquals(List.of(), claimIds(REQUEST.max(10).suspects(0)));
    assertEquals(List.of(b), claimIds(REQUEST.max(10).suspects(1)));
  }

  @Test
  @DisplayName("LEA-11: a cancel request is told with every renewal, and a lapse then cancels")
  void cancelRequest() {
    TaskId id = enqueue();
    Claim claim = claim();
    admin().cancel(id);

    assertEquals(ClaimState.CANCEL_REQUESTED, renew(claim, LEASE));
    assertEquals(ClaimState.CANCEL_REQUESTED, renew(claim, LEASE));

    assertEquals(TaskStatus.CANCELLED, lapse().losses().get(0).next());
    assertEquals(TaskStatus.CANCELLED, status(id));
  }

  @Test
  @DisplayName("LEA-12: progress travels with a renewal, and starts anew with each attempt")
  void progress() {
    TaskId id = enqueue();
    Claim claim = claim();
    TaskProgress half = new TaskProgress(1, 2, "half");

    backend.renew(List.of(new Renewal(claim, Optional.of(half))), LEASE);
    renew(claim, LEASE);
    assertEquals(Optional.of(half), find(id).progress());

    settle(claim, new Outcome.Release(Duration.ZERO));
    claim();
    assertEquals(Optional.empty(), find(id).progress());
  }

  @Test
  @DisplayName("LEA-13: many renewals in one call each get their own answer, in order")
  void manyRenewals() {
    enqueue();
    enqueue();
    enqueue();
    List<Claim> claims = backend.claim(REQUEST.max(3)).claims();
    succeed(claims.get(0));
    admin().cancel(claims.get(2).id());

    List<ClaimState> states =
        backend.renew(claims.stream().map(c -> new Renewal(c, Optional.empty())).toList(), LEASE);

    assertEquals(List.of(ClaimState.LOST, ClaimState.HELD, ClaimState.CANCEL_REQUESTED), states);
  }
}
