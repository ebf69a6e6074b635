package io.tasks4j.sqlite;

import static io.tasks4j.sqlite.Fixtures.claim;
import static io.tasks4j.sqlite.Fixtures.ids;
import static io.tasks4j.sqlite.Fixtures.idsOf;
import static io.tasks4j.sqlite.Fixtures.request;
import static io.tasks4j.sqlite.Fixtures.task;
import static io.tasks4j.sqlite.Fixtures.tasks;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.BackendException;
import io.tasks4j.BackendUnavailableException;
import io.tasks4j.TaskError;
import io.tasks4j.TaskStatus;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.Claims;
import io.tasks4j.backend.Outcome;
import io.tasks4j.backend.Settlement;
import io.tasks4j.backend.TaskBackends;
import io.tasks4j.message.Payload;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.result.TaskQuery;
import io.tasks4j.sqlite.file.PreparedStatements;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FaultsTest {
  @TempDir Path folder;
  private Path file;
  private SqliteBackend backend;

  @BeforeEach
  void open() {
    file = folder.resolve("tasks.db");
    backend = SqliteBackend.open(file);
  }

  @AfterEach
  void close() {
    backend.close();
  }

  @Test
  void on_a_full_disk_enqueue_fails_by_name_while_claims_and_settlements_go_on() {
    List<TaskMessage> before = tasks(20);
    backend.enqueue(before);
    Claim running = claim(backend, 1).get(0);
    backend.writer().configure("PRAGMA max_page_count = 1"); // means: no more than there are
    String large = "x".repeat(100_000);
    TaskMessage tooMuch =
        TaskMessage.builder(task().id(), "greet", Payload.json(large), Instant.EPOCH).build();

    var e =
        assertThrows(BackendUnavailableException.class, () -> backend.enqueue(List.of(tooMuch)));

    assertTrue(e.getMessage().contains("full"), e::getMessage);
    assertEquals(List.of(true), backend.settle(List.of(success(running))));
    assertEquals(idsOf(before.subList(1, 20)), ids(claim(backend, 100)));
    backend.writer().configure("PRAGMA max_page_count = 100000");
    assertTrue(backend.enqueue(List.of(tooMuch)).get(0).accepted());
  }

  @Test
  void in_a_shared_transaction_only_the_guilty_fails() throws Exception {
    CountDownLatch leading = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    var leader =
        CompletableFuture.runAsync(
            () ->
                backend
                    .writer()
                    .change(
                        tx -> {
                          leading.countDown();
                          awaitLatch(go);
                        }));
    leading.await();
    var guilty =
        CompletableFuture.runAsync(
            () -> backend.writer().change(tx -> tx.sql().update("INSERT INTO nowhere VALUES (1)")));
    List<CompletableFuture<Boolean>> innocent = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      innocent.add(
          CompletableFuture.supplyAsync(
              () -> backend.enqueue(List.of(task())).get(0).accepted(),
              r -> new Thread(r).start()));
    }
    await().until(() -> backend.writer().waiting() >= 3);
    go.countDown();

    leader.get();
    var e = assertThrows(Exception.class, guilty::get);
    assertTrue(e.getCause() instanceof BackendException);
    for (var accepted : innocent) {
      assertTrue(accepted.get());
    }
    assertEquals(5, claim(backend, 10).size());
  }

  @Test
  void a_locked_file_gives_a_typed_error_after_the_busy_timeout_and_then_recovers()
      throws SQLException {
    backend.close();
    backend = SqliteBackend.open(file, SqliteConfig.defaults().busyTimeout(Duration.ofMillis(100)));
    try (Connection c = SharedFileTest.connect(file)) {
      SharedFileTest.run(c, "BEGIN IMMEDIATE");

      var e =
          assertThrows(BackendUnavailableException.class, () -> backend.enqueue(List.of(task())));

      assertTrue(e.getMessage().contains("busyTimeout"), e::getMessage);
      SharedFileTest.run(c, "ROLLBACK");
    }
    assertTrue(backend.enqueue(List.of(task())).get(0).accepted());
  }

  @Test
  void a_message_that_cannot_be_read_becomes_a_dead_letter_and_the_queue_goes_on()
      throws SQLException {
    backend.enqueue(tasks(3));
    corrupt("seq = 1", "envelope = X'7B'");

    assertEquals(2, claim(backend, 10).size());

    assertEquals(1, backend.admin().stats().get("default").count(TaskStatus.FAILURE));
    var dead = backend.results().find(new io.tasks4j.TaskId(idOf(1))).orElseThrow();
    assertEquals(TaskError.Reason.SERIALIZATION, dead.error().orElseThrow().reason());
    assertEquals(2, backend.admin().list(TaskQuery.all()).size());
    assertTrue(backend.admin().purge(dead.id()));
  }

  @Test
  void an_interrupted_caller_keeps_its_flag_and_loses_nothing() {
    backend.enqueue(tasks(2));
    Thread.currentThread().interrupt();

    Claims claims = backend.claim(request().maxWait(Duration.ofSeconds(30)));
    boolean settled = backend.settle(List.of(success(claims.claims().get(0)))).get(0);
    TaskMessage more = task();
    boolean accepted = backend.enqueue(List.of(more)).get(0).accepted();

    assertTrue(Thread.interrupted());
    assertTrue(settled);
    assertTrue(accepted);
    assertEquals(2, claim(backend, 10).size());
  }

  @Test
  void an_interrupt_while_others_commit_is_kept_and_cuts_nothing_short() throws Exception {
    CountDownLatch leading = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    var leader =
        CompletableFuture.runAsync(
            () ->
                backend
                    .writer()
                    .change(
                        tx -> {
                          leading.countDown();
                          awaitLatch(go);
                        }));
    leading.await();
    CompletableFuture<Boolean> kept = new CompletableFuture<>();
    Thread follower =
        new Thread(
            () -> {
              boolean accepted = backend.enqueue(List.of(task())).get(0).accepted();
              kept.complete(accepted && Thread.currentThread().isInterrupted());
            });
    follower.start();
    await().until(() -> follower.getState() == Thread.State.WAITING);
    follower.interrupt();
    await().until(() -> !follower.isInterrupted()); // it has noticed, and waits on
    go.countDown();

    assertTrue(kept.get(5, TimeUnit.SECONDS));
    leader.get();
    assertEquals(1, claim(backend, 10).size());
  }

  @Test
  void an_interrupt_and_a_close_end_a_waiting_claim() throws Exception {
    CompletableFuture<Claims> interrupted = new CompletableFuture<>();
    waitingClaim(interrupted).interrupt();
    assertEquals(Claims.NONE, interrupted.get(5, TimeUnit.SECONDS));

    CompletableFuture<Claims> closed = new CompletableFuture<>();
    Thread waits = waitingClaim(closed);
    backend.close();
    assertEquals(Claims.NONE, closed.get(5, TimeUnit.SECONDS));
    assertFalse(waits.isInterrupted());
  }

  private Thread waitingClaim(CompletableFuture<Claims> claims) {
    Thread thread =
        new Thread(() -> claims.complete(backend.claim(request().maxWait(Duration.ofMinutes(1)))));
    thread.start();
    await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
    return thread;
  }

  @Test
  void a_closed_backend_leaves_no_file_open_and_no_log_behind() throws IOException {
    backend.enqueue(tasks(10));
    claim(backend, 1);
    backend.admin().stats();
    backend.close();

    assertFalse(Files.exists(folder.resolve("tasks.db-wal")));
    try (var handles = Files.list(Path.of("/proc/self/fd"))) {
      assertEquals(
          0,
          handles
              .map(FaultsTest::target)
              .filter(target -> target.startsWith(folder.toString()))
              .count());
    }
  }

  @Test
  void a_newer_schema_is_refused_by_name() throws SQLException {
    backend.close();
    try (Connection c = SharedFileTest.connect(file)) {
      SharedFileTest.run(c, "UPDATE tasks4j_meta SET value = 99 WHERE name = 'schema'");
    }

    String message = refused(file);

    assertTrue(
        message.contains("99") && message.contains("needs version " + QueueSchema.LAYOUT.version()),
        message);
  }

  @Test
  void what_cannot_be_opened_is_refused_with_the_reason() throws IOException {
    Path text = Files.writeString(folder.resolve("text.db"), "hello ".repeat(1000));

    assertTrue(refused(text).contains("no SQLite database"), () -> refused(text));
    Path nowhere = folder.resolve("no/where.db");
    assertTrue(refused(nowhere).contains("does not exist"), () -> refused(nowhere));
    assertTrue(refused(folder).contains("is a folder"), () -> refused(folder));
    for (String address :
        List.of(
            "sqlite:",
            "sqlite::memory:",
            "sqlite:x.db?synchronous=OFF",
            "sqlite:x.db?nonsense=1",
            "sqlite:x.db?busyTimeout=0s",
            "sqlite:x.db?pollOtherProcesses=0ms")) {
      assertThrows(IllegalArgumentException.class, () -> TaskBackends.open(address), address);
    }
    assertFalse(Files.exists(Path.of("x.db")));
  }

  @Test
  void a_failed_attempt_after_a_cut_connection_opens_the_file_anew() {
    backend.enqueue(List.of(task()));
    assertThrows(BackendException.class, backend.writer()::breakConnection);

    assertEquals(1, claim(backend, 1).size());
  }

  private static Settlement success(Claim claim) {
    return Settlement.of(claim, new Outcome.Success(Optional.empty()));
  }

  private static String refused(Path file) {
    return assertThrows(BackendException.class, () -> SqliteBackend.open(file)).getMessage();
  }

  private void corrupt(String where, String set) throws SQLException {
    try (Connection c = SharedFileTest.connect(file)) {
      SharedFileTest.run(c, "UPDATE tasks4j_tasks SET " + set + " WHERE " + where);
    }
  }

  private java.util.UUID idOf(int seq) throws SQLException {
    try (Connection c = SharedFileTest.connect(file);
        var s = c.createStatement();
        var row = s.executeQuery("SELECT id FROM tasks4j_tasks WHERE seq = " + seq)) {
      return PreparedStatements.uuid(row.getBytes(1));
    }
  }

  private static String target(Path handle) {
    try {
      return Files.readSymbolicLink(handle).toString();
    } catch (IOException e) {
      return "";
    }
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
