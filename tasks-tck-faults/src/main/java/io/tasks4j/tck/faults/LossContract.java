package io.tasks4j.tck.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.BackendUnavailableException;
import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.backend.TaskBackends;
import io.tasks4j.message.Payload;
import io.tasks4j.message.TaskMessage;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
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
 * Worker processes, and what else the test breaks, die again and again while a producer enqueues:
 * none of its tasks is lost, and each ends once. A test to inherit by backends with a server;
 * {@code -Dtasks4j.crash.tasks=20000} makes for a long run.
 */
public abstract class LossContract {
  private static final int WORKERS = 3;
  private static final int BATCH = 20;

  /** Rounds, of about {@link #ROUND} each, from one kill of a worker to the next. */
  private static final int KILL_EACH = 8;

  private static final Duration ROUND = Duration.ofMillis(150);
  private static final int MOST_ROUNDS = 4_000;

  @SuppressWarnings("NullAway.Init") // set before each test
  @TempDir
  protected Path folder;

  private final List<ChildJvm> running = new ArrayList<>();
  private final List<ChildJvm> all = new ArrayList<>();
  private final Random random = new Random(4);
  private int killed;

  /** How many tasks; a few thousand, as long as nobody asks for more. */
  protected int tasks() {
    return Integer.getInteger("tasks4j.crash.tasks", 3_000);
  }

  /**
   * Starts what the test breaks; gives the address of an empty store for the test itself. Let it
   * keep as many finished tasks as there are, and forgive many losses.
   */
  protected abstract String start() throws Exception;

  /** The address for the workers, where it is another one, such as that of a link to be cut. */
  protected abstract String workersAddress();

  /** Breaks something, or nothing, in a round; they are counted from 0. */
  protected abstract void disturb(int round) throws Exception;

  /** Stops what was started. */
  protected abstract void stop() throws Exception;

  @Test
  void none_is_lost_and_each_ends_once_though_workers_and_servers_die() throws Exception {
    try {
      run(start());
    } finally {
      for (ChildJvm worker : running) {
        worker.process().destroyForcibly().waitFor();
      }
      stop();
    }
    check();
  }

  private void run(String address) throws Exception {
    try (TaskBackend backend = TaskBackends.open(address)) {
      CompletableFuture<Integer> producer = CompletableFuture.supplyAsync(() -> produce(backend));
      while (running.size() < WORKERS) {
        startWorker();
      }
      for (int round = 0; success(backend) < tasks() && round < MOST_ROUNDS; round++) {
        Awaitility.await().pollDelay(ROUND).until(() -> true);
        if (round % KILL_EACH == 3) {
          running.remove(random.nextInt(WORKERS)).process().destroyForcibly().waitFor();
          killed++;
          startWorker();
        }
        disturb(round);
      }
      assertTrue(producer.get(60, TimeUnit.SECONDS) >= tasks());
      assertEquals(producer.get(), success(backend));
    }
  }

  private void startWorker() throws Exception {
    ChildJvm worker = LossWorker.start(folder, workersAddress());
    running.add(worker);
    all.add(worker);
  }

  private void check() throws Exception {
    Map<String, Integer> began = new HashMap<>();
    Map<String, Integer> ended = new HashMap<>();
    for (ChildJvm worker : all) {
      for (String line : worker.lines()) {
        String[] words = line.split(" ", -1);
        if (words.length == 2 && words[1].length() == 36) {
          (words[0].equals("began") ? began : ended).merge(words[1], 1, Integer::sum);
        }
      }
    }
    assertTrue(ended.values().stream().allMatch(count -> count == 1), "ended twice");
    assertTrue(killed > 0, "nobody was killed");
    int atMost = LossWorker.BATCH * killed;
    long doubled = began.values().stream().filter(count -> count > 1).count();
    assertTrue(
        doubled <= atMost, () -> doubled + " ran twice, at most " + atMost + " were cut off");
    assertTrue(ended.size() >= tasks() - atMost, () -> ended.size() + " were said to have ended");
  }

  /** Sends again what was not accepted, under the same ids. */
  private int produce(TaskBackend backend) {
    int sent = 0;
    while (sent < tasks()) {
      List<TaskMessage> batch = Stream.generate(LossContract::message).limit(BATCH).toList();
      for (boolean accepted = false; !accepted; ) {
        try {
          sent += backend.enqueue(batch).size();
          accepted = true;
        } catch (BackendUnavailableException e) {
          LockSupport.parkNanos(50_000_000);
        }
      }
    }
    return sent;
  }

  private static TaskMessage message() {
    return TaskMessage.builder(TaskId.next(), "greet", Payload.json("1"), Instant.EPOCH).build();
  }

  private static int success(TaskBackend backend) {
    try {
      return (int)
          backend.admin().stats().values().stream()
              .mapToLong(stats -> stats.count(TaskStatus.SUCCESS))
              .sum();
    } catch (BackendUnavailableException e) {
      return 0;
    }
  }
}
