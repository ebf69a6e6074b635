package io.tasks4j.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import io.tasks4j.backend.BackendSettings;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.Outcome;
import io.tasks4j.backend.Retention;
import io.tasks4j.message.Payload;
import io.tasks4j.result.TaskResult;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

abstract class ResultRules extends Rules {
  ResultRules(BackendContract contract) {
    super(contract);
  }

  @Test
  @DisplayName("RES-1: a result is found once the task has ended, and not before")
  void find() {
    TaskId id = enqueue();
    assertTrue(backend.results().find(id).isEmpty());
    clock.advance(Duration.ofSeconds(1));
    Claim claim = claim();
    assertTrue(backend.results().find(id).isEmpty());
    clock.advance(Duration.ofSeconds(1));
    succeed(claim);

    TaskResult result = backend.results().find(id).orElseThrow();

    assertEquals(TaskStatus.SUCCESS, result.status());
    assertEquals(Payload.json("1"), result.value().orElseThrow());
    assertEquals(1, result.attempts());
    assertEquals(clock.instant().minusSeconds(2), result.createdAt());
    assertEquals(clock.instant(), result.finishedAt());
  }

  @Test
  @DisplayName("RES-2: results come back byte for byte, and no result is no empty one")
  void bytes() {
    Payload binary = Payload.of(new byte[] {0, (byte) 0xff, 1}, "application/cbor");
    TaskId first = enqueue();
    assertTrue(settle(claim(), new Outcome.Success(Optional.of(binary))));
    TaskId second = enqueue();
    assertTrue(settle(claim(), new Outcome.Success(Optional.empty())));

    assertEquals(Optional.of(binary), backend.results().find(first).orElseThrow().value());
    assertEquals(Optional.empty(), backend.results().find(second).orElseThrow().value());
  }

  @Test
  @DisplayName("RES-3: a wait ends when the task ends, in any way, and is empty when time is up")
  void await() throws Exception {
    TaskId id = enqueue();
    assertTrue(backend.results().await(id, Duration.ofMillis(10)).isEmpty());
    CompletableFuture<TaskStatus> waiting = waitFor(id);

    succeed(claim());

    assertEquals(TaskStatus.SUCCESS, waiting.get());
    TaskId cancelled = enqueue();
    CompletableFuture<TaskStatus> second = waitFor(cancelled);
    admin().cancel(cancelled);
    assertEquals(TaskStatus.CANCELLED, second.get());
    TaskId failed = enqueue();
    CompletableFuture<TaskStatus> third = waitFor(failed);
    fail(claim());
    assertEquals(TaskStatus.FAILURE, third.get());
  }

  @Test
  @DisplayName("RES-4: an interrupt ends a wait for a result")
  void interrupt() throws Exception {
    TaskId id = enqueue();
    CountDownLatch started = new CountDownLatch(1);
    CompletableFuture<String> thrown = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              started.countDown();
              try {
                backend.results().await(id, LONG);
                thrown.complete("nothing");
              } catch (InterruptedException e) {
                thrown.complete("interrupted");
              }
            });
    thread.start();
    started.await();

    thread.interrupt();

    assertEquals("interrupted", thrown.get());
  }

  @Test
  @DisplayName("RES-5: a result can be forgotten")
  void delete() {
    TaskId id = enqueue();
    assertFalse(backend.results().delete(id));
    succeed(claim());

    assertTrue(backend.results().delete(id));
    assertFalse(backend.results().delete(id));
    assertTrue(backend.results().find(id).isEmpty());
  }

  @Test
  @DisplayName(
      "RET-1: finished tasks are kept for their age, dead letters for theirs, live ones for ever")
  void byAge() throws Exception {
    open(kept(new Retention(Duration.ofHours(1), 1_000, Duration.ofHours(3), 1_000)));
    TaskId success = enqueue();
    succeed(claim());
    TaskId cancelled = enqueue();
    admin().cancel(cancelled);
    TaskId dead = enqueue();
    fail(claim());
    TaskId live = enqueue(message().queue("live"));

    clock.advance(Duration.ofMinutes(59));
    keepBusy();
    assertTrue(backend.results().find(success).isPresent());
    clock.advance(Duration.ofMinutes(2));
    untilGone(success);
    untilGone(cancelled);
    assertTrue(backend.results().find(success).isEmpty());
    assertEquals(TaskStatus.FAILURE, status(dead));
    clock.advance(Duration.ofHours(2));
    untilGone(dead);

    assertEquals(TaskStatus.PENDING, status(live));
  }

  @Test
  @DisplayName("RET-2: beyond their counts the oldest finished tasks and dead letters go")
  void byCount() throws Exception {
    open(kept(new Retention(Duration.ofDays(9), 2, Duration.ofDays(9), 1)));
    TaskId[] finished = new TaskId[4];
    TaskId[] dead = new TaskId[3];
    for (int i = 0; i < finished.length; i++) {
      finished[i] = enqueue();
      clock.advance(Duration.ofSeconds(1));
      succeed(claim());
    }
    for (int i = 0; i < dead.length; i++) {
      dead[i] = enqueue();
      clock.advance(Duration.ofSeconds(1));
      fail(claim());
    }

    untilGone(finished[0]);
    untilGone(finished[1]);
    untilGone(dead[0]);
    untilGone(dead[1]);

    assertEquals(TaskStatus.SUCCESS, status(finished[2]));
    assertEquals(TaskStatus.SUCCESS, status(finished[3]));
    assertEquals(TaskStatus.FAILURE, status(dead[2]));
  }

  private BackendSettings kept(Retention retention) {
    return BackendSettings.defaults().clock(clock).retention(retention);
  }

  private CompletableFuture<TaskStatus> waitFor(TaskId id) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return backend.results().await(id, LONG).orElseThrow().status();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  /** What is too old goes in the course of other work. */
  private void untilGone(TaskId id) {
    Awaitility.await()
        .atMost(LONG)
        .until(
            () -> {
              keepBusy();
              return admin().find(id).isEmpty();
            });
  }

  private void keepBusy() {
    enqueue(message().queue("busy"));
    Claim claim = backend.claim(REQUEST.queues(List.of("busy"))).claims().get(0);
    settle(claim, new Outcome.Release(Duration.ZERO));
    admin().purge(claim.id());
    clock.advance(Duration.ofMillis(100));
  }
}
