package io.tasks4j.result;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import io.tasks4j.message.Payload;
import io.tasks4j.message.TaskMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class MemoryStoresTest {
  private Instant now = Instant.EPOCH;

  @Test
  void the_first_result_of_a_task_stays() {
    ResultBackend results = results(10);

    assertTrue(results.store(result("a", "1")));
    assertFalse(results.store(result("a", "2")));

    assertEquals("1", results.find(id("a")).orElseThrow().value().orElseThrow().text());
    assertTrue(results.delete(id("a")));
    assertFalse(results.delete(id("a")));
  }

  @Test
  void results_are_forgotten_by_age_and_by_count() {
    ResultBackend results = results(2);
    results.store(result("a", "1"));
    results.store(result("b", "1"));
    now = now.plusSeconds(30);
    results.store(result("c", "1"));

    assertTrue(results.find(id("a")).isEmpty());
    assertTrue(results.find(id("b")).isPresent());
    now = now.plusSeconds(30);
    assertTrue(results.find(id("b")).isEmpty());
    assertTrue(results.find(id("c")).isPresent());
  }

  @Test
  void a_wait_ends_when_the_result_comes() throws Exception {
    ResultBackend results = results(10);
    assertTrue(results.await(id("a"), Duration.ofMillis(1)).isEmpty());
    CompletableFuture<Optional<TaskResult>> waiting =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return results.await(id("a"), Duration.ofMinutes(1));
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });

    results.store(result("a", "1"));

    assertTrue(waiting.get().isPresent());
  }

  @Test
  void a_record_changes_only_from_what_was_expected() {
    MetadataStore store = new MemoryMetadataStore();
    TaskMetadata pending = task("a", TaskStatus.PENDING);
    TaskMetadata running = task("a", TaskStatus.RUNNING);

    assertTrue(store.store(pending));
    assertFalse(store.store(running));
    assertTrue(store.compareAndSet(pending, running));
    assertFalse(store.compareAndSet(pending, running));

    assertEquals(TaskStatus.RUNNING, store.find(id("a")).orElseThrow().status());
    assertEquals(1, store.stats().get("default").count(TaskStatus.RUNNING));
    assertTrue(store.delete(id("a")));
    assertTrue(store.find(id("a")).isEmpty());
  }

  @Test
  void records_are_listed_newest_first_in_pages() {
    MetadataStore store = new MemoryMetadataStore();
    for (String name : new String[] {"a", "b", "c", "d"}) {
      store.store(task(name, name.equals("b") ? TaskStatus.FAILURE : TaskStatus.PENDING));
    }

    var first = store.list(TaskQuery.of(TaskStatus.PENDING).limit(2));
    var second = store.list(TaskQuery.of(TaskStatus.PENDING).before(first.get(1).id()));

    assertEquals(id("d"), first.get(0).id());
    assertEquals(id("c"), first.get(1).id());
    assertEquals(id("a"), second.get(0).id());
    assertEquals(1, second.size());
    assertEquals(id("b"), store.list(TaskQuery.deadLetters()).get(0).id());
  }

  @Test
  void records_of_ended_tasks_are_forgotten_by_age_and_by_count_but_never_live_ones() {
    MetadataStore store =
        new MemoryMetadataStore(new MetadataSettings(() -> now, Duration.ofMinutes(1), 1));
    store.store(task("live", TaskStatus.PENDING));
    store.store(task("a", TaskStatus.SUCCESS));
    store.store(task("b", TaskStatus.SUCCESS));

    assertTrue(store.find(id("a")).isEmpty());
    assertTrue(store.find(id("b")).isPresent());
    now = now.plusSeconds(61);
    assertTrue(store.find(id("b")).isEmpty());
    assertTrue(store.find(id("live")).isPresent());
  }

  private ResultBackend results(int count) {
    return new MemoryResultBackend(
        new ResultSettings(() -> now, Duration.ofMinutes(1), count, 1_000));
  }

  private static TaskId id(String name) {
    return TaskId.derived(name);
  }

  private static TaskResult result(String name, String value) {
    return new TaskResult(
        id(name),
        TaskStatus.SUCCESS,
        Optional.of(Payload.json(value)),
        Optional.empty(),
        1,
        Instant.EPOCH,
        Instant.EPOCH);
  }

  private static TaskMetadata task(String name, TaskStatus status) {
    TaskMessage message =
        TaskMessage.builder(id(name), "t", Payload.json("1"), Instant.EPOCH).build();
    return new TaskMetadata(
        message,
        status,
        0,
        0,
        Instant.EPOCH,
        Instant.EPOCH,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        "",
        false,
        Optional.empty(),
        Optional.empty());
  }
}
