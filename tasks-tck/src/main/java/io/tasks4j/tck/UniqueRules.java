package io.tasks4j.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import io.tasks4j.UniqueKey;
import io.tasks4j.When;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.EnqueueResult;
import io.tasks4j.backend.Outcome;
import io.tasks4j.message.TaskMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

abstract class UniqueRules extends Rules {
  private static final UniqueKey LIVE = UniqueKey.whileLive("cat");
  private static final UniqueKey WAITING = UniqueKey.whileWaiting("cat");

  UniqueRules(BackendContract contract) {
    super(contract);
  }

  @Test
  @DisplayName("UNQ-1: a second task of a held key is not stored, and gives the holder's id")
  void held() {
    TaskId holder = enqueue(with(LIVE));

    assertEquals(new EnqueueResult(holder, false), offer(LIVE));
    claim();
    assertEquals(new EnqueueResult(holder, false), offer(LIVE));
    assertTrue(nothingReady());
  }

  @Test
  @DisplayName("UNQ-2: a live key is free once its task ends: well, badly, cancelled or expired")
  void freed() {
    enqueue(with(LIVE));
    succeed(claim());
    enqueue(with(LIVE));
    fail(claim());
    TaskId cancelled = enqueue(with(LIVE));
    admin().cancel(cancelled);
    enqueue(with(LIVE).expiry(Optional.of(new When.After(Duration.ofSeconds(5)))));
    clock.advance(Duration.ofSeconds(5));
    TaskId purged = enqueue(with(LIVE));
    assertTrue(admin().purge(purged));

    assertTrue(offer(LIVE).accepted());
  }

  @Test
  @DisplayName("UNQ-3: a live key is held through retries, releases and losses")
  void heldThroughRetries() {
    TaskId holder = enqueue(with(LIVE));
    Claim claim = claim();
    settle(claim, retry(claim, Duration.ofSeconds(1)));
    assertEquals(holder, offer(LIVE).id());
    clock.advance(Duration.ofSeconds(1));
    settle(claim(), new Outcome.Release(Duration.ZERO));
    assertEquals(holder, offer(LIVE).id());
    claim();
    lapse();
    assertEquals(holder, offer(LIVE).id());
  }

  @Test
  @DisplayName("UNQ-4: a waiting key is free while its task runs")
  void waiting() {
    TaskId first = enqueue(with(WAITING));
    assertEquals(first, offer(WAITING).id());
    Claim running = claim();

    TaskId second = enqueue(with(WAITING));

    assertEquals(second, offer(WAITING).id());
    succeed(running);
    assertEquals(second, offer(WAITING).id());
  }

  @Test
  @DisplayName("UNQ-5: a key for a time is held for just that time, whatever becomes of its task")
  void within() {
    UniqueKey within = UniqueKey.within("cat", Duration.ofMinutes(1));
    TaskId holder = enqueue(with(within));
    succeed(claim());

    clock.advance(Duration.ofMillis(59_999));
    assertEquals(new EnqueueResult(holder, false), offer(within));
    clock.advance(Duration.ofMillis(1));

    assertTrue(offer(within).accepted());
  }

  @Test
  @DisplayName("UNQ-6: keys of two queues have nothing to do with each other")
  void perQueue() {
    enqueue(with(LIVE));

    enqueue(with(LIVE).queue("other"));
    enqueue(with(UniqueKey.whileLive("dog")));
    enqueue();
  }

  @Test
  @DisplayName("UNQ-7: in one batch too only the first of a key is stored")
  void batch() {
    TaskMessage first = with(LIVE).build();
    TaskMessage second = with(LIVE).build();

    List<EnqueueResult> results = backend.enqueue(List.of(first, second));

    assertEquals(
        List.of(new EnqueueResult(first.id(), true), new EnqueueResult(first.id(), false)),
        results);
  }

  @Test
  @DisplayName("UNQ-8: of 8 threads that offer one key at once exactly one is accepted")
  void race() throws Exception {
    for (int round = 0; round < 20; round++) {
      UniqueKey key = UniqueKey.whileLive("race-" + round);
      List<CompletableFuture<EnqueueResult>> offers = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        offers.add(CompletableFuture.supplyAsync(() -> offer(key)));
      }
      List<EnqueueResult> results = new ArrayList<>();
      for (CompletableFuture<EnqueueResult> offer : offers) {
        results.add(offer.get());
      }
      assertEquals(1, results.stream().filter(EnqueueResult::accepted).count());
      assertEquals(1, results.stream().map(EnqueueResult::id).distinct().count());
    }
  }

  @Test
  @DisplayName("UNQ-9: a dead letter is not requeued while another task holds its key")
  void requeue() {
    TaskId dead = enqueue(with(LIVE));
    fail(claim());
    TaskId holder = enqueue(with(LIVE));

    assertFalse(admin().requeue(dead));
    assertEquals(TaskStatus.FAILURE, status(dead));
    admin().cancel(holder);
    assertTrue(admin().requeue(dead));
    assertEquals(dead, offer(LIVE).id());
  }

  private TaskMessage.Builder with(UniqueKey key) {
    return message().unique(Optional.of(key));
  }

  private EnqueueResult offer(UniqueKey key) {
    return backend.enqueue(List.of(with(key).build())).get(0);
  }
}
