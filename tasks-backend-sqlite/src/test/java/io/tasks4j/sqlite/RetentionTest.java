package io.tasks4j.sqlite;

import static io.tasks4j.sqlite.Fixtures.claim;
import static io.tasks4j.sqlite.Fixtures.error;
import static io.tasks4j.sqlite.Fixtures.message;
import static io.tasks4j.sqlite.Fixtures.task;
import static io.tasks4j.sqlite.Fixtures.tasks;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.TaskStatus;
import io.tasks4j.UniqueKey;
import io.tasks4j.backend.BackendSettings;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.Outcome;
import io.tasks4j.backend.Retention;
import io.tasks4j.backend.Settlement;
import io.tasks4j.message.Payload;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.result.QueueStats;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetentionTest {
  private static final int KEPT = 700;

  private final ManualClock clock = new ManualClock();
  @TempDir Path folder;
  private SqliteBackend backend;

  @BeforeEach
  void open() {
    var kept = new Retention(Duration.ofHours(1), KEPT, Duration.ofHours(2), 3);
    backend =
        SqliteBackend.open(
            folder.resolve("tasks.db"),
            SqliteConfig.defaults()
                .settings(BackendSettings.defaults().clock(clock).retention(kept)));
  }

  @AfterEach
  void close() {
    backend.close();
  }

  @Test
  void ended_tasks_go_by_count_the_oldest_first() {
    backend.enqueue(tasks(2_000));
    List<Claim> claims = claim(backend, 1_990);
    end(claims.subList(0, 980), new Outcome.Success(Optional.empty()));
    clock.advance(Duration.ofSeconds(1));
    end(claims.subList(980, 1_980), new Outcome.Success(Optional.empty()));
    end(claims.subList(1_980, 1_990), new Outcome.Failure(error()));

    await()
        .untilAsserted(
            () -> {
              claim(backend, 1).forEach(c -> end(List.of(c), new Outcome.Release(Duration.ZERO)));
              assertEquals(KEPT, stats().count(TaskStatus.SUCCESS));
              assertEquals(3, stats().count(TaskStatus.FAILURE));
            });
    assertEquals(10, stats().live());
    assertTrue(backend.admin().find(claims.get(1_979).id()).isPresent());
    assertFalse(backend.admin().find(claims.get(0).id()).isPresent());
  }

  @Test
  void ended_tasks_go_by_age_and_held_keys_keep_theirs() {
    TaskMessage within =
        message().unique(Optional.of(UniqueKey.within("k", Duration.ofDays(1)))).build();
    backend.enqueue(List.of(task(), within));
    end(claim(backend, 2), new Outcome.Success(Optional.empty()));
    backend.enqueue(List.of(task()));
    end(claim(backend, 1), new Outcome.Failure(error()));

    clock.advance(Duration.ofHours(1).plusMillis(1));
    await().untilAsserted(() -> assertLeft(1, 1));
    clock.advance(Duration.ofHours(1));
    await().untilAsserted(() -> assertLeft(1, 0));
    assertEquals(
        within.id(),
        backend.enqueue(List.of(message().unique(within.unique()).build())).get(0).id());
    clock.advance(Duration.ofDays(1));
    await().untilAsserted(() -> assertLeft(0, 0));
  }

  @Test
  void the_file_stays_bounded_while_tasks_with_results_come_and_go() throws Exception {
    for (int i = 0; i < 3; i++) {
      comeAndGo(backend, 2_000);
      await().until(() -> claim(backend, 1).isEmpty() && ended() <= KEPT);
    }

    long size = size("tasks.db");

    // At its fullest it holds what is kept of one time, and all of the next, which ends sooner than
    // retention looks; half of what came in all.
    long fullest = sizeOfAll(2_000 + KEPT);
    assertTrue(size <= fullest * 11 / 10, () -> size + " bytes, and not " + fullest);
  }

  private static void comeAndGo(SqliteBackend backend, int count) {
    Payload result = Payload.json("\"" + "x".repeat(10_000) + "\"");
    for (int left = count; left > 0; left -= 100) {
      backend.enqueue(tasks(100));
      end(backend, claim(backend, 100), new Outcome.Success(Optional.of(result)));
    }
  }

  /** What a file has that keeps so many. */
  private long sizeOfAll(int count) throws SQLException {
    try (SqliteBackend keeping =
        SqliteBackend.open(folder.resolve("all.db"), SqliteConfig.defaults())) {
      comeAndGo(keeping, count);
      return size("all.db");
    }
  }

  /** In bytes, with what is in its log alone as yet. */
  private long size(String file) throws SQLException {
    try (Connection c = SharedFileTest.connect(folder.resolve(file));
        ResultSet row =
            c.createStatement()
                .executeQuery(
                    "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")) {
      return row.getLong(1);
    }
  }

  private long ended() {
    return stats().count(TaskStatus.SUCCESS);
  }

  private void assertLeft(long finished, long dead) {
    claim(backend, 1);
    assertEquals(finished, stats().count(TaskStatus.SUCCESS));
    assertEquals(dead, stats().count(TaskStatus.FAILURE));
  }

  /** Those of a queue without tasks, where there is none any more. */
  private QueueStats stats() {
    QueueStats none = new QueueStats(Map.of(), false, Optional.empty());
    return backend.admin().stats().getOrDefault("default", none);
  }

  private void end(List<Claim> claims, Outcome outcome) {
    end(backend, claims, outcome);
  }

  private static void end(SqliteBackend backend, List<Claim> claims, Outcome outcome) {
    backend.settle(claims.stream().map(c -> Settlement.of(c, outcome)).toList());
  }
}
