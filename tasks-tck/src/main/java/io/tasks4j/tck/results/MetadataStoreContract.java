package io.tasks4j.tck.results;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tasks4j.TaskId;
import io.tasks4j.TaskProgress;
import io.tasks4j.TaskStatus;
import io.tasks4j.UniqueKey;
import io.tasks4j.message.Payload;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.result.MetadataSettings;
import io.tasks4j.result.MetadataStore;
import io.tasks4j.result.QueueStats;
import io.tasks4j.result.TaskMetadata;
import io.tasks4j.result.TaskQuery;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What every {@link MetadataStore} promises, as tests to inherit. */
@DisplayName("MDS: records of tasks")
public abstract class MetadataStoreContract extends StoreContract {
  private static final Instant BEGUN = Instant.ofEpochMilli(1_700_000_000_123L);

  /** For subclasses. */
  protected MetadataStoreContract() {}

  /** Opens a store that is empty. The rules close it, if it can be closed. */
  protected abstract MetadataStore open(MetadataSettings settings) throws Exception;

  /** Opens the store of the latest {@link #open} once more. Where {@link #isShared}. */
  protected MetadataStore reopen(MetadataSettings settings) throws Exception {
    throw new UnsupportedOperationException(getClass().getName() + " has to override reopen");
  }

  private MetadataSettings settings() {
    return MetadataSettings.defaults().clock(clock());
  }

  private MetadataStore opened() throws Exception {
    return closing(open(settings()));
  }

  private static TaskMetadata task(String queue, String name, TaskStatus status) {
    return with(
        TaskMessage.builder(TaskId.next(), name, Payload.json("1"), BEGUN).queue(queue).build(),
        status,
        0);
  }

  private static TaskMetadata pending() {
    return task("default", "greet", TaskStatus.PENDING);
  }

  private static TaskMetadata with(TaskMessage message, TaskStatus status, int failures) {
    return new TaskMetadata(
        message,
        status,
        failures,
        0,
        BEGUN,
        BEGUN,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        "",
        false,
        Optional.empty(),
        Optional.empty());
  }

  private static TaskMetadata with(TaskMetadata task, TaskStatus status) {
    return with(task.message(), status, task.failures());
  }

  private static List<TaskId> ids(List<TaskMetadata> tasks) {
    return tasks.stream().map(TaskMetadata::id).toList();
  }

  private static long count(MetadataStore store, String queue, TaskStatus status) {
    return store.stats().getOrDefault(queue, new QueueStats(Map.of(), false)).count(status);
  }

  @Test
  @DisplayName("MDS-1: a record comes back as it was stored, times to the millisecond")
  void asItWas() throws Exception {
    MetadataStore store = opened();
    TaskMessage message =
        TaskMessage.builder(TaskId.next(), "greet", Payload.of(new byte[] {0, -1, 7}, "x/y"), BEGUN)
            .queue("other")
            .priority(9)
            .headers(Map.of("trace", "a\"b", "ü", "👩‍🚀"))
            .unique(Optional.of(UniqueKey.whileLive("key")))
            .extras(Map.of("later", "{\"a\":[1,2]}"))
            .build();
    TaskMetadata full =
        new TaskMetadata(
            message,
            TaskStatus.RETRY,
            2,
            1,
            BEGUN,
            BEGUN.plusMillis(1),
            Optional.of(BEGUN.plusMillis(2)),
            Optional.of(BEGUN.plusMillis(3)),
            Optional.of(BEGUN.plusMillis(4)),
            "worker-1",
            true,
            Optional.of(error()),
            Optional.of(new TaskProgress(3, 10, "third ü")));

    for (TaskMetadata task : List.of(full, pending())) {
      assertTrue(store.store(task));
      assertEquals(Optional.of(task), store.find(task.id()));
      assertTrue(store.list(TaskQuery.all()).contains(task));
    }
  }

