package io.tasks4j.sqlite;

import static io.tasks4j.sqlite.Fixtures.claim;
import static io.tasks4j.sqlite.Fixtures.tasks;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.backend.BackendSettings;
import io.tasks4j.backend.ClaimRequest;
import io.tasks4j.backend.Claims;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A worker that waits for tasks. */
class IdleTest {
  @TempDir Path folder;

  @Test
  void an_idle_worker_writes_nothing_and_looks_now_and_then() throws Exception {
    Path file = folder.resolve("tasks.db");
    AtomicLong looks = new AtomicLong();
    InstantSource counting =
        () -> {
          looks.incrementAndGet();
          return Instant.now();
        };
    SqliteConfig config =
        SqliteConfig.defaults().settings(BackendSettings.defaults().clock(counting));
    try (SqliteBackend backend = SqliteBackend.open(file, config);
        Connection other = SharedFileTest.connect(file)) {
      backend.enqueue(tasks(1));
      assertEquals(1, claim(backend, 1).size());
      waitASecond(backend);
      long version = version(other);
      long before = looks.get();
      for (int i = 0; i < 3; i++) {
        waitASecond(backend);
      }

      long looked = looks.get() - before;

      assertEquals(version, version(other));
      // 40 polls of 75 ms, at each of which it compares the clock with what is due next.
      assertTrue(looked < 200, () -> looked + " looks in 3 s");
    }
  }

  private static void waitASecond(SqliteBackend backend) {
    ClaimRequest request = ClaimRequest.of("w1", "default", Duration.ofSeconds(30));
    assertEquals(Claims.NONE, backend.claim(request.maxWait(Duration.ofSeconds(1))));
  }

  /** Changes when another connection commits. */
  private static long version(Connection connection) throws SQLException {
    try (ResultSet row = connection.createStatement().executeQuery("PRAGMA data_version")) {
      return row.getLong(1);
    }
  }
}
