package io.tasks4j.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import io.tasks4j.When;
import io.tasks4j.backend.BackendSettings;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.Claims;
import io.tasks4j.message.TaskMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

abstract class TimeRules extends Rules {
  TimeRules(BackendContract contract) {
    super(contract);
  }

  @Test
  @DisplayName("TIM-1: a delayed task is handed out when it is due, never early")
  void delayed() {
    TaskId after = enqueue(message().due(after(Duration.ofSeconds(10))));
    TaskId at = enqueue(message().due(at(clock.instant().plusSeconds(20))));

    clock.advance(Duration.ofMillis(9_999));
    assertTrue(nothingReady());
    assertEquals(TaskStatus.PENDING, status(after));
    clock.advance(Duration.ofMillis(1));
    assertEquals(List.of(after), claimIds(5));
    clock.advance(Duration.ofSeconds(10));
    assertEquals(List.of(at), claimIds(5));
  }

  @Test
  @DisplayName("TIM-2: due in the past means at once")
  void past() {
    TaskId id = enqueue(message().due(at(Instant.EPOCH)));

    assertEquals(List.of(id), claimIds(1));
  }

  @Test
  @DisplayName("TIM-3: a claim that waits wakes by itself when something becomes due")
  void wakes() throws Exception {
    // The one rule in real time: a waiting claim watches the backend's clock.
    open(BackendSettings.defaults());
    TaskMessage message = message().due(after(Duration.ofMillis(300))).build();
    backend.enqueue(List.of(message));

    Claims claims = backend.claim(REQUEST.maxWait(LONG));

    assertEquals(List.of(message.id()), claims.claims().stream().map(Claim::id).toList());
  }

  @Test
  @DisplayName("TIM-4: one task due soon is found among 10,000 of the far future")
  void farFuture() {
    List<TaskMessage> far = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      far.add(message().due(after(Duration.ofDays(300 + i % 7))).priority(9).build());
    }
    backend.enqueue(far);
    TaskId soon = enqueue(message().due(after(Duration.ofSeconds(3))).priority(0));

    assertTrue(nothingReady());
    clock.advance(Duration.ofSeconds(3));

    assertEquals(List.of(soon), claimIds(10));
  }

  @Test
  @DisplayName("TIM-5: 503 tasks due at once are all handed out, once each, by priority")
  void promotion() {
    List<TaskMessage> messages = new ArrayList<>();
    for (int i = 0; i < 503; i++) {
      messages.add(message().due(after(Duration.ofSeconds(1 + i % 5))).priority(i % 10).build());
    }
    backend.enqueue(messages);
    clock.advance(Duration.ofMinutes(1));

    List<Claim> claims = backend.claim(REQUEST.max(1_000)).claims();

    Set<TaskId> ids = new HashSet<>(claims.stream().map(Claim::id).toList());
    assertEquals(503, claims.size());
    assertEquals(503, ids.size());
    for (int i = 1; i < claims.size(); i++) {
      assertTrue(claims.get(i - 1).message().priority() >= claims.get(i).message().priority());
    }
  }

  @Test
  @DisplayName("TIM-6: a task that waits when it expires ends CANCELLED; a running one goes on")
  void expiry() {
    TaskId waiting = enqueue(message().expiry(after(Duration.ofMinutes(1))).priority(0));
    TaskId running = enqueue(message().expiry(after(Duration.ofMinutes(1))).priority(9));
    Claim claim = backend.claim(REQUEST).claims().get(0);
    renew(claim, Duration.ofHours(1));

    clock.advance(Duration.ofMinutes(1));

    assertTrue(nothingReady());
    assertEquals(TaskStatus.CANCELLED, status(waiting));
    assertEquals(TaskStatus.RUNNING, status(running));
    succeed(claim);
    assertEquals(TaskStatus.SUCCESS, status(running));
  }

  @Test
  @DisplayName("TIM-7: an expired task is CANCELLED for all who ask, before any claim")
  void expiryIsSeen() {
    TaskId id = enqueue(message().expiry(after(Duration.ofMinutes(1))));

    clock.advance(Duration.ofMinutes(2));

    assertEquals(TaskStatus.CANCELLED, status(id));
    assertEquals(1, stats("default").count(TaskStatus.CANCELLED));
  }

  @Test
  @DisplayName("TIM-8: a retry that waits when the task expires is not tried any more")
  void expiryOfRetry() {
    TaskId id = enqueue(message().expiry(after(Duration.ofMinutes(1))));
    Claim claim = claim();
    settle(claim, retry(claim, Duration.ofMinutes(5)));

    clock.advance(Duration.ofMinutes(6));

    assertTrue(nothingReady());
    assertEquals(TaskStatus.CANCELLED, status(id));
  }

  @Test
  @DisplayName("TIM-9: three claimers never take a delayed task early, however short the lease")
  void neverEarly() throws Exception {
    TaskId id = enqueue(message().due(after(Duration.ofSeconds(10))));
    var brief = REQUEST.max(5);

    for (int second = 0; second < 10; second++) {
      List<CompletableFuture<Claims>> claimers = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        claimers.add(CompletableFuture.supplyAsync(() -> backend.claim(brief)));
      }
      for (CompletableFuture<Claims> claimer : claimers) {
        assertEquals(Claims.NONE, claimer.get());
      }
      clock.advance(Duration.ofSeconds(1));
    }

    assertEquals(List.of(id), claimIds(5));
  }

  @Test
  @DisplayName("TIM-10: a delay counts from the enqueue by the backend's clock, not the producer's")
  void producersClock() {
    TaskMessage wrong =
        TaskMessage.builder(
                TaskId.next(),
                "task",
                message().build().payload(),
                Instant.parse("2020-01-01T00:00:00Z"))
            .due(after(Duration.ofSeconds(10)))
            .build();
    backend.enqueue(List.of(wrong));

    assertTrue(nothingReady());
    assertEquals(clock.instant().plusSeconds(10), find(wrong.id()).dueAt());
  }

  private static Optional<When> after(Duration delay) {
    return Optional.of(new When.After(delay));
  }

  private static Optional<When> at(Instant instant) {
    return Optional.of(new When.At(instant));
  }
}