  @Test
  @DisplayName("MDS-2: a record that is there stays as it is; one of an unknown id is not there")
  void stays() throws Exception {
    MetadataStore store = opened();
    TaskMetadata task = pending();

    assertTrue(store.store(task));
    assertFalse(store.store(with(task, TaskStatus.RUNNING)));

    assertEquals(Optional.of(task), store.find(task.id()));
    assertEquals(Optional.empty(), store.find(TaskId.next()));
  }

  @Test
  @DisplayName("MDS-3: a record is replaced exactly when it equals what was expected")
  void compareAndSet() throws Exception {
    MetadataStore store = opened();
    TaskMetadata pending = pending();
    TaskMetadata running = with(pending, TaskStatus.RUNNING);
    assertFalse(store.compareAndSet(pending, running), "there is none");
    store.store(pending);

    assertTrue(store.compareAndSet(pending, running));
    assertFalse(store.compareAndSet(pending, with(pending, TaskStatus.CANCELLED)));

    assertEquals(Optional.of(running), store.find(pending.id()));
    assertThrows(IllegalArgumentException.class, () -> store.compareAndSet(running, pending()));
  }

  @Test
  @DisplayName("MDS-4: changes by many at once are all counted")
  void race() throws Exception {
    MetadataStore store = opened();
    TaskMetadata task = pending();
    store.store(task);

    race(
        6,
        i ->
            () -> {
              for (int done = 0; done < 20; ) {
                TaskMetadata now = store.find(task.id()).orElseThrow();
                TaskMetadata next = with(now.message(), now.status(), now.failures() + 1);
                done += store.compareAndSet(now, next) ? 1 : 0;
              }
              return i;
            });

    assertEquals(120, store.find(task.id()).orElseThrow().failures());
    assertEquals(1, count(store, "default", TaskStatus.PENDING));
  }

  @Test
  @DisplayName("MDS-5: a deleted record is gone, and may be stored anew; delete says if it was")
  void delete() throws Exception {
    MetadataStore store = opened();
    TaskMetadata task = pending();
    assertFalse(store.delete(task.id()));
    store.store(task);

    assertTrue(store.delete(task.id()));

    assertEquals(Optional.empty(), store.find(task.id()));
    assertEquals(List.of(), store.list(TaskQuery.all()));
    assertEquals(0, count(store, "default", TaskStatus.PENDING));
    assertFalse(store.delete(task.id()));
    assertTrue(store.store(task));
  }

  @Test
  @DisplayName("MDS-6: records are listed newest first, in pages; a change does not move them")
  void pages() throws Exception {
    MetadataStore store = opened();
    List<TaskId> newestFirst = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      TaskMetadata task = pending();
      store.store(task);
      newestFirst.add(0, task.id());
      if (i == 2) {
        store.compareAndSet(task, with(task, TaskStatus.RUNNING));
      }
    }

    List<TaskId> listed = new ArrayList<>();
    TaskQuery query = TaskQuery.all().limit(3);
    for (List<TaskMetadata> page = store.list(query);
        !page.isEmpty();
        page = store.list(query.before(listed.get(listed.size() - 1)))) {
      assertTrue(page.size() <= 3);
      listed.addAll(ids(page));
    }

