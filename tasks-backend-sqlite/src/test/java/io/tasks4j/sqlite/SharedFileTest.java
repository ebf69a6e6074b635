package io.tasks4j.sqlite;

import static io.tasks4j.sqlite.Fixtures.claim;
import static io.tasks4j.sqlite.Fixtures.ids;
import static io.tasks4j.sqlite.Fixtures.idsOf;
import static io.tasks4j.sqlite.Fixtures.message;
import static io.tasks4j.sqlite.Fixtures.request;
import static io.tasks4j.sqlite.Fixtures.task;
import static io.tasks4j.sqlite.Fixtures.tasks;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.TaskType;
import io.tasks4j.UniqueKey;
import io.tasks4j.backend.Claims;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.queue.Enqueuer;
import io.tasks4j.queue.TaskQueue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A file that the application, or a second backend, has open too. */
@Timeout(60)
class SharedFileTest {
  @TempDir Path folder;
  private Path file;
  private SqliteBackend backend;

  @BeforeEach
  void open() {
    file = folder.resolve("app.db");
    backend = SqliteBackend.open(file);
  }

  @AfterEach
  void close() {
    backend.close();
  }

  @Test
  void a_first_write_waits_for_a_connection_that_has_the_file_for_itself() throws Exception {
    CompletableFuture<Integer> enqueued;
    try (Connection recovering = connect(file)) {
      // As one that brings back a log after a crash has it.
      run(recovering, "PRAGMA locking_mode = EXCLUSIVE");
      run(recovering, "SELECT count(*) FROM tasks4j_tasks");
      enqueued = CompletableFuture.supplyAsync(() -> backend.enqueue(tasks(1)).size());

      assertThrows(TimeoutException.class, () -> enqueued.get(300, TimeUnit.MILLISECONDS));
    }
    assertEquals(1, enqueued.get(10, TimeUnit.SECONDS));
  }

  @Test
  void tasks_enqueued_in_a_transaction_exist_when_it_commits() throws SQLException {
    TaskMessage task = task();
    try (Connection c = connect(file)) {
      run(c, "CREATE TABLE orders (id INTEGER)");
      c.setAutoCommit(false);
      run(c, "INSERT INTO orders VALUES (1)");
      assertTrue(backend.enqueue(c, List.of(task)).get(0).accepted());
      assertFalse(backend.enqueue(c, List.of(task)).get(0).accepted());
      assertTrue(backend.admin().find(task.id()).isEmpty());

      c.commit();
    }

    assertEquals(List.of(task.id()), ids(claim(backend, 10)));
  }

  @Test
  void tasks_enqueued_in_a_transaction_vanish_when_it_rolls_back() throws SQLException {
    try (Connection c = connect(file)) {
      c.setAutoCommit(false);
      backend.enqueue(c, tasks(3));

      c.rollback();
    }

    assertEquals(List.of(), claim(backend, 10));
  }

  @Test
  void a_connection_in_auto_commit_mode_commits_the_messages_at_once() throws SQLException {
    try (Connection c = connect(file)) {
      backend.enqueue(c, tasks(3));

      assertTrue(c.getAutoCommit());
      assertEquals(3, claim(backend, 10).size());
      run(c, "CREATE TABLE still_usable (id INTEGER)");
    }
  }

  @Test
  void a_queue_enqueues_in_no_transaction_where_there_is_none() throws SQLException {
    TaskType<String, Void> type = TaskType.of("greet", String.class);
    try (Connection c = connect(file)) {
      Enqueuer inTransaction = TaskQueue.over(backend).inTransaction(c);

      IllegalStateException refused =
          assertThrows(IllegalStateException.class, () -> inTransaction.enqueue(type, "Ada"));

      assertTrue(refused.getMessage().contains("setAutoCommit(false)"), refused.getMessage());
      assertEquals(List.of(), claim(backend, 10));
      c.setAutoCommit(false);
      assertTrue(inTransaction.enqueue(type, "Ada").accepted());
      c.commit();
      assertEquals(1, claim(backend, 10).size());
    }
  }

  @Test
  void unique_keys_count_inside_a_transaction_too() throws SQLException {
    TaskMessage holder = message().unique(Optional.of(UniqueKey.whileLive("k"))).build();
    TaskMessage second = message().unique(Optional.of(UniqueKey.whileLive("k"))).build();
    try (Connection c = connect(file)) {
      c.setAutoCommit(false);
      backend.enqueue(c, List.of(holder));

      assertEquals(holder.id(), backend.enqueue(c, List.of(second)).get(0).id());
      c.commit();
    }
  }

  @Test
  void a_connection_to_another_file_is_refused() throws SQLException {
    try (Connection c = connect(folder.resolve("other.db"))) {
      var e =
          assertThrows(IllegalArgumentException.class, () -> backend.enqueue(c, List.of(task())));

      assertTrue(e.getMessage().contains("app.db") && e.getMessage().contains("other.db"));
    }
  }

  @Test
  void a_claim_that_waits_notices_the_commit_of_the_application() throws Exception {
    var claims = waitingClaim(backend);
    try (Connection c = connect(file)) {
      c.setAutoCommit(false);
      backend.enqueue(c, List.of(task()));
      c.commit();
    }

    assertEquals(1, claims.get(5, TimeUnit.SECONDS).claims().size());
  }

  @Test
  void two_backends_on_one_file_wake_each_other_whatever_link_leads_to_it() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("link.db"), file);
    // So slow a poll that only the wake-up can be the reason.
    SqliteConfig slow = SqliteConfig.defaults().pollOtherProcesses(Duration.ofMinutes(1));
    backend.close();
    backend = SqliteBackend.open(file, slow);
    try (SqliteBackend other = SqliteBackend.open(link, slow)) {
      var claims = waitingClaim(other);
      backend.enqueue(List.of(task()));

      assertEquals(1, claims.get(5, TimeUnit.SECONDS).claims().size());
    }
  }

  @Test
  void tables_of_the_application_stay_as_they_are() throws SQLException {
    Path mine = folder.resolve("mine.db");
    try (Connection c = connect(mine)) {
      run(c, "CREATE TABLE tasks (id INTEGER)");
      run(c, "PRAGMA user_version = 7");
    }
    List<TaskMessage> three = tasks(3);
    try (SqliteBackend shared = SqliteBackend.open(mine)) {
      shared.enqueue(three);
      assertEquals(idsOf(three), ids(claim(shared, 10)));
    }
    try (Connection c = connect(mine);
        Statement s = c.createStatement();
        var row = s.executeQuery("SELECT user_version FROM pragma_user_version")) {
      assertEquals(7, row.getInt(1));
    }
  }

  /** A claim that has looked, found nothing, and waits. */
  static CompletableFuture<Claims> waitingClaim(SqliteBackend backend) {
    CompletableFuture<Claims> claims = new CompletableFuture<>();
    Thread thread =
        new Thread(() -> claims.complete(backend.claim(request().maxWait(Duration.ofSeconds(30)))));
    thread.start();
    await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
    return claims;
  }

  static Connection connect(Path file) throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + file);
  }

  static void run(Connection c, String sql) throws SQLException {
    try (Statement s = c.createStatement()) {
      s.execute(sql);
    }
  }
}
