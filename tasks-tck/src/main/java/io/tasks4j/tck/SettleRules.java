package io.tasks4j.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.TaskError.Reason;
import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import io.tasks4j.UniqueKey;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.Outcome;
import io.tasks4j.backend.Settlement;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.result.TaskMetadata;
import io.tasks4j.result.TaskQuery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

abstract class SettleRules extends Rules {
  SettleRules(BackendContract contract) {
    super(contract);
  }

  @Test
  @DisplayName("SET-1: a success ends the task, with result and time; a second settle is false")
  void success() {
    TaskId id = enqueue();
    Claim claim = claim();
    clock.advance(Duration.ofSeconds(3));

    assertTrue(settle(claim, success("{\"a\":1}")));
    assertFalse(settle(claim, success("2")));
    assertFalse(settle(claim, new Outcome.Failure(error(claim))));

    TaskMetadata task = find(id);
    assertEquals(TaskStatus.SUCCESS, task.status());
    assertEquals(clock.instant(), task.finishedAt().orElseThrow());
    assertEquals(
        "{\"a\":1}", backend.results().find(id).orElseThrow().value().orElseThrow().text());
    assertTrue(nothingReady());
  }

  @Test
  @DisplayName("SET-2: a retry waits for its delay as RETRY, keeps its error and counts a failure")
  void retried() {
    TaskId id = enqueue();
    Claim claim = claim();

    assertTrue(settle(claim, retry(claim, Duration.ofSeconds(5))));

    TaskMetadata task = find(id);
    assertEquals(TaskStatus.RETRY, task.status());
    assertEquals(1, task.failures());
    assertEquals(error(claim), task.error().orElseThrow());
    assertEquals(clock.instant().plusSeconds(5), task.dueAt());
    clock.advance(Duration.ofMillis(4_999));
    assertTrue(nothingReady());
    clock.advance(Duration.ofMillis(1));
    Claim again = claim();
    assertEquals(2, again.attempt());
    assertEquals(1, again.failures());
  }

  @Test
  @DisplayName("SET-3: a failure is a dead letter, with its error")
  void failed() {
    TaskId id = enqueue();
    Claim claim = claim();

    fail(claim);

    TaskMetadata task = find(id);
    assertEquals(TaskStatus.FAILURE, task.status());
    assertEquals(1, task.failures());
    assertEquals(1, task.attempts());
    assertEquals(error(claim), task.error().orElseThrow());
    assertEquals(
        List.of(id), admin().list(TaskQuery.deadLetters()).stream().map(t -> t.id()).toList());
    assertTrue(nothingReady());
  }

  @Test
  @DisplayName("SET-4: a release puts the task back as if it had not been claimed, in its place")
  void released() {
    TaskId first = enqueue();
    TaskId second = enqueue();
    Claim claim = backend.claim(REQUEST).claims().get(0);

    assertTrue(settle(claim, new Outcome.Release(Duration.ZERO)));

    assertEquals(TaskStatus.PENDING, status(first));
    assertEquals(0, find(first).attempts());
    assertEquals(List.of(first, second), claimIds(2));
  }

  @Test
  @DisplayName("SET-5: a release with a delay waits for it, and uses up no attempt")
  void snoozed() {
    TaskId id = enqueue();
    settle(claim(), new Outcome.Release(Duration.ofMinutes(1)));

    assertTrue(nothingReady());
    clock.advance(Duration.ofMinutes(1));

    assertEquals(1, claim().attempt());
    assertEquals(TaskStatus.RUNNING, status(id));
  }

  @Test
  @DisplayName("SET-6: a cancelled outcome ends the task CANCELLED")
  void cancelled() {
    TaskId id = enqueue();

    assertTrue(settle(claim(), new Outcome.Cancelled()));

    assertEquals(TaskStatus.CANCELLED, status(id));
    assertTrue(backend.results().find(id).isPresent());
    assertTrue(nothingReady());
  }

  @Test
  @DisplayName("SET-7: an unknown name waits 1 s first, then ever longer, up to 60 s")
  void unknown() {
    enqueue();
    Outcome unknown = new Outcome.Unknown(Duration.ofHours(24));
    List<Long> delays = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      Claim claim = claim();
      assertEquals(1, claim.attempt());
      settle(claim, unknown);
      Duration delay = Duration.between(clock.instant(), find(claim.id()).dueAt());
      delays.add(delay.toSeconds());
      clock.advance(delay.minusMillis(1));
      assertTrue(nothingReady());
      clock.advance(Duration.ofMillis(1));
    }

