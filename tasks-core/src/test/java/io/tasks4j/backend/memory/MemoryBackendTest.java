package io.tasks4j.backend.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.BackendException;
import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import io.tasks4j.UniqueKey;
import io.tasks4j.When;
import io.tasks4j.backend.BackendSettings;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.ClaimRequest;
import io.tasks4j.backend.Outcome;
import io.tasks4j.backend.Retention;
import io.tasks4j.backend.Settlement;
import io.tasks4j.message.Payload;
import io.tasks4j.message.TaskMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MemoryBackendTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final AtomicLong millis = new AtomicLong(1_700_000_000_000L);
  private final BackendSettings settings =
      BackendSettings.defaults().clock(() -> Instant.ofEpochMilli(millis.get()));
  private final MemoryBackend backend = new MemoryBackend(settings);

  @Test
  void a_requeued_task_holds_its_key_again() {
    TaskMessage first = message(UniqueKey.whileLive("k"));
    backend.enqueue(List.of(first));
    backend.admin().cancel(first.id());
    TaskMessage second = message(UniqueKey.whileLive("k"));
    assertTrue(enqueue(backend, second));
    backend.admin().cancel(second.id());

    assertTrue(backend.admin().requeue(first.id()));

    assertFalse(enqueue(backend, message(UniqueKey.whileLive("k"))));
    assertFalse(backend.admin().requeue(second.id()));
  }

  @Test
  void a_key_held_for_a_time_outlives_the_retention_of_its_task() {
    MemoryBackend small =
        new MemoryBackend(settings.retention(new Retention(MINUTE, 0, MINUTE, 0)));
    TaskMessage task = message(UniqueKey.within("k", Duration.ofHours(1)));
    small.enqueue(List.of(task));
    Claim claim = small.claim(ClaimRequest.of("w", "default", MINUTE)).claims().get(0);
    small.settle(List.of(Settlement.of(claim, new Outcome.Success(Optional.empty()))));

    assertFalse(enqueue(small, message(UniqueKey.within("k", MINUTE))));

    millis.addAndGet(Duration.ofHours(1).toMillis());
    assertTrue(enqueue(small, message(UniqueKey.within("k", MINUTE))));
    small.claim(ClaimRequest.of("w", "other", MINUTE));
    assertTrue(small.admin().find(task.id()).isEmpty());
  }

  @Test
  void a_release_without_delay_keeps_the_place_under_ageing_too() {
    MemoryBackend ageing = new MemoryBackend(settings.ageing(MINUTE));
    TaskMessage first = message(null);
    TaskMessage second = message(null);
    ageing.enqueue(List.of(first));
    millis.incrementAndGet();
    ageing.enqueue(List.of(second));
    millis.incrementAndGet();
    ClaimRequest request = ClaimRequest.of("w", "default", MINUTE);
    Claim claim = ageing.claim(request).claims().get(0);

    ageing.settle(List.of(Settlement.of(claim, new Outcome.Release(Duration.ZERO))));

    assertEquals(first.id(), ageing.claim(request).claims().get(0).id());
  }

  @Test
  void who_waits_for_a_task_is_told_of_its_expiry_even_without_a_worker() throws Exception {
    TaskMessage task =
        message(null).toBuilder()
            .expiry(Optional.of(new When.After(Duration.ofMillis(50))))
            .build();
    MemoryBackend onSystemTime = new MemoryBackend();
    onSystemTime.enqueue(List.of(task));
    backend.enqueue(List.of(task));
    millis.addAndGet(50);

    assertEquals(TaskStatus.CANCELLED, backend.results().find(task.id()).orElseThrow().status());
    assertEquals(
        TaskStatus.CANCELLED,
        onSystemTime.results().await(task.id(), Duration.ofSeconds(20)).orElseThrow().status());
  }

  @Test
  void a_claim_after_the_close_is_refused() {
    backend.close();

    assertThrows(
        BackendException.class, () -> backend.claim(ClaimRequest.of("w", "default", MINUTE)));
  }

  private static boolean enqueue(MemoryBackend to, TaskMessage message) {
    return to.enqueue(List.of(message)).get(0).accepted();
  }

  private static TaskMessage message(UniqueKey key) {
    return TaskMessage.builder(TaskId.next(), "n", Payload.json("1"), Instant.EPOCH)
        .unique(Optional.ofNullable(key))
        .build();
  }
}
