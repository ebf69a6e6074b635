package io.tasks4j.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.tasks4j.Task;
import io.tasks4j.TaskOptions;
import io.tasks4j.TaskStatus;
import io.tasks4j.TaskType;
import io.tasks4j.queue.TaskHandle;
import io.tasks4j.testing.Resize.Image;
import io.tasks4j.testing.Resize.Thumbnail;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InlineTest {
  private static final Image CAT = new Image("cat.jpg", 200);

  private final List<Object> seen = new ArrayList<>();
  private final Task<String, Void> announce =
      Task.of(
          Resize.ANNOUNCE,
          (path, ctx) -> {
            seen.add(path);
            seen.add(Thread.currentThread());
            return null;
          });
  private TestTasks tasks = TestTasks.inline(new Resize(), announce);

  @AfterEach
  void close() {
    tasks.close();
  }

  @Test
  void a_task_and_its_follow_ups_have_run_when_enqueue_returns() throws Exception {
    TaskHandle<Thumbnail> handle = tasks.queue().enqueue(Resize.TYPE, CAT);

    assertEquals(new Thumbnail("cat.jpg@200"), handle.await(Duration.ZERO));
    assertEquals("cat.jpg", seen.get(0));
    assertSame(Thread.currentThread(), seen.get(1));
  }

  @Test
  void delays_and_retries_are_not_waited_for() {
    TaskHandle<Thumbnail> handle =
        tasks
            .queue()
            .enqueue(
                Resize.TYPE,
                new Image("cat.jpg", 1, 3),
                TaskOptions.defaults().delay(Duration.ofDays(1)));

    assertEquals(TaskStatus.SUCCESS, handle.status());
    assertEquals(4, handle.metadata().attempts());
    assertEquals(ManualClock.START, tasks.clock().instant());
  }

  @Test
  void enqueues_are_recorded_in_order_with_their_follow_ups() {
    tasks.queue().enqueueAll(Resize.TYPE, List.of(CAT, CAT));

    assertEquals(
        List.of("images.resize", "images.resize", "images.announce", "images.announce"),
        tasks.enqueued().list().stream().map(RecordedTask::name).toList());
  }

  @Test
  void what_a_task_enqueues_through_the_queue_itself_is_recorded_once() {
    Task<Integer, Void> down =
        Task.of(
            "down",
            Integer.class,
            Void.class,
            (n, ctx) -> {
              if (n > 0) {
                tasks.queue().enqueue(downType(), n - 1);
              }
              return null;
            });
    tasks.close();
    tasks = TestTasks.inline(down);

    tasks.queue().enqueue(down, 3);

    assertEquals(List.of(3, 2, 1, 0), tasks.enqueued(down).payloads());
  }

  private static TaskType<Integer, Void> downType() {
    return TaskType.of("down", Integer.class);
  }

  @Test
  void a_snoozed_task_waits_for_the_clock() {
    AtomicInteger runs = new AtomicInteger();
    Task<String, Void> sleepy =
        Task.of(
            "sleepy",
            String.class,
            Void.class,
            (p, ctx) -> {
              if (runs.incrementAndGet() == 1) {
                throw ctx.snooze(Duration.ofHours(1));
              }
              return null;
            });
    tasks.close();
    tasks = TestTasks.inline(sleepy);
    TaskHandle<Void> handle = tasks.queue().enqueue(sleepy, "x");

    assertFalse(handle.isDone());
    assertEquals(1, tasks.advance(Duration.ofHours(1)));
    assertEquals(TaskStatus.SUCCESS, handle.status());
  }
}
