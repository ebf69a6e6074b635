package io.tasks4j.results;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.TaskId;
import io.tasks4j.lock.HeldLock;
import io.tasks4j.lock.TaskLock;
import io.tasks4j.result.ResultBackend;
import io.tasks4j.result.TaskResult;
import io.tasks4j.store.ResultBackends;
import io.tasks4j.store.TaskLocks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What holds over processes, on whichever store. */
@Timeout(60)
abstract class SeveralProcesses {
  @TempDir Path folder;

  /** Where the store is; the same for all processes of one test, and empty at first. */
  abstract String address();

  @Test
  void an_await_ends_when_another_process_stores() throws Exception {
    String address = address();
    TaskId id = TaskId.next();
    try (ResultBackend results = ResultBackends.open(address)) {
      Process child = Child.start(folder, "store", address, id.toString());

      Optional<TaskResult> result = results.await(id, Duration.ofSeconds(30));

      assertEquals("\"by the child\"", result.orElseThrow().value().orElseThrow().text());
      assertEquals(0, child.waitFor());
    }
  }

  @Test
  void a_lock_lets_one_process_at_a_time_in() throws Exception {
    String address = address();
    Path counter = folder.resolve("counter");
    Files.writeString(counter, "0");
    TaskLocks.open(address).close();

    List<Process> children = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      children.add(Child.start(folder, "count", address, counter.toString(), "100"));
    }

    for (Process child : children) {
      assertTrue(child.waitFor(50, TimeUnit.SECONDS));
      assertEquals(0, child.exitValue());
    }
    assertEquals("300", Files.readString(counter));
  }

  @Test
  void the_lock_of_a_killed_process_is_free_after_its_time_to_live_and_not_before()
      throws Exception {
    String address = address();
    Path told = folder.resolve("token");
    try (TaskLock locks = TaskLocks.open(address)) {
      Process child = Child.start(folder, "hold", address, "key", told.toString());
      await().until(() -> Files.exists(told) && !Files.readString(told).isEmpty());
      // Longer than the time to live: it is renewed.
      long start = System.nanoTime();
      while (System.nanoTime() - start < 1_500_000_000L) {
        assertTrue(locks.acquire("key", Duration.ofSeconds(5)).isEmpty());
      }

      child.destroyForcibly().waitFor();

      HeldLock lock =
          await()
              .atMost(Duration.ofSeconds(10))
              .until(() -> locks.acquire("key", Duration.ofSeconds(5)), Optional::isPresent)
              .orElseThrow();
      assertTrue(lock.token() > Long.parseLong(Files.readString(told)));
    }
  }
}
