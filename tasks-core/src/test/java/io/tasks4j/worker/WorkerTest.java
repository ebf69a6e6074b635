package io.tasks4j.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.Task;
import io.tasks4j.queue.TaskHandle;
import io.tasks4j.queue.TaskQueue;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WorkerTest {
  record Greeting(String name) {}

  private static final Duration SOON = Duration.ofSeconds(10);

  @Test
  void a_result_comes_back_to_the_producer() throws Exception {
    Task<Greeting, String> greet =
        Task.of("greet", Greeting.class, String.class, (g, ctx) -> "Hello " + g.name());

    try (TaskQueue queue = TaskQueue.open("memory:");
        Worker worker = Worker.builder(queue).register(greet).start()) {
      TaskHandle<String> handle = queue.enqueue(greet, new Greeting("Ada"));

      assertEquals("Hello Ada", handle.await(SOON));
    }
  }

  @Test
  void ten_thousand_tasks_run_once_each() throws Exception {
    AtomicInteger runs = new AtomicInteger();
    Task<Integer, Integer> count =
        Task.of("count", Integer.class, Integer.class, (n, ctx) -> runs.incrementAndGet());

    try (TaskQueue queue = TaskQueue.open("memory:");
        Worker worker = Worker.builder(queue).register(count).start()) {
      List<TaskHandle<Integer>> handles =
          queue.enqueueAll(count, IntStream.range(0, 10_000).boxed().toList());
      for (TaskHandle<Integer> handle : handles) {
        handle.await(SOON);
      }
      assertTrue(worker.stop(SOON));
    }

    assertEquals(10_000, runs.get());
  }

  @Test
  void tasks_run_on_virtual_threads_where_the_jvm_has_them_and_are_refused_elsewhere()
      throws Exception {
    Task<Integer, String> where =
        Task.of(
            "where",
            Integer.class,
            String.class,
            (n, ctx) -> Thread.currentThread().getClass().getName());

    try (TaskQueue queue = TaskQueue.open("memory:")) {
      WorkerBuilder builder = Worker.builder(queue).register(where);
      if (Runtime.version().feature() < 21) {
        var e = assertThrows(IllegalArgumentException.class, builder::virtualThreads);
        assertTrue(e.getMessage().startsWith("virtual threads need Java 21"));
      } else {
        try (Worker worker = builder.virtualThreads().start()) {
          String type = queue.enqueue(where, 1).await(SOON);
          assertEquals("java.lang.VirtualThread", type);
        }
      }
    }
  }
}
