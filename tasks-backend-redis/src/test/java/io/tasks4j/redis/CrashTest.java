package io.tasks4j.redis;

import static io.tasks4j.redis.Fixtures.tasks;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.BackendUnavailableException;
import io.tasks4j.TaskStatus;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.tck.RedisServer;
import io.tasks4j.tck.TcpProxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workers and server die again and again; {@code -Dtasks4j.crash.tasks=20000} for a long run. */
class CrashTest {
  private static final int TASKS = Integer.getInteger("tasks4j.crash.tasks", 4_000);
  private static final int WORKERS = 3;

  @TempDir Path folder;

  @Test
  void noneIsLostAndEachEndsOnceThoughWorkersServerAndLinksDie() throws Exception {
    List<Child.Started> children = new ArrayList<>();
    List<Child.Started> all = new ArrayList<>();
    Random random = new Random(4);
    int killed = 0;
    try (RedisServer server = RedisServer.start("--appendonly", "yes", "--appendfsync", "always");
        TcpProxy proxy = new TcpProxy(server.port());
        RedisBackend backend = RedisBackend.open(server.uri(), RedisConfig.defaults())) {
      String uri = "redis://127.0.0.1:" + proxy.port();
      for (int i = 0; i < TASKS / 100; i++) {
        List<TaskMessage> batch = tasks(100);
        backend.enqueue(batch);
      }
      try {
        for (int i = 0; i < WORKERS; i++) {
          children.add(Child.start(folder, uri));
        }
        all.addAll(children);
        for (int round = 0; success(backend) < TASKS && round < 2_000; round++) {
          Awaitility.await().pollDelay(Duration.ofMillis(150)).until(() -> true);
          switch (round % 8) {
            case 3 -> {
              Child.Started victim = children.remove(random.nextInt(WORKERS));
              victim.process().destroyForcibly().waitFor();
              killed++;
              children.add(Child.start(folder, uri));
              all.add(children.get(WORKERS - 1));
            }
            case 5 -> proxy.cut();
            case 7 -> {
              if (round < 24) {
                server.kill();
                server.launch();
              }
            }
            default -> {}
          }
        }
        assertEquals(TASKS, success(backend));
      } finally {
        for (Child.Started child : children) {
          child.process().destroyForcibly().waitFor();
        }
      }
    }
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

  private static long success(RedisBackend backend) {
    try {
      return backend.admin().stats().values().stream()
          .mapToLong(stats -> stats.count(TaskStatus.SUCCESS))
          .sum();
    } catch (BackendUnavailableException e) {
      return 0;
    }
  }
}
