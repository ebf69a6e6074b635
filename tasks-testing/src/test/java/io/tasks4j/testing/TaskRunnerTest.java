package io.tasks4j.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.Task;
import io.tasks4j.TaskError;
import io.tasks4j.TaskOptions;
import io.tasks4j.TaskProgress;
import io.tasks4j.TaskSerializationException;
import io.tasks4j.retry.RetryStrategy;
import io.tasks4j.testing.Resize.Image;
import io.tasks4j.testing.Resize.Thumbnail;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class TaskRunnerTest {
  private static final Image CAT = new Image("cat.jpg", 200);

  record Unwritable(int faults) {
    @Override
    public int faults() {
      if (faults > 0) {
        throw new IllegalStateException("cannot be written");
      }
      return faults;
    }
  }

  private static Task<String, String> task(Task.Body<String, String> body) {
    return Task.of("some.task", String.class, String.class, body);
  }

  @Test
  void a_run_gives_the_result_and_all_that_was_said() {
    TaskRun<Thumbnail> run = TaskRunner.of(new Resize()).run(CAT);

    assertEquals(new Thumbnail("cat.jpg@200"), run.result());
    assertTrue(run.succeeded());
    assertEquals(
        List.of(new TaskProgress(1, 2, "read"), new TaskProgress(2, 2, "")), run.progress());
    assertEquals("cat.jpg", run.enqueued().ofType(Resize.ANNOUNCE).once().payload());
    assertTrue(run.error().isEmpty());
    assertTrue(run.thrown().isEmpty());
  }

  @Test
  void a_task_without_a_result_gives_null() {
    assertNull(TaskRunner.of(task((p, ctx) -> null)).run("x").result());
  }

  @Test
  void the_context_is_what_the_test_set_up() {
    ManualClock clock = new ManualClock(Instant.parse("2030-01-01T00:00:00Z"));
    List<Object> seen = new ArrayList<>();
    Task<String, String> task =
        task(
            (p, ctx) -> {
              seen.add(ctx.name());
              seen.add(ctx.queue());
              seen.add(ctx.attempt());
              seen.add(ctx.headers().get("user"));
              seen.add(ctx.deadline().orElseThrow());
              seen.add(ctx.cancelRequested());
              return p;
            });

    TaskRunner.of(task)
        .clock(clock)
        .attempt(3)
        .header("user", "ada")
        .options(TaskOptions.defaults().queue("slow"))
        .timeout(Duration.ofMinutes(1))
        .run("x");

    assertEquals(
        List.of("some.task", "slow", 3, "ada", Instant.parse("2030-01-01T00:01:00Z"), false), seen);
  }

  @Test
  void a_failure_is_judged_by_the_retry_strategy() {
    Image failing = new Image("cat.jpg", 200, 9);

    TaskRun<Thumbnail> first = TaskRunner.of(new Resize()).run(failing);
    TaskRun<Thumbnail> last = TaskRunner.of(new Resize()).attempt(4).run(failing);

    assertTrue(first.retries());
    assertTrue(first.retryDelay().orElseThrow().compareTo(Duration.ofSeconds(1)) <= 0);
    assertEquals("disk full", first.error().orElseThrow().message());
    assertInstanceOf(IllegalStateException.class, first.thrown().orElseThrow());
    assertFalse(first.failed());
    assertTrue(last.failed());
    assertEquals(TaskError.Reason.MAX_RETRIES, last.error().orElseThrow().reason());
    last.enqueued().never();
  }

  @Test
  void the_result_of_a_failure_is_an_assertion_error_with_its_cause() {
    RuntimeException boom = new IllegalStateException("boom");
    TaskRun<String> run =
        TaskRunner.of(
                task(
                    (p, ctx) -> {
                      throw boom;
                    }))
            .run("x");

    AssertionError e = assertThrows(AssertionError.class, run::result);

    assertSame(boom, e.getCause());
    assertTrue(e.getMessage().startsWith("the task did not succeed: some.task: Retry["));
  }

  @Test
  void giving_up_is_final() {
    TaskRun<Thumbnail> run = TaskRunner.of(new Resize()).run(new Image("", 1));

    assertTrue(run.failed());
    assertEquals(TaskError.Reason.GAVE_UP, run.error().orElseThrow().reason());
    assertTrue(run.retryDelay().isEmpty());
  }

  @Test
  void a_snooze_tells_its_delay() {
    Task<String, String> snoozing =
        task(
            (p, ctx) -> {
              throw ctx.snooze(Duration.ofMinutes(1));
            });

    TaskRun<String> run = TaskRunner.of(snoozing).run("x");

    assertEquals(Duration.ofMinutes(1), run.snoozed().orElseThrow());
    assertTrue(run.error().isEmpty());
  }

  @Test
  void a_retry_of_the_tasks_own_choice_tells_its_delay() {
    Task<String, String> busy =
        task(
            (p, ctx) -> {
              throw ctx.retryAfter(Duration.ofHours(1), new IllegalStateException("busy"));
            });

    TaskRun<String> run = TaskRunner.of(busy).run("x");

    assertEquals(Duration.ofHours(1), run.retryDelay().orElseThrow());
    assertEquals("busy", run.error().orElseThrow().message());
  }

  @Test
  void a_task_sees_a_cancel_from_the_start_and_is_interrupted() {
    Task<String, String> task =
        task(
            (p, ctx) -> {
              assertTrue(Thread.currentThread().isInterrupted());
              assertTrue(ctx.cancelRequested());
              new CountDownLatch(1).await();
              return p;
            });

    TaskRun<String> run = TaskRunner.of(task).cancelRequested().run("x");

    assertTrue(run.cancelled());
    assertInstanceOf(InterruptedException.class, run.thrown().orElseThrow());
    assertFalse(Thread.interrupted(), "the test's thread is clean again");
  }

  @Test
  void a_task_can_be_cancelled_on_its_way() {
    Task<String, String> counting =
        task(
            (p, ctx) -> {
              int done = 0;
              while (!ctx.cancelRequested()) {
                ctx.progress(++done, 0);
              }
              return done + " done";
            });

    TaskRun<String> run = TaskRunner.of(counting).cancelRequestedAfter(3).run("x");

    assertEquals("3 done", run.result());
    assertEquals(3, run.progress().size());
  }

  @Test
  void a_task_that_hangs_is_ended_by_its_timeout() {
    Task<String, String> hanging =
        task(
            (p, ctx) -> {
              new CountDownLatch(1).await();
              return p;
            });

    TaskRun<String> run =
        TaskRunner.of(hanging)
            .timeout(Duration.ofMillis(5))
            .options(TaskOptions.defaults().retry(RetryStrategy.none()))
            .run("x");

    assertEquals(TaskError.Reason.TIMEOUT, run.error().orElseThrow().reason());
  }

  @Test
  void payload_and_result_go_through_the_codec() {
    Task<Unwritable, Unwritable> task =
        Task.of("unwritable", Unwritable.class, Unwritable.class, (p, ctx) -> new Unwritable(1));
    Unwritable written = new Unwritable(0);

    assertThrows(
        TaskSerializationException.class, () -> TaskRunner.of(task).run(new Unwritable(1)));
    assertEquals(
        TaskError.Reason.SERIALIZATION,
        TaskRunner.of(task).run(written).error().orElseThrow().reason());
  }

  @Test
  void interceptors_run_around_it() {
    TaskRun<String> run =
        TaskRunner.of(task((p, ctx) -> p))
            .intercept((ctx, next) -> "<" + next.proceed() + ">")
            .run("x");

    assertEquals("<x>", run.result());
  }

  @Test
  void nonsense_is_refused() {
    assertThrows(IllegalArgumentException.class, () -> TaskRunner.of(new Resize()).attempt(0));
    assertThrows(
        IllegalArgumentException.class, () -> TaskRunner.of(new Resize()).cancelRequestedAfter(-1));
  }
}
