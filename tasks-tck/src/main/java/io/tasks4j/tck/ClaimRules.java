package io.tasks4j.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import io.tasks4j.backend.BackendSettings;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.ClaimRequest;
import io.tasks4j.backend.Claims;
import io.tasks4j.backend.Outcome;
import io.tasks4j.result.TaskMetadata;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

abstract class ClaimRules extends Rules {
  ClaimRules(BackendContract contract) {
    super(contract);
  }

  @Test
  @DisplayName("CLM-1: a claimed task is RUNNING, with its worker and its start")
  void running() {
    TaskId id = enqueue();

    Claim claim = claim();

    TaskMetadata task = find(id);
    assertEquals(TaskStatus.RUNNING, task.status());
    assertEquals("worker", task.worker());
    assertEquals(clock.instant(), task.startedAt().orElseThrow());
    assertEquals(1, claim.attempt());
    assertEquals(1, task.attempts());
    assertTrue(nothingReady());
  }

  @Test
  @DisplayName("CLM-2: highest priority first, and first in, first out inside a priority")
  void order() {
    List<TaskId> expected = new ArrayList<>();
    List<List<TaskId>> byPriority = new ArrayList<>();
    for (int priority = 0; priority <= 9; priority++) {
      byPriority.add(new ArrayList<>());
    }
    for (int i = 0; i < 30; i++) {
      int priority = (i * 7) % 10;
      byPriority.get(priority).add(enqueue(message().priority(priority)));
    }
    for (int priority = 9; priority >= 0; priority--) {
      expected.addAll(byPriority.get(priority));
    }

    List<TaskId> claimed = new ArrayList<>(claimIds(11));
    claimed.addAll(claimIds(1));
    claimed.addAll(claimIds(100));

    assertEquals(expected, claimed);
  }

  @Test
  @DisplayName("CLM-3: no more than max, and a later queue only when the ones before are empty")
  void queues() {
    TaskId second = enqueue(message().queue("b").priority(9));
    TaskId first = enqueue(message().queue("a").priority(0));
    TaskId other = enqueue(message().queue("c"));
    ClaimRequest both = REQUEST.queues(List.of("a", "b"));

    assertEquals(List.of(first), claimIds(both));
    assertEquals(List.of(second), claimIds(both.max(5)));
    assertEquals(List.of(), claimIds(both.max(5)));
    assertEquals(List.of(other), claimIds(REQUEST.queues(List.of("c"))));
  }

  @Test
  @DisplayName("CLM-4: every later claim has a greater token")
  void tokens() {
    long last = Long.MIN_VALUE;
    for (int i = 0; i < 20; i++) {
      enqueue();
      Claim claim = claim();
      assertTrue(claim.token() > last, () -> "token " + claim.token());
      last = claim.token();
      settle(claim, new Outcome.Release(Duration.ZERO));
      Claim again = claim();
      assertTrue(again.token() > last);
      last = again.token();
      succeed(again);
    }
  }

  @Test
  @DisplayName("CLM-5: a waiting claim returns when a task comes, and empty when none does")
  void waiting() throws Exception {
    assertEquals(Claims.NONE, backend.claim(REQUEST.maxWait(Duration.ofMillis(20))));
    CompletableFuture<Claims> waiting =
        CompletableFuture.supplyAsync(() -> backend.claim(REQUEST.maxWait(LONG)));

    TaskId id = enqueue();

    assertEquals(List.of(id), waiting.get().claims().stream().map(Claim::id).toList());
  }

  @Test
  @DisplayName("CLM-6: no wake-up is lost: a claim that waits meets every one of 300 tasks")
  void wakeUps() throws Exception {
    for (int i = 0; i < 300; i++) {
      CompletableFuture<Claims> waiting =
          CompletableFuture.supplyAsync(() -> backend.claim(REQUEST.maxWait(LONG)));
      if (i % 3 == 0) {
        Thread.onSpinWait();
      }
      enqueue();
      Claims claims = waiting.get();
      assertEquals(1, claims.claims().size());
      succeed(claims.claims().get(0));
    }
  }

  @Test
  @DisplayName("CLM-7: an interrupt ends the wait, stays set, and loses no claim")
  void interrupt() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    CompletableFuture<Boolean> flag = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              started.countDown();
              Claims claims = backend.claim(REQUEST.maxWait(LONG));
              flag.complete(claims.claims().isEmpty() && Thread.currentThread().isInterrupted());
            });
    thread.start();
    started.await();
    thread.interrupt();
    assertTrue(flag.get());
    thread.join();

    TaskId id = enqueue();
    Thread.currentThread().interrupt();
    List<TaskId> claimed = claimIds(REQUEST.maxWait(LONG));

    assertTrue(Thread.interrupted());
    if (claimed.isEmpty()) {
      assertEquals(TaskStatus.PENDING, status(id));
    } else {
      assertEquals(List.of(id), claimed);
    }
    assertFalse(Thread.currentThread().isInterrupted());
  }

  @Test
  @DisplayName("CLM-8: with ageing, a task that waits long enough goes before a higher priority")
  void ageing() throws Exception {
    open(BackendSettings.defaults().clock(clock).ageing(Duration.ofMinutes(10)));
    TaskId old = enqueue(message().priority(4));
    clock.advance(Duration.ofMinutes(9));
    TaskId soonEnough = enqueue(message().priority(5));
    clock.advance(Duration.ofMinutes(2));
    TaskId tooLate = enqueue(message().priority(5));

    assertEquals(List.of(soonEnough, old, tooLate), claimIds(3));
  }
}
