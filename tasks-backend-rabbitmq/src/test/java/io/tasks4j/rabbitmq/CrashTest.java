package io.tasks4j.rabbitmq;

import static io.tasks4j.rabbitmq.Fixtures.tasks;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.BackendUnavailableException;
import io.tasks4j.TaskStatus;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.backend.TaskBackends;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.servers.RabbitServer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Workers and the broker die again and again; {@code -Plong} or {@code -Dtasks4j.crash.tasks=20000}
 * for a long run.
 */
class CrashTest {
  private static final int TASKS = Integer.getInteger("tasks4j.crash.tasks", 3_000);
  private static final int WORKERS = 2;
  private static final int ROUNDS = 200 + TASKS / 10;

  @TempDir Path folder;

  @Test
  void none_is_lost_and_each_ends_once_though_workers_and_broker_die() throws Exception {
    RabbitServer server = TestRabbit.own();
    Random random = new Random(4);
    List<Child.Started> all = new ArrayList<>();
    List<Child.Started> children = new ArrayList<>();
    String uri =
        server.uri()
            + "?transitTimeout=10s&finishedCount=1000000&maxDeliveries=100&queueName="
            + URLEncoder.encode(TestRabbit.config().queueName(), StandardCharsets.UTF_8)
            + "&metadata="
            + URLEncoder.encode("sqlite:" + folder.resolve("tasks.db"), StandardCharsets.UTF_8);
    int killed = 0;
    int restarts = 0;
    try (TaskBackend backend = TaskBackends.open(uri);
        TaskBackend other = TaskBackends.open(uri)) {
      List<CompletableFuture<Integer>> producers =
          Stream.of(backend, other)
              .map(b -> CompletableFuture.supplyAsync(() -> produce(b, TASKS / 2)))
              .toList();
      try {
        for (int i = 0; i < WORKERS; i++) {
          children.add(Child.start(folder, uri));
        }
        all.addAll(children);
        long ended = 0;
        for (int round = 1; ended < TASKS && round < ROUNDS; round++) {
          Awaitility.await().pollDelay(Duration.ofMillis(200)).until(() -> true);
          ended = success(backend);
          if (round % 8 == 0) {
            Child.Started victim = children.remove(random.nextInt(WORKERS));
            victim.process().destroyForcibly().waitFor();
            killed++;
            children.add(Child.start(folder, uri));
            all.add(children.get(WORKERS - 1));
          }
          if (restarts == 0 && ended > TASKS / 4) {
            server.kill();
            server.launch();
            restarts++;
          } else if (restarts == 1 && ended > TASKS / 2) {
            server.stop();
            server.launch();
            restarts++;
          }
        }
        for (CompletableFuture<Integer> producer : producers) {
          assertEquals(TASKS / 2, producer.get(60, TimeUnit.SECONDS));
        }
        assertEquals(TASKS, success(backend));
      } finally {
        for (Child.Started child : children) {
          child.process().destroyForcibly().waitFor();
        }
      }
    }
    assertEquals(2, restarts);
    check(all, killed);
  }

  private static void check(List<Child.Started> all, int killed) throws Exception {
    Map<String, Integer> began = new HashMap<>();
    Map<String, Integer> ended = new HashMap<>();
    for (Child.Started child : all) {
      for (String line : child.lines()) {
        String[] words = line.split(" ", -1);
        if (words.length == 2 && words[1].length() == 36) {
          (words[0].equals("began") ? began : ended).merge(words[1], 1, Integer::sum);
        }
      }
    }
    long doubled = began.values().stream().filter(count -> count > 1).count();
    System.getLogger(CrashTest.class.getName())
        .log(
            System.Logger.Level.INFO,
            "{0} tasks, {1} workers killed, {2} began twice",
            TASKS,
            killed,
            doubled);
    assertTrue(ended.values().stream().allMatch(count -> count == 1), "ended twice");
    assertTrue(killed > 0, "nobody was killed");
    int atMost = 5 * killed;
    assertTrue(
        doubled <= atMost, () -> doubled + " ran twice, at most " + atMost + " were cut off");
    assertTrue(ended.size() >= TASKS - atMost, () -> ended.size() + " were said to have ended");
  }

  /** Sends again what was not accepted, under the same ids. */
  private static int produce(TaskBackend backend, int count) {
    int sent = 0;
    while (sent < count) {
      List<TaskMessage> batch = tasks(Math.min(20, count - sent));
      while (true) {
        try {
          sent += backend.enqueue(batch).size();
          break;
        } catch (BackendUnavailableException e) {
          LockSupport.parkNanos(50_000_000);
        }
      }
    }
    return sent;
  }

  private static long success(TaskBackend backend) {
    return backend.admin().stats().values().stream()
        .mapToLong(stats -> stats.count(TaskStatus.SUCCESS))
        .sum();
  }
}