    assertEquals(List.of(1L, 1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L), delays);
  }

  @Test
  @DisplayName("SET-8: a name that stays unknown for too long is a dead letter, NOT_FOUND")
  void unknownForTooLong() {
    TaskId id = enqueue();
    Outcome unknown = new Outcome.Unknown(Duration.ofMinutes(1));
    settle(claim(), unknown);
    clock.advance(Duration.ofSeconds(59));
    settle(claim(), unknown);
    assertEquals(TaskStatus.PENDING, status(id));
    clock.advance(Duration.ofMinutes(1));
    settle(claim(), unknown);

    assertEquals(TaskStatus.FAILURE, status(id));
    assertEquals(Reason.NOT_FOUND, find(id).error().orElseThrow().reason());

    // Requeued, it has all its time again.
    assertTrue(admin().requeue(id));
    settle(claim(), unknown);
    assertEquals(TaskStatus.PENDING, status(id));
  }

  @Test
  @DisplayName("SET-9: many settlements in one call each get their own answer, in order")
  void batch() {
    for (int i = 0; i < 4; i++) {
      enqueue();
    }
    List<Claim> claims = backend.claim(REQUEST.max(4)).claims();
    succeed(claims.get(1));

    List<Boolean> applied =
        backend.settle(
            List.of(
                Settlement.of(claims.get(0), success("1")),
                Settlement.of(claims.get(1), success("2")),
                Settlement.of(claims.get(2), new Outcome.Failure(error(claims.get(2)))),
                Settlement.of(claims.get(3), retry(claims.get(3), Duration.ZERO)),
                Settlement.of(claims.get(0), success("3"))));

    assertEquals(List.of(true, false, true, true, false), applied);
    assertEquals(TaskStatus.SUCCESS, status(claims.get(0).id()));
    assertEquals(TaskStatus.FAILURE, status(claims.get(2).id()));
    assertEquals(TaskStatus.RETRY, status(claims.get(3).id()));
  }

  @Test
  @DisplayName("SET-10: follow-ups are enqueued with a settlement that takes effect, and only then")
  void followUps() {
    TaskId id = enqueue();
    Claim old = claim();
    clock.advance(LEASE.plusSeconds(1));
    Claim current = claim();
    TaskMessage next = message(TaskId.derived(id, "next")).queue("next").build();
    TaskMessage third = message(TaskId.derived(id, "third")).queue("next").build();

    assertEquals(
        List.of(false), backend.settle(List.of(new Settlement(old, success("1"), List.of(next)))));
    assertTrue(admin().find(next.id()).isEmpty());

    assertEquals(
        List.of(true),
        backend.settle(List.of(new Settlement(current, success("1"), List.of(next, third)))));
    assertEquals(List.of(next.id(), third.id()), claimIds(REQUEST.queues(List.of("next")).max(5)));
  }

  @Test
  @DisplayName("SET-11: a follow-up that is there already is not enqueued twice")
  void sameFollowUp() {
    TaskId id = enqueue();
    TaskMessage next = message(TaskId.derived(id, "next")).queue("next").build();
    backend.enqueue(List.of(next));

    backend.settle(List.of(new Settlement(claim(), success("1"), List.of(next))));

    assertEquals(1, claimIds(REQUEST.queues(List.of("next")).max(5)).size());
    assertEquals(TaskStatus.SUCCESS, status(id));
  }

  @Test
  @DisplayName(
      "SET-12: a follow-up whose unique key is held is left out, and the settlement stands")
  void uniqueFollowUp() {
    Optional<UniqueKey> key = Optional.of(UniqueKey.whileLive("key"));
    TaskId holder = enqueue(message().queue("next").unique(key));
    TaskId id = enqueue();
    TaskMessage next = message().queue("next").unique(key).build();

    backend.settle(List.of(new Settlement(claim(), success("1"), List.of(next))));

    assertEquals(TaskStatus.SUCCESS, status(id));
    assertEquals(List.of(holder), claimIds(REQUEST.queues(List.of("next")).max(5)));
  }

  @Test
  @DisplayName("SET-13: a success after failures keeps the last error beside the result")
  void errorStays() {
    TaskId id = enqueue();
    Claim first = claim();
    settle(first, retry(first, Duration.ZERO));
    succeed(claim());

    var result = backend.results().find(id).orElseThrow();

    assertEquals(TaskStatus.SUCCESS, result.status());
    assertEquals(2, result.attempts());
    assertEquals(error(first), result.error().orElseThrow());
  }
}
