package io.tasks4j.rabbitmq;

import static io.tasks4j.rabbitmq.Fixtures.PATIENCE;
import static io.tasks4j.rabbitmq.Fixtures.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.Task;
import io.tasks4j.TaskOptions;
import io.tasks4j.TaskStatus;
import io.tasks4j.TaskType;
import io.tasks4j.queue.TaskHandle;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.worker.Worker;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Exclusive tasks go by the broker too; their locks are kept by the store beside it. */
class ExclusiveTest {
  private static final TaskType<String, Boolean> REBUILD =
      TaskType.of("index.rebuild", String.class, Boolean.class);

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void exclusive_tasks_run_and_two_of_one_key_never_at_once(BesideStore store) throws Exception {
    AtomicInteger running = new AtomicInteger();
    CountDownLatch other = new CountDownLatch(1);
    Task<String, Boolean> task =
        Task.of(
            REBUILD,
            (key, context) -> {
              if (key.equals("customer-2")) {
                other.countDown();
                return true;
              }
              boolean alone = running.incrementAndGet() == 1;
              boolean met = other.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
              running.decrementAndGet();
              return alone && met;
            });
    try (TaskQueue queue = TaskQueue.open(TestRabbit.uri(store.address(folder)));
        Worker worker = Worker.builder(queue).concurrency(4).register(task).start()) {
      List<TaskHandle<Boolean>> handles = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        handles.add(enqueue(queue, "customer-1"));
      }
      // One runs, and the worker has met the others.
      await().until(() -> running.get() > 1 || putBack(handles) == 2);
      handles.add(enqueue(queue, "customer-2"));

      for (TaskHandle<Boolean> handle : handles) {
        assertTrue(handle.await(PATIENCE));
        assertEquals(0, handle.metadata().losses());
      }
      assertTrue(worker.stop(PATIENCE));
    }
  }

  private static TaskHandle<Boolean> enqueue(TaskQueue queue, String key) {
    return queue.enqueue(REBUILD, key, TaskOptions.defaults().exclusive(key));
  }

  private static long putBack(List<TaskHandle<Boolean>> handles) {
    return handles.stream()
        .map(TaskHandle::metadata)
        .filter(task -> task.status() == TaskStatus.PENDING && task.startedAt().isPresent())
        .count();
  }
}
