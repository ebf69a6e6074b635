package io.tasks4j.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.BackendException;
import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import io.tasks4j.UniqueKey;
import io.tasks4j.When;
import io.tasks4j.backend.Capability;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.Claims;
import io.tasks4j.message.Payload;
import io.tasks4j.result.TaskMetadata;
import io.tasks4j.result.TaskQuery;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

abstract class LifecycleRules extends Rules {
  LifecycleRules(BackendContract contract) {
    super(contract);
  }

  @Test
  @DisplayName("CLO-1: closing twice is fine, and calls afterwards fail with a BackendException")
  void closed() {
    TaskId id = enqueue();
    Claim claim = claim();

    backend.close();
    backend.close();

    assertThrows(BackendException.class, () -> enqueue());
    assertThrows(BackendException.class, () -> settle(claim, success("1")));
    assertThrows(BackendException.class, () -> renew(claim, LEASE));
    assertThrows(BackendException.class, () -> admin().find(id));
    assertThrows(BackendException.class, () -> backend.results().find(id));
    assertThrows(BackendException.class, () -> backend.claim(REQUEST));
  }

  @Test
  @DisplayName("CLO-2: closing ends calls that wait")
  void closedWhileWaiting() throws Exception {
    TaskId id = enqueue();
    claim();
    CompletableFuture<Claims> claiming =
        CompletableFuture.supplyAsync(() -> backend.claim(REQUEST.maxWait(LONG)));
    CompletableFuture<Object> awaiting =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return backend.results().await(id, LONG);
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });

    backend.close();

    // Either an empty answer or the error of a closed backend will do.
    claiming.handle((claims, e) -> e != null || claims.claims().isEmpty()).get();
    awaiting.handle((result, e) -> true).get();
    assertTrue(claiming.isDone() && awaiting.isDone());
  }

  @Test
  @DisplayName("DUR-1: everything is there when a durable store is opened again")
  void durable() throws Exception {
    TaskId waiting = enqueue(message().priority(1));
    TaskId delayed = enqueue(message().due(Optional.of(new When.After(Duration.ofHours(1)))));
    TaskId done = enqueue(message().priority(9));
    assertTrue(settle(backend.claim(REQUEST).claims().get(0), success("\"kept\"")));
    TaskId failed = enqueue(message().priority(9));
    fail(backend.claim(REQUEST).claims().get(0));
    TaskId retried = enqueue(message().priority(9));
    Claim claim = backend.claim(REQUEST).claims().get(0);
    settle(claim, retry(claim, Duration.ofMinutes(5)));
    TaskId running = enqueue(message().priority(9).unique(Optional.of(UniqueKey.whileLive("key"))));
    Claim held = backend.claim(REQUEST).claims().get(0);
    admin().pause("paused", true);
    if (!backend.capabilities().contains(Capability.DURABLE)) {
      // Then it promises nothing, and there is nothing to open again.
      assertFalse(backend.capabilities().contains(Capability.MULTI_PROCESS));
      return;
    }
    List<TaskMetadata> before = admin().list(TaskQuery.all());

    backend.close();
    backend = contract.reopen(settings());

    assertEquals(before, admin().list(TaskQuery.all()));
    assertEquals(
        Payload.json("\"kept\""), backend.results().find(done).orElseThrow().value().orElseThrow());
    assertEquals(TaskStatus.FAILURE, status(failed));
    assertTrue(stats("paused").paused());
    assertEquals(running, backend.enqueue(List.of(message(running).build())).get(0).id());
    assertEquals(List.of(waiting), claimIds(5));
    assertTrue(settle(held, success("1")));
    clock.advance(Duration.ofMinutes(6));
    Claim again =
        backend.claim(REQUEST.max(5)).claims().stream()
            .filter(c -> c.id().equals(retried))
            .findFirst()
            .orElseThrow();
    assertEquals(1, again.failures());
    assertTrue(again.token() > held.token());
    assertEquals(TaskStatus.PENDING, status(delayed));
  }
}
