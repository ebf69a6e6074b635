package io.tasks4j.tck.worker;

import io.tasks4j.Task;
import io.tasks4j.TaskType;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.worker.Worker;
import io.tasks4j.worker.WorkerBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What the rules share: one queue and its workers, closed after each. */
abstract class WorkerRules {
  static final TaskType<Integer, Integer> TYPE =
      TaskType.of("number", Integer.class, Integer.class);

  /** Long enough for any machine; nothing waits for it when all is well. */
  static final Duration SOON = Duration.ofSeconds(30);

  private final Callable<TaskBackend> opener;
  private final List<Worker> workers = new ArrayList<>();
  private TaskQueue queue;

  @SuppressWarnings("NullAway.Init") // set before each rule
  WorkerRules(Callable<TaskBackend> opener) {
    this.opener = opener;
  }

  @BeforeEach
  void openQueue() throws Exception {
    queue = TaskQueue.over(open());
  }

  /** One more backend, on a store of its own; the caller closes it. */
  final TaskBackend open() throws Exception {
    return opener.call();
  }

  @AfterEach
  void closeAll() {
    workers.forEach(worker -> worker.stop(Duration.ofSeconds(2)));
    queue.close();
  }

  final TaskQueue queue() {
    return queue;
  }

  final WorkerBuilder worker(Task.Body<Integer, Integer> body) {
    return Worker.builder(queue).register(Task.of(TYPE, body));
  }

  final Worker start(WorkerBuilder builder) {
    Worker worker = builder.start();
    workers.add(worker);
    return worker;
  }

  static ConditionFactory soon() {
    return Awaitility.await().atMost(SOON).pollInterval(Duration.ofMillis(5));
  }

  /** Waits like a task that is at work: until it is let go, or interrupted. */
  static int hold(CountDownLatch release) throws InterruptedException {
    if (!release.await(SOON.toSeconds(), TimeUnit.SECONDS)) {
      throw new IllegalStateException("nobody let the task go");
    }
    return 0;
  }

  /** Goes on until it is let go, whatever anybody asks. */
  static int holdStubbornly(CountDownLatch release) {
    boolean interrupted = false;
    while (true) {
      try {
        int result = hold(release);
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
        return result;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
  }

  static long threadsOf(Worker worker) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("tasks4j-" + worker.name()))
        .count();
  }
}
