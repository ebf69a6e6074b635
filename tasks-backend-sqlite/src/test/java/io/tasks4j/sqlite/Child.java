package io.tasks4j.sqlite;

import io.tasks4j.backend.Claim;
import io.tasks4j.backend.Claims;
import io.tasks4j.backend.Outcome;
import io.tasks4j.backend.Settlement;
import io.tasks4j.lock.HeldLock;
import io.tasks4j.lock.TaskLock;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.tck.faults.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/** A second process on the file of a test; what it did, it says a line each on its output. */
final class Child {
  private Child() {}

  public static void main(String[] args) throws Exception {
    Path file = Path.of(args[1]);
    try (SqliteBackend backend = SqliteBackend.open(file)) {
      switch (args[0]) {
        case "drain" -> inThreads(8, () -> drain(backend));
        case "enqueue" -> enqueueForEver(backend);
        case "work" -> inThreads(4, () -> workForEver(backend));
        case "enqueue-one" -> say(backend.enqueue(List.of(Fixtures.task())).get(0).id());
        case "count" -> count(backend, file.resolveSibling("counter"));
        case "hold" -> hold(backend, file.resolveSibling("token"));
        default -> throw new IllegalArgumentException(args[0]);
      }
    }
  }

  static ChildJvm start(Path file, String what) throws IOException {
    return ChildJvm.start(file.getParent(), Child.class, what, file.toString());
  }

  private static void drain(SqliteBackend backend) {
    while (true) {
      Claims claims = backend.claim(Fixtures.request().max(5));
      if (claims.claims().isEmpty()) {
        return;
      }
      settle(backend, claims.claims());
    }
  }

  private static void workForEver(SqliteBackend backend) {
    while (true) {
      var request = Fixtures.request().max(5).maxWait(Duration.ofSeconds(5));
      settle(backend, backend.claim(request).claims());
    }
  }

  private static void settle(SqliteBackend backend, List<Claim> claims) {
    claims.forEach(c -> say(c.id()));
    List<Boolean> settled =
        backend.settle(
            claims.stream()
                .map(c -> Settlement.of(c, new Outcome.Success(Optional.empty())))
                .toList());
    if (settled.contains(false)) {
      say("settled by another");
    }
  }

  private static void enqueueForEver(SqliteBackend backend) {
    while (true) {
      TaskMessage task = Fixtures.task();
      backend.enqueue(List.of(task));
      say(task.id());
    }
  }

  /** Raises the number in a file, which goes wrong as soon as two do it at once. */
  private static void count(SqliteBackend backend, Path counter) throws IOException {
    try (TaskLock locks = TaskLock.over(backend.locks())) {
      for (int done = 0; done < 100; ) {
        Optional<HeldLock> lock = locks.acquire("counter", Duration.ofSeconds(30));
        if (lock.isEmpty()) {
          LockSupport.parkNanos(200_000);
          continue;
        }
        int now = Integer.parseInt(Files.readString(counter));
        Files.writeString(counter, Integer.toString(now + 1));
        lock.get().close();
        done++;
      }
    }
  }

  /** Until it is killed; tells the token. */
  private static void hold(SqliteBackend backend, Path told) throws Exception {
    TaskLock locks = TaskLock.over(backend.locks());
    HeldLock lock = locks.acquire("key", Duration.ofMillis(900)).orElseThrow();
    Files.writeString(told, Long.toString(lock.token()));
    new CountDownLatch(1).await();
  }

  private static void inThreads(int count, Runnable work) throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Thread thread = new Thread(work);
      thread.setUncaughtExceptionHandler(
          (t, e) -> {
            e.printStackTrace();
            say("failed " + e);
          });
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private static synchronized void say(Object what) {
    System.out.println(what);
    System.out.flush();
  }
}
