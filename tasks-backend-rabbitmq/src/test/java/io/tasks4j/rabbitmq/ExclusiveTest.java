package io.tasks4j.rabbitmq;

import static io.tasks4j.rabbitmq.Fixtures.PATIENCE;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tasks4j.Task;
import io.tasks4j.TaskOptions;
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
              if (!key.equals("customer-1")) {
                other.countDown();
                return true;
              }
              boolean alone = running.incrementAndGet() == 1;
              // While this one runs, the worker takes up the others and runs one of another key.
              boolean met = other.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
              running.decrementAndGet();
              return alone && met;
            });
    List<Boolean> alone = new ArrayList<>();
    try (TaskQueue queue = TaskQueue.open(TestRabbit.uri(store.address(folder)))) {
      List<TaskHandle<Boolean>> handles = new ArrayList<>();
      for (String key : List.of("customer-1", "customer-1", "customer-1", "customer-2")) {
        handles.add(queue.enqueue(REBUILD, key, TaskOptions.defaults().exclusive(key)));
      }
      Worker worker = Worker.builder(queue).concurrency(4).register(task).start();
      try {
        for (TaskHandle<Boolean> handle : handles) {
          alone.add(handle.await(PATIENCE));
          // A task whose key is busy is put back, and no delivery counts as lost.
          assertEquals(0, handle.metadata().losses());
        }
      } finally {
        worker.close();
      }
    }

    assertEquals(List.of(true, true, true, true), alone);
  }
}
