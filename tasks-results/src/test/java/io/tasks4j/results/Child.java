package io.tasks4j.results;

import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import io.tasks4j.lock.HeldLock;
import io.tasks4j.lock.TaskLock;
import io.tasks4j.message.Payload;
import io.tasks4j.result.ResultBackend;
import io.tasks4j.result.TaskResult;
import io.tasks4j.store.ResultBackends;
import io.tasks4j.store.TaskLocks;
import io.tasks4j.tck.faults.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/** A second process on the store of a test. */
final class Child {
  private Child() {}

  public static void main(String[] args) throws Exception {
    String address = args[1];
    switch (args[0]) {
      case "store" -> store(address, TaskId.parse(args[2]));
      case "count" -> count(address, Path.of(args[2]), Integer.parseInt(args[3]));
      case "hold" -> hold(address, args[2], Path.of(args[3]));
      default -> throw new IllegalArgumentException(args[0]);
    }
  }

  static Process start(Path folder, String... args) throws IOException {
    return ChildJvm.start(folder, Child.class, args).process();
  }

  static TaskResult result(TaskId id, String json) {
    return new TaskResult(
        id,
        TaskStatus.SUCCESS,
        Optional.of(Payload.json(json)),
        Optional.empty(),
        1,
        Instant.EPOCH,
        Instant.EPOCH);
  }

  private static void store(String address, TaskId id) {
    try (ResultBackend results = ResultBackends.open(address)) {
      results.store(result(id, "\"by the child\""));
    }
  }

  /** Raises the number in a file, which goes wrong as soon as two do it at once. */
  private static void count(String address, Path file, int times) throws IOException {
    try (TaskLock locks = TaskLocks.open(address)) {
      for (int done = 0; done < times; ) {
        Optional<HeldLock> lock = locks.acquire("counter", Duration.ofSeconds(30));
        if (lock.isEmpty()) {
          LockSupport.parkNanos(200_000);
          continue;
        }
        int now = Integer.parseInt(Files.readString(file));
        Files.writeString(file, Integer.toString(now + 1));
        lock.get().close();
        done++;
      }
    }
  }

  private static void hold(String address, String key, Path told) throws Exception {
    TaskLock locks = TaskLocks.open(address);
    HeldLock lock = locks.acquire(key, Duration.ofMillis(900)).orElseThrow();
    Files.writeString(told, Long.toString(lock.token()));
    new CountDownLatch(1).await();
  }
}
