package io.tasks4j.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.Task;
import io.tasks4j.TaskError;
import io.tasks4j.TaskOptions;
import io.tasks4j.TaskStatus;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.Outcome;
import io.tasks4j.backend.Settlement;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.queue.TaskHandle;
import io.tasks4j.retry.RetryStrategy;
import io.tasks4j.testing.Resize.Image;
import io.tasks4j.testing.Resize.Thumbnail;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of deliveries that are lost, outlast their lease, time out or are cancelled. */
class CrashTest {
  private static final Image CAT = new Image("cat.jpg", 200);

  private final Resize resize = new Resize();
  private final List<Boolean> seen = new ArrayList<>();
  private TestTasks tasks = TestTasks.create(resize);

  @AfterEach
  void close() {
    tasks.close();
  }

  @Test
  void a_task_whose_worker_died_comes_back_when_its_lease_has_passed() {
    TaskHandle<Thumbnail> handle = tasks.queue().enqueue(Resize.TYPE, CAT);

    assertEquals(handle.id(), tasks.crashBeforeRun());

    assertEquals(TaskStatus.RUNNING, handle.status());
    assertEquals(0, tasks.advance(tasks.lease().minusMillis(1)));
    assertEquals(0, resize.runs.get());
    assertEquals(1, tasks.advance(Duration.ofMillis(1)));
    assertEquals(TaskStatus.SUCCESS, handle.status());
    assertEquals(2, handle.metadata().attempts());
  }

  @Test
  void drain_until_idle_waits_for_a_lost_delivery() {
    tasks.queue().enqueue(Resize.TYPE, CAT);
    tasks.crashBeforeRun();

    assertEquals(1, tasks.drainUntilIdle());
    assertEquals(ManualClock.START.plusSeconds(30), tasks.clock().instant());
  }

  @Test
  void a_worker_that_dies_after_the_run_makes_the_task_run_twice() {
    TaskHandle<Thumbnail> handle = tasks.queue().enqueue(Resize.TYPE, CAT);

    tasks.crashAfterRun();
    tasks.drainUntilIdle();

    assertEquals(2, resize.runs.get());
    assertEquals(TaskStatus.SUCCESS, handle.status());
    tasks.enqueued(Resize.ANNOUNCE).once();
  }

  @Test
  void a_task_that_kills_its_worker_each_time_is_a_dead_letter() {
    tasks.queue().enqueue(Resize.TYPE, CAT);
    for (int i = 0; i < 3; i++) {
      tasks.crashBeforeRun();
      tasks.clock().advance(tasks.lease());
    }

    assertEquals(0, tasks.drain());

    assertEquals(TaskError.Reason.LOST, tasks.deadLetters().get(0).error().orElseThrow().reason());
  }

  @Test
  void a_crash_needs_a_task_that_is_due() {
    tasks.queue().enqueue(Resize.TYPE, CAT, TaskOptions.defaults().delay(Duration.ofHours(1)));

    AssertionError e = assertThrows(AssertionError.class, tasks::crashBeforeRun);

    assertTrue(e.getMessage().startsWith("no task is due that a worker could die with."));
    assertTrue(e.getMessage().contains("due in PT1H"), e.getMessage());
  }

  @Test
  void a_running_task_keeps_its_lease_while_the_clock_moves() {
    Task<String, Boolean> slow =
        Task.of(
            "slow",
            String.class,
            Boolean.class,
            (p, ctx) -> {
              tasks.clock().advance(Duration.ofHours(1));
              return ctx.cancelRequested();
            });
    tasks.close();
    tasks = TestTasks.create(slow);
    TaskHandle<Boolean> handle = tasks.queue().enqueue(slow, "x");

    assertEquals(1, tasks.drain());

    assertEquals(Optional.of(false), handle.poll().orElseThrow().result());
    assertEquals(1, handle.metadata().attempts());
  }

  @Test
  void a_timeout_passes_when_the_clock_moves() {
    List<Boolean> asked = new ArrayList<>();
    Task<String, Void> slow =
        Task.of(
            "slow",
            String.class,
            Void.class,
            (p, ctx) -> {
              tasks.clock().advance(Duration.ofSeconds(29));
              asked.add(ctx.cancelRequested());
              tasks.clock().advance(Duration.ofSeconds(1));
              asked.add(ctx.cancelRequested());
              throw new InterruptedException();
            });
    tasks.close();
    tasks = TestTasks.create(slow);
    TaskHandle<Void> handle =
        tasks
            .queue()
            .enqueue(
                slow,
                "x",
                TaskOptions.defaults().timeout(Duration.ofSeconds(30)).retry(RetryStrategy.none()));

    tasks.drain();

    assertEquals(List.of(false, true), asked);
    assertEquals(TaskError.Reason.TIMEOUT, handle.metadata().error().orElseThrow().reason());
  }

  @Test
  void a_running_task_sees_that_another_delivery_ended_it() {
    Task<String, Boolean> overtaken =
        Task.of(
            "overtaken",
            String.class,
            Boolean.class,
            (p, ctx) -> {
              TaskMessage message = tasks.enqueued().once().message();
              Claim same = new Claim(message, ctx.fencingToken(), 0, 0, false);
              Outcome done = new Outcome.Success(Optional.empty());
              tasks.queue().backend().settle(List.of(Settlement.of(same, done)));
              tasks.clock().advance(Duration.ofSeconds(1));
              seen.add(ctx.cancelRequested());
              return true;
            });
    tasks.close();
    tasks = TestTasks.create(overtaken);
    TaskHandle<Boolean> handle = tasks.queue().enqueue(overtaken, "x");

    assertEquals(1, tasks.drain());

    assertEquals(List.of(true), seen);
    assertEquals(
        Optional.empty(), handle.poll().orElseThrow().result(), "the first settlement stands");
  }

  @Test
  void a_running_task_sees_its_cancel_at_once() {
    AtomicReference<TaskHandle<Boolean>> handle = new AtomicReference<>();
    Task<String, Boolean> cancelled =
        Task.of(
            "cancelled",
            String.class,
            Boolean.class,
            (p, ctx) -> {
              boolean before = ctx.cancelRequested();
              handle.get().cancel();
              return !before && ctx.cancelRequested();
            });
    tasks.close();
    tasks = TestTasks.create(cancelled);
    handle.set(tasks.queue().enqueue(cancelled, "x"));

    tasks.drain();

    assertEquals(Optional.of(true), handle.get().poll().orElseThrow().result());
    assertFalse(Thread.interrupted(), "the test's thread is clean again");
  }
}
