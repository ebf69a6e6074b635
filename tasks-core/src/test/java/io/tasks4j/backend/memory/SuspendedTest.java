package io.tasks4j.backend.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import io.tasks4j.UniqueKey;
import io.tasks4j.backend.CancelResult;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.ClaimRequest;
import io.tasks4j.backend.Outcome;
import io.tasks4j.backend.Settlement;
import io.tasks4j.backend.TaskEvent;
import io.tasks4j.message.Payload;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.result.QueueStats;
import io.tasks4j.result.TaskMetadata;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** No call suspends a task so far: here the event is brought about from inside. */
class SuspendedTest {
  private static final ClaimRequest REQUEST =
      ClaimRequest.of("w", "default", Duration.ofSeconds(5)).max(9);

  private static final QueueStats EMPTY = new QueueStats(Map.of(), false);

  private final MemoryBackend backend = new MemoryBackend();
  private final TaskMessage task =
      message().unique(Optional.of(UniqueKey.whileLive("key"))).build();
  private Claim claim = new Claim(task, 0, 0, 0, false);

  private static TaskMessage.Builder message() {
    return TaskMessage.builder(TaskId.next(), "sleeps", Payload.json("1"), Instant.EPOCH);
  }

  @BeforeEach
  void suspend() {
    backend.enqueue(List.of(task));
    claim = backend.claim(REQUEST).claims().get(0);
    happens(new TaskEvent.Suspend(backend.updates.now()));
  }

  private void happens(TaskEvent event) {
    MemoryTask entry = backend.table.find(task.id());
    if (entry != null) {
      backend.locked(() -> backend.updates.apply(entry, event));
    }
  }

  private Optional<TaskStatus> status() {
    return backend.admin().find(task.id()).map(TaskMetadata::status);
  }

  @Test
  void a_suspended_task_is_counted_as_such_and_keeps_its_key() {
    QueueStats stats = backend.admin().stats().getOrDefault("default", EMPTY);

    assertEquals(Optional.of(TaskStatus.SUSPENDED), status());
    assertEquals(1, stats.count(TaskStatus.SUSPENDED));
    assertEquals(1, stats.live());
    assertEquals(Optional.empty(), stats.oldestDue());
    TaskMessage rival = message().unique(task.unique()).build();
    assertFalse(backend.enqueue(List.of(rival)).get(0).accepted());
  }

  @Test
  void a_suspended_task_is_neither_claimed_nor_settled_by_who_held_it() {
    Settlement late = Settlement.of(claim, new Outcome.Success(Optional.empty()));

    assertEquals(List.of(), backend.claim(REQUEST).claims());
    assertEquals(List.of(false), backend.settle(List.of(late)));
    assertEquals(Optional.of(TaskStatus.SUSPENDED), status());
  }

  @Test
  void a_suspended_task_is_claimed_again_when_what_it_waits_for_has_come() {
    happens(new TaskEvent.Resume(backend.updates.now()));

    assertEquals(
        List.of(task.id()), backend.claim(REQUEST).claims().stream().map(Claim::id).toList());
  }

  @Test
  void a_suspended_task_can_be_cancelled_and_removed() {
    assertEquals(CancelResult.CANCELLED, backend.admin().cancel(task.id()));
    assertEquals(Optional.of(TaskStatus.CANCELLED), status());
    assertTrue(backend.admin().requeue(task.id()));
    claim = backend.claim(REQUEST).claims().get(0);
    happens(new TaskEvent.Suspend(backend.updates.now()));

    assertTrue(backend.admin().purge(task.id()));

    assertEquals(Optional.empty(), status());
  }
}
