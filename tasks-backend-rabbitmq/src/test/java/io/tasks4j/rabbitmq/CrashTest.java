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
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Workers and the broker die again and again; {@code -Dtasks4j.crash.tasks=20000} for a long run.
 */
class CrashTest {
  private static final int TASKS = Integer.getInteger("tasks4j.crash.tasks", 3_000);
  private static final int WORKERS = 2;

  @TempDir Path folder;

  @Test
  void none_is_lost_and_each_ends_once_though_workers_and_broker_die() throws Exception {
    List<Child.Started> children = new ArrayList<>();
    List<Child.Started> all = new ArrayList<>();
    Random random = new Random(4);
    int killed = 0;
    try (RabbitServer server = RabbitServer.start()) {
      String store =
          URLEncoder.encode("sqlite:" + folder.resolve("tasks.db"), StandardCharsets.UTF_8);
      String uri =
          server.uri()
              + "?transitTimeout=10s&finishedCount=1000000&maxDeliveries=100&metadata="
              + store;
      try (TaskBackend backend = TaskBackends.open(uri)) {
        CompletableFuture<Integer> producer = CompletableFuture.supplyAsync(() -> produce(backend));
        try {
          for (int i = 0; i < WORKERS; i++) {
            children.add(Child.start(folder, uri));
          }
          all.addAll(children);
          for (int round = 0; success(backend) < TASKS && round < 4_000; round++) {
            Awaitility.await().pollDelay(Duration.ofMillis(200)).until(() -> true);
            if (round % 8 == 3) {
              Child.Started victim = children.remove(random.nextInt(WORKERS));
              victim.process().destroyForcibly().waitFor();
              killed++;
              children.add(Child.start(folder, uri));
              all.add(children.get(WORKERS - 1));
            } else if (round == 9) {
              server.kill();
              server.launch();
            } else if (round == 22) {
              server.stop();
              server.launch();
            }
          }
          assertEquals(TASKS, producer.get(60, TimeUnit.SECONDS));
          assertEquals(TASKS, success(backend));
        } finally {
          for (Child.Started child : children) {
            child.process().destroyForcibly().waitFor();
          }
        }
      }
    }
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
    assertTrue(ended.values().stream().allMatch(count -> count == 1), "ended twice");
    assertTrue(killed > 0, "nobody was killed");
    int atMost = 5 * killed;
    long doubled = began.values().stream().filter(count -> count > 1).count();
    assertTrue(
        doubled <= atMost, () -> doubled + " ran twice, at most " + atMost + " were cut off");
    assertTrue(ended.size() >= TASKS - atMost, () -> ended.size() + " were said to have ended");
  }

  /** Sends again what was not accepted, under the same ids. */
  private static int produce(TaskBackend backend) {
    int sent = 0;
    while (sent < TASKS) {
      List<TaskMessage> batch = tasks(20);
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
