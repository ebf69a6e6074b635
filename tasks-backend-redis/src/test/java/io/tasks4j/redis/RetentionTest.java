package io.tasks4j.redis;

import static io.tasks4j.redis.Fixtures.claim;
import static io.tasks4j.redis.Fixtures.tasks;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.TaskStatus;
import io.tasks4j.backend.BackendSettings;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.Outcome;
import io.tasks4j.backend.Retention;
import io.tasks4j.backend.Settlement;
import io.tasks4j.message.Payload;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/** What has ended is kept within bounds, and so is the memory of the server. */
class RetentionTest extends OwnServer {
  private static final int KEPT = 300;

  @Test
  void memoryStaysBoundedWhileTasksWithResultsComeAndGo() {
    Retention few = new Retention(Duration.ofHours(1), KEPT, Duration.ofHours(1), 10);
    RedisBackend backend =
        open(RedisConfig.defaults().settings(BackendSettings.defaults().retention(few)));
    for (int i = 0; i < 10; i++) {
      endAHundred(backend);
    }
    long after1000 = usedWhenSwept(backend);
    for (int i = 0; i < 40; i++) {
      endAHundred(backend);
    }

    long grown = usedWhenSwept(backend) - after1000;

    // Of 4,000 results more, 40 MB.
    assertTrue(grown < 2 << 20, () -> grown + " bytes more");
  }

  private static void endAHundred(RedisBackend backend) {
    Payload result = Payload.json('"' + "x".repeat(10_000) + '"');
    backend.enqueue(tasks(100));
    List<Claim> claims = claim(backend, 100);
    assertEquals(100, claims.size());
    backend.settle(
        claims.stream()
            .map(c -> Settlement.of(c, new Outcome.Success(Optional.of(result))))
            .toList());
  }

  /** Claims sweep as they go. */
  private long usedWhenSwept(RedisBackend backend) {
    await()
        .until(
            () -> {
              assertEquals(List.of(), claim(backend, 1));
              return backend.admin().stats().get("default").count(TaskStatus.SUCCESS) == KEPT;
            });
    return used();
  }

  private long used() {
    try (Jedis jedis = Fixtures.connect(server)) {
      return jedis
          .info("memory")
          .lines()
          .filter(line -> line.startsWith("used_memory_dataset:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D+", "")))
          .findFirst()
          .orElseThrow();
    }
  }
}
