package io.tasks4j.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.Task;
import io.tasks4j.TaskOptions;
import io.tasks4j.TaskStatus;
import io.tasks4j.TaskType;
import io.tasks4j.UniqueKey;
import io.tasks4j.backend.dummy.DummyBackend;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.worker.Worker;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DummyBackendTest {
  private static final TaskType<String, String> TYPE =
      TaskType.of("mail", String.class, String.class);

  @Test
  void every_task_succeeds_at_once_and_is_recorded() throws Exception {
    DummyBackend dummy = new DummyBackend();
    try (TaskQueue queue = TaskQueue.over(dummy)) {
      var handle = queue.enqueue(TYPE, "a", TaskOptions.defaults().delay(Duration.ofDays(1)));
      queue.enqueueAll(TYPE, List.of("b", "c"), TaskOptions.defaults().queue("slow"));

      assertEquals(TaskStatus.SUCCESS, handle.status());
      assertEquals(null, handle.await(Duration.ZERO));
      assertEquals(
          List.of("\"a\"", "\"b\"", "\"c\""),
          dummy.recorded().stream().map(m -> m.payload().text()).toList());
      assertEquals(
          List.of("default", "slow", "slow"),
          dummy.recorded().stream().map(TaskMessage::queue).toList());
    }
  }

  @Test
  void a_duplicate_is_not_recorded() {
    DummyBackend dummy = new DummyBackend();
    TaskOptions once = TaskOptions.defaults().unique(UniqueKey.within("k", Duration.ofHours(1)));
    try (TaskQueue queue = TaskQueue.over(dummy)) {
      queue.enqueue(TYPE, "a", once);
      queue.enqueue(TYPE, "a", once);

      assertEquals(1, dummy.recorded().size());
      dummy.clear();
      assertTrue(dummy.recorded().isEmpty());
    }
  }

  @Test
  void a_worker_finds_nothing_to_run() {
    AtomicInteger runs = new AtomicInteger();
    try (TaskQueue queue = TaskQueue.open("dummy:");
        Worker worker =
            Worker.builder(queue)
                .register(
                    Task.of(
                        TYPE,
                        (p, ctx) -> {
                          runs.incrementAndGet();
                          return p;
                        }))
                .start()) {
      for (int i = 0; i < 2_000; i++) {
        queue.enqueue(TYPE, "a");
      }
    }

    assertEquals(0, runs.get());
  }
}
