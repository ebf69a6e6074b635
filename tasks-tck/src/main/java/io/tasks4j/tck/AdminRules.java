package io.tasks4j.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import io.tasks4j.When;
import io.tasks4j.backend.CancelResult;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.Outcome;
import io.tasks4j.message.Payload;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.result.QueueStats;
import io.tasks4j.result.TaskMetadata;
import io.tasks4j.result.TaskQuery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

abstract class AdminRules extends Rules {
  AdminRules(BackendContract contract) {
    super(contract);
  }

  @Test
  @DisplayName("ADM-1: a task that is not kept is not found, listed, cancelled, requeued or purged")
  void unknownTask() {
    TaskId nobody = TaskId.next();

    assertTrue(admin().find(nobody).isEmpty());
    assertEquals(CancelResult.NOTHING, admin().cancel(nobody));
    assertFalse(admin().requeue(nobody));
    assertFalse(admin().purge(nobody));
    assertEquals(List.of(), admin().list(TaskQuery.all()));
  }

  @Test
  @DisplayName("ADM-2: lists come newest first, in pages, by status, queue and name")
  void lists() {
    List<TaskId> ids = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      ids.add(enqueue());
    }
    Collections.reverse(ids);
    TaskId other = enqueue(message().queue("other"));
    TaskMessage named =
        TaskMessage.builder(TaskId.next(), "named", Payload.json("1"), clock.instant()).build();
    backend.enqueue(List.of(named));

    TaskQuery query = TaskQuery.all().queue("default").name("task").limit(10);
    List<TaskId> pages = new ArrayList<>();
    List<TaskId> page = ids(query);
    while (!page.isEmpty()) {
      pages.addAll(page);
      page = ids(query.before(page.get(page.size() - 1)));
    }