    assertEquals(newestFirst, listed);
    store.delete(listed.get(3));
    assertEquals(List.of(), store.list(query.before(listed.get(3))), "that one is gone");
  }

  @Test
  @DisplayName("MDS-7: a query gives what matches its statuses, queue and name, and no other")
  void filters() throws Exception {
    MetadataStore store = opened();
    TaskMetadata a = task("one", "greet", TaskStatus.PENDING);
    TaskMetadata b = task("one", "part", TaskStatus.FAILURE);
    TaskMetadata c = task("two", "greet", TaskStatus.FAILURE);
    List.of(a, b, c).forEach(store::store);

    assertEquals(ids(List.of(c, b)), ids(store.list(TaskQuery.deadLetters())));
    assertEquals(ids(List.of(b, a)), ids(store.list(TaskQuery.all().queue("one"))));
    assertEquals(ids(List.of(c, a)), ids(store.list(TaskQuery.all().name("greet"))));
    assertEquals(
        ids(List.of(b)), ids(store.list(TaskQuery.deadLetters().queue("one").name("part"))));
    assertEquals(List.of(), store.list(TaskQuery.all().statuses(Set.of(TaskStatus.CANCELLED))));
    assertEquals(
        ids(List.of(a)), ids(store.list(TaskQuery.all().name("greet").before(c.id()).limit(1))));
  }

  @Test
  @DisplayName("MDS-8: stats count each queue's records by status, through every change")
  void stats() throws Exception {
    MetadataStore store = opened();
    TaskMetadata a = task("one", "greet", TaskStatus.PENDING);
    TaskMetadata b = task("one", "greet", TaskStatus.PENDING);
    TaskMetadata c = task("two", "greet", TaskStatus.SUCCESS);
    List.of(a, b, c).forEach(store::store);
    store.store(a);
    store.compareAndSet(a, with(a, TaskStatus.RUNNING));
    store.compareAndSet(a, with(a, TaskStatus.CANCELLED));
    store.delete(c.id());

    assertEquals(1, count(store, "one", TaskStatus.PENDING));
    assertEquals(1, count(store, "one", TaskStatus.RUNNING));
    assertEquals(0, count(store, "one", TaskStatus.CANCELLED));
    assertEquals(0, count(store, "two", TaskStatus.SUCCESS));
  }

  @Test
  @DisplayName("MDS-9: records of ended tasks are gone after their age; live ones never")
  void age() throws Exception {
    MetadataStore store = closing(open(settings().endedAge(units(3))));
    TaskMetadata live = pending();
    TaskMetadata ends = pending();
    TaskMetadata revived = task("default", "greet", TaskStatus.FAILURE);
    List.of(live, ends, revived).forEach(store::store);
    store.compareAndSet(ends, with(ends, TaskStatus.SUCCESS));
    store.compareAndSet(revived, with(revived, TaskStatus.PENDING));
    advance(units(1));
    assertTrue(store.find(ends.id()).isPresent());

    advance(units(3));

    assertEquals(Optional.empty(), store.find(ends.id()));
    assertEquals(ids(List.of(revived, live)), ids(store.list(TaskQuery.all())));
    assertEquals(0, count(store, "default", TaskStatus.SUCCESS));
    assertEquals(2, count(store, "default", TaskStatus.PENDING));
    assertTrue(store.store(ends), "it may be stored anew");
  }

  @Test
  @DisplayName("MDS-10: beyond the count the records that ended first are gone; live ones never")
  void count() throws Exception {
    MetadataStore store = closing(open(settings().endedCount(2)));
    List<TaskMetadata> tasks = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      TaskMetadata task = pending();
      store.store(task);
      tasks.add(task);
    }
    for (int i : new int[] {4, 3, 2, 1}) {
      TaskMetadata task = tasks.get(i);
      assertTrue(store.compareAndSet(task, with(task, TaskStatus.SUCCESS)));
    }

    assertEquals(
        ids(List.of(tasks.get(5), tasks.get(2), tasks.get(1), tasks.get(0))),
        ids(store.list(TaskQuery.all())));
    assertEquals(2, count(store, "default", TaskStatus.SUCCESS));
  }

  @Test
  @DisplayName("MDS-11: what one process stores, another finds and changes; it outlives a close")
  void shared() throws Exception {
    assumeTrue(isShared(), "the store lives in one process");
    MetadataStore here = opened();
    MetadataStore there = closing(reopen(settings()));
    TaskMetadata task = pending();
    TaskMetadata running = with(task, TaskStatus.RUNNING);

    assertTrue(here.store(task));
    assertFalse(there.store(task));
    assertTrue(there.compareAndSet(task, running));
    assertFalse(here.compareAndSet(task, running));
    close(here);
    close(here);

    assertEquals(Optional.of(running), closing(reopen(settings())).find(task.id()));
  }
}
