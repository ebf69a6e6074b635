package io.tasks4j.rabbitmq;

import static io.tasks4j.rabbitmq.Fixtures.message;
import static io.tasks4j.rabbitmq.Fixtures.request;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.When;
import io.tasks4j.backend.BackendUri;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.Settlement;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.servers.RabbitServer;
import io.tasks4j.sqlite.SqliteBackend;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many delays at once; {@code -Plong} or {@code -Dtasks4j.delay.tasks=5000
 * -Dtasks4j.delay.seconds=60} for more.
 */
class DelayTest {
  private static final int TASKS = Integer.getInteger("tasks4j.delay.tasks", 1_000);
  private static final int SECONDS = Integer.getInteger("tasks4j.delay.seconds", 8);

  @TempDir Path folder;

  @Test
  void none_is_early_and_99_of_100_are_within_a_second_over_a_restart_of_the_broker()
      throws Exception {
    Random random = new Random(7);
    List<TaskMessage> far = new ArrayList<>();
    for (int i = 0; i < 2 * TASKS; i++) {
      far.add(delayed(Duration.ofDays(1 + random.nextInt(30))));
    }
    List<TaskMessage> near = new ArrayList<>();
    for (int i = 0; i < TASKS; i++) {
      near.add(delayed(Duration.ofMillis(random.nextInt(SECONDS * 1_000))));
    }
    List<Long> late = new ArrayList<>();
    RabbitServer server = TestRabbit.own();
    try (TaskBackend backend =
        RabbitMqBackend.open(
            RabbitMqAddress.from(BackendUri.parse(server.uri())),
            TestRabbit.config(),
            SqliteBackend.open(folder.resolve("tasks.db")))) {
      backend.enqueue(far);
      backend.enqueue(near);
      server.kill();
      Thread restart =
          new Thread(
              () -> {
                try {
                  server.launch();
                } catch (java.io.IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              });
      restart.start();
      while (late.size() < TASKS) {
        List<Claim> claims =
            backend.claim(request().max(50).maxWait(Duration.ofSeconds(SECONDS))).claims();
        long now = Instant.now().toEpochMilli();
        assertTrue(!claims.isEmpty(), "nothing came");
        for (Claim claim : claims) {
          late.add(now - backend.admin().find(claim.id()).orElseThrow().dueAt().toEpochMilli());
        }
        backend.settle(claims.stream().map(c -> Settlement.of(c, Fixtures.SUCCESS)).toList());
      }
      restart.join();
      assertEquals(List.of(), backend.claim(request()).claims());
    }
    List<Long> sorted = late.stream().sorted().toList();
    System.getLogger(DelayTest.class.getName())
        .log(
            System.Logger.Level.INFO,
            "{0} tasks: milliseconds late at least {1}, 99 of 100 at most {2}, all at most {3}",
            TASKS,
            sorted.get(0),
            sorted.get(TASKS * 99 / 100),
            sorted.get(TASKS - 1));
    assertTrue(sorted.get(0) >= 0, () -> sorted.get(0) + " ms late");
    long most = sorted.get(TASKS * 99 / 100);
    assertTrue(most <= 1_000, () -> "99 of 100 within " + most + " ms");
  }

  private static TaskMessage delayed(Duration delay) {
    return message().due(Optional.of(new When.After(delay))).build();
  }
}
