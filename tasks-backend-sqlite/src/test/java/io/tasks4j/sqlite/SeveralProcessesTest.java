package io.tasks4j.sqlite;

import static io.tasks4j.sqlite.Fixtures.idsOf;
import static io.tasks4j.sqlite.Fixtures.task;
import static io.tasks4j.sqlite.Fixtures.tasks;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import io.tasks4j.backend.BackendSettings;
import io.tasks4j.backend.Claims;
import io.tasks4j.lock.HeldLock;
import io.tasks4j.lock.TaskLock;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.tck.faults.ChildJvm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class SeveralProcessesTest {
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("tasks.db");
  }

  @Test
  void four_processes_of_eight_threads_run_each_of_10000_tasks_once_and_see_no_lock()
      throws Exception {
    List<TaskMessage> tasks = tasks(10_000);
    try (SqliteBackend backend = SqliteBackend.open(file)) {
      backend.enqueue(tasks);
    }

    List<ChildJvm> children = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      children.add(Child.start(file, "drain"));
    }
    List<String> ran = new ArrayList<>();
    for (ChildJvm child : children) {
      assertEquals(0, child.process().waitFor());
      ran.addAll(child.lines());
    }

    assertEquals(idsOf(tasks).stream().map(TaskId::toString).sorted().toList(), sorted(ran));
  }

  @Test
  void many_backends_may_make_a_fresh_file_at_once() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<SqliteBackend>> opened = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        opened.add(threads.submit(() -> SqliteBackend.open(file)));
      }
      for (Future<SqliteBackend> backend : opened) {
        backend.get().close();
      }
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void what_enqueue_returned_survives_a_kill_at_any_moment() throws Exception {
    List<String> accepted = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      accepted.addAll(killedAfter("enqueue", 800));
    }

    assertFalse(accepted.isEmpty());
    try (SqliteBackend backend = SqliteBackend.open(file)) {
      for (String id : accepted) {
        assertTrue(backend.admin().find(TaskId.parse(id)).isPresent(), () -> "lost " + id);
      }
    }
  }

  @Test
  void tasks_of_killed_workers_run_again_when_their_leases_lapse() throws Exception {
    List<TaskMessage> tasks = tasks(30_000);
    var ran = new HashSet<String>();
    try (SqliteBackend backend = SqliteBackend.open(file)) {
      backend.enqueue(tasks);
    }
    for (int i = 0; i < 3; i++) {
      ran.addAll(killedAfter("work", 200));
    }

    ManualClock later = new ManualClock();
    later.set(System.currentTimeMillis() + Fixtures.LEASE.toMillis() + 1);
    SqliteConfig config = SqliteConfig.defaults().settings(BackendSettings.defaults().clock(later));
    try (SqliteBackend backend = SqliteBackend.open(file, config)) {
      Claims claims;
      do {
        claims = backend.claim(Fixtures.request().max(1000));
        claims.claims().forEach(c -> ran.add(c.id().toString()));
      } while (!claims.claims().isEmpty() || !claims.losses().isEmpty());
      assertEquals(0, backend.admin().stats().get("default").count(TaskStatus.FAILURE));
    }
    assertTrue(ran.containsAll(idsOf(tasks).stream().map(TaskId::toString).toList()));
  }

  @Test
  void a_waiting_claim_and_a_waiting_result_notice_another_process() throws Exception {
    try (SqliteBackend backend = SqliteBackend.open(file)) {
      var claimed =
          CompletableFuture.supplyAsync(
              () -> backend.claim(Fixtures.request().maxWait(Duration.ofSeconds(60))));
      assertEquals(0, Child.start(file, "enqueue-one").process().waitFor());
      assertEquals(1, claimed.get(5, TimeUnit.SECONDS).claims().size());

      TaskMessage task = task();
      backend.enqueue(List.of(task));
      var result =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return backend.results().await(task.id(), Duration.ofSeconds(60));
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              });
      assertEquals(0, Child.start(file, "drain").process().waitFor());
      assertTrue(result.get(5, TimeUnit.SECONDS).isPresent());
    }
  }

  private List<String> killedAfter(String what, int mostMillis) throws Exception {
    ChildJvm child = Child.start(file, what);
    try {
      await().until(() -> !child.lines().isEmpty());
      // From its first word on, at a random moment.
      long millis = ThreadLocalRandom.current().nextInt(50, mostMillis);
      assertFalse(child.process().waitFor(millis, TimeUnit.MILLISECONDS));
    } finally {
      child.process().destroyForcibly().waitFor();
    }
    return child.lines().stream().filter(line -> line.length() == 36).toList();
  }

  private static List<String> sorted(List<String> lines) {
    return lines.stream().sorted().toList();
  }

  @Test
  void a_lock_lets_one_process_at_a_time_in() throws Exception {
    Path counter = folder.resolve("counter");
    Files.writeString(counter, "0");
    SqliteBackend.open(file).close();

    List<ChildJvm> children = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      children.add(Child.start(file, "count"));
    }

    for (ChildJvm child : children) {
      assertEquals(0, child.process().waitFor());
    }
    assertEquals("300", Files.readString(counter));
  }

  @Test
  void the_lock_of_a_killed_process_is_free_after_its_time_to_live_and_not_before()
      throws Exception {
    Path told = folder.resolve("token");
    try (SqliteBackend backend = SqliteBackend.open(file);
        TaskLock locks = TaskLock.over(backend.locks())) {
      ChildJvm child = Child.start(file, "hold");
      await().until(() -> Files.exists(told) && !Files.readString(told).isEmpty());
      // Longer than the time to live: it is renewed.
      long start = System.nanoTime();
      while (System.nanoTime() - start < 1_500_000_000L) {
        assertTrue(locks.acquire("key", Duration.ofSeconds(5)).isEmpty());
      }

      child.process().destroyForcibly().waitFor();

      HeldLock lock =
          await()
              .atMost(Duration.ofSeconds(10))
              .until(() -> locks.acquire("key", Duration.ofSeconds(5)), Optional::isPresent)
              .orElseThrow();
      assertTrue(lock.token() > Long.parseLong(Files.readString(told)));
    }
  }
}
