package io.tasks4j.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.Task;
import io.tasks4j.TaskStatus;
import io.tasks4j.queue.TaskHandle;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EndlessDrainTest {
  private TestTasks tasks = TestTasks.create();

  @AfterEach
  void close() {
    tasks.close();
  }

  @Test
  void a_task_that_snoozes_for_no_time_ends_with_a_clear_error() {
    Task<String, Void> sleepy =
        Task.of(
            "sleepy",
            String.class,
            Void.class,
            (p, ctx) -> {
              throw ctx.snooze(Duration.ZERO);
            });
    tasks = TestTasks.builder().register(sleepy).drainLimit(7).build();
    TaskHandle<Void> handle = tasks.queue().enqueue(sleepy, "x");

    AssertionError e = assertThrows(AssertionError.class, tasks::drain);

    assertEquals(
        "drain() has run 7 deliveries, and more are due: {sleepy=7}. A task that snoozes or"
            + " enqueues itself each time never ends; if so many are right, raise drainLimit",
        e.getMessage());
    assertEquals(TaskStatus.PENDING, handle.status(), "the eighth was given back");
  }

  @Test
  void a_task_that_goes_on_for_ever_ends_drain_until_idle_with_a_clear_error() {
    Task<String, Void> hourly =
        Task.of(
            "hourly",
            String.class,
            Void.class,
            (p, ctx) -> {
              throw ctx.snooze(Duration.ofHours(1));
            });
    tasks = TestTasks.builder().register(hourly).drainLimit(5).build();
    tasks.queue().enqueue(hourly, "x");

    AssertionError e = assertThrows(AssertionError.class, tasks::drainUntilIdle);

    assertTrue(e.getMessage().startsWith("drainUntilIdle() has run 5 deliveries"));
  }

  @Test
  void exactly_as_many_deliveries_as_the_limit_are_fine() {
    Task<String, Void> fine = Task.of("fine", String.class, Void.class, (p, ctx) -> null);
    tasks = TestTasks.builder().register(fine).drainLimit(2).build();
    tasks.queue().enqueueAll(fine, List.of("a", "b"));

    assertEquals(2, tasks.drain());
  }
}