    assertEquals(ids, pages);
    assertEquals(List.of(other), ids(TaskQuery.all().queue("other")));
    assertEquals(List.of(named.id()), ids(TaskQuery.all().name("named")));
    assertEquals(27, ids(TaskQuery.of(TaskStatus.PENDING)).size());
    assertEquals(List.of(), ids(TaskQuery.of(TaskStatus.RUNNING)));
    assertEquals(List.of(), ids(TaskQuery.all().before(TaskId.next())));
  }

  @Test
  @DisplayName("ADM-3: stats count each status of each queue")
  void stats() {
    enqueue(message().queue("a"));
    enqueue();
    succeed(claim());
    enqueue();
    fail(claim());
    enqueue();
    Claim claim = claim();
    settle(claim, retry(claim, Duration.ofDays(1)));
    TaskId running = enqueue();
    claim();

    assertEquals(Set.of("a", "default"), admin().stats().keySet());
    assertEquals(1, stats("a").count(TaskStatus.PENDING));
    QueueStats all = stats("default");
    assertEquals(1, all.count(TaskStatus.SUCCESS));
    assertEquals(1, all.count(TaskStatus.FAILURE));
    assertEquals(1, all.count(TaskStatus.RETRY));
    assertEquals(1, all.count(TaskStatus.RUNNING));
    assertEquals(0, all.count(TaskStatus.PENDING));
    assertEquals(2, all.live());
    assertFalse(all.paused());
    assertEquals(List.of(running), ids(TaskQuery.of(TaskStatus.RUNNING)));
  }

  @Test
  @DisplayName("ADM-4: cancelling a waiting task ends it at once; an ended one is left alone")
  void cancelWaiting() {
    TaskId ready = enqueue();
    TaskId delayed = enqueue(message().due(Optional.of(new When.After(Duration.ofDays(1)))));

    assertEquals(CancelResult.CANCELLED, admin().cancel(ready));
    assertEquals(CancelResult.CANCELLED, admin().cancel(delayed));
    assertEquals(CancelResult.NOTHING, admin().cancel(ready));

    assertEquals(TaskStatus.CANCELLED, status(ready));
    assertTrue(nothingReady());
    clock.advance(Duration.ofDays(2));
    assertTrue(nothingReady());
  }

  @Test
  @DisplayName(
      "ADM-5: a running task that is cancelled ends CANCELLED whatever it says but SUCCESS")
  void cancelRunning() {
    List<Outcome> outcomes = new ArrayList<>();
    outcomes.add(new Outcome.Release(Duration.ZERO));
    outcomes.add(new Outcome.Cancelled());
    outcomes.add(new Outcome.Unknown(Duration.ofDays(1)));
    for (int i = 0; i < 5; i++) {
      TaskId id = enqueue();
      Claim claim = claim();
      assertEquals(CancelResult.REQUESTED, admin().cancel(id));
      assertTrue(find(id).cancelRequested());
      Outcome outcome =
          i < 3
              ? outcomes.get(i)
              : i == 3 ? retry(claim, Duration.ZERO) : new Outcome.Failure(error(claim));

      assertTrue(settle(claim, outcome));

      assertEquals(TaskStatus.CANCELLED, status(id), outcome::toString);
      assertTrue(nothingReady());
    }
  }

  @Test
  @DisplayName("ADM-6: a running task that is cancelled and done all the same is a SUCCESS")
  void cancelTooLate() {
    TaskId id = enqueue();
    Claim claim = claim();
    admin().cancel(id);

    succeed(claim);

    assertEquals(TaskStatus.SUCCESS, status(id));
  }

  @Test
  @DisplayName(
      "ADM-7: a requeued dead letter runs again with all its retries and without its expiry")
  void requeue() {
    TaskId id = enqueue(message().expiry(Optional.of(new When.After(Duration.ofMinutes(1)))));
    Claim first = claim();
    settle(first, retry(first, Duration.ZERO));
    fail(claim());
    clock.advance(Duration.ofHours(1));

    assertTrue(admin().requeue(id));

    TaskMetadata task = find(id);
    assertEquals(TaskStatus.PENDING, task.status());
    assertEquals(0, task.failures());
    assertTrue(task.finishedAt().isEmpty());
    Claim again = claim();
    assertEquals(1, again.attempt());
    succeed(again);
    assertEquals(TaskStatus.SUCCESS, status(id));
  }

  @Test
  @DisplayName("ADM-8: a cancelled task can be requeued; a waiting, running or successful one not")
  void requeueOthers() {
    TaskId id = enqueue();
    assertFalse(admin().requeue(id));
    admin().cancel(id);
    assertTrue(admin().requeue(id));
    Claim claim = claim();
    assertFalse(admin().requeue(id));
    succeed(claim);
    assertFalse(admin().requeue(id));

    assertEquals(TaskStatus.SUCCESS, status(id));
  }

  @Test
  @DisplayName("ADM-9: a purge removes a task and its result, unless it runs")
  void purge() {
    TaskId waiting = enqueue();
    assertTrue(admin().purge(waiting));
    TaskId id = enqueue();
    Claim claim = claim();
    assertFalse(admin().purge(id));
    succeed(claim);
    assertTrue(admin().purge(id));
    assertFalse(admin().purge(id));

    assertTrue(admin().find(id).isEmpty());
    assertTrue(backend.results().find(id).isEmpty());
    assertEquals(0, admin().stats().values().stream().mapToLong(QueueStats::live).sum());
  }

  @Test
  @DisplayName("ADM-10: an old claim can settle nothing after its task was requeued")
  void requeueFences() {
    TaskId id = enqueue();
    Claim old = claim();
    fail(old);
    admin().requeue(id);

    assertFalse(settle(old, success("1")));
    Claim current = claim();
    assertFalse(settle(old, success("1")));
    succeed(current);
  }

  private List<TaskId> ids(TaskQuery query) {
    return admin().list(query).stream().map(TaskMetadata::id).toList();
  }
}
