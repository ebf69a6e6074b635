package io.tasks4j.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.BackendException;
import io.tasks4j.Task;
import io.tasks4j.TaskError;
import io.tasks4j.TaskId;
import io.tasks4j.TaskOptions;
import io.tasks4j.TaskStatus;
import io.tasks4j.UniqueKey;
import io.tasks4j.queue.TaskHandle;
import io.tasks4j.testing.Resize.Image;
import io.tasks4j.testing.Resize.Thumbnail;
import io.tasks4j.worker.Worker;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TestTasksTest {
  private static final Image CAT = new Image("cat.jpg", 200);

  private final Resize resize = new Resize();
  private final List<String> ran = new ArrayList<>();
  private final Task<String, String> note =
      Task.of(
          "note",
          String.class,
          String.class,
          (text, ctx) -> {
            ran.add(text);
            return text;
          });
  private final TestTasks tasks = TestTasks.create(resize, note);

  private TestTasks other = tasks;

  @AfterEach
  void close() {
    tasks.close();
    other.close();
  }

  private TaskHandle<String> noted(String text, TaskOptions options) {
    return tasks.queue().enqueue(note, text, options);
  }

  private static TaskOptions options() {
    return TaskOptions.defaults();
  }

  @Test
  void nothing_runs_before_it_is_drained() {
    TaskHandle<Thumbnail> handle = tasks.queue().enqueue(Resize.TYPE, CAT);
    TaskStatus before = handle.status();

    int ran = tasks.drain();

    assertEquals(TaskStatus.PENDING, before);
    assertEquals(1, ran);
    assertEquals(Optional.of(new Thumbnail("cat.jpg@200")), handle.poll().orElseThrow().result());
    assertEquals(2, handle.progress().orElseThrow().done());
    tasks.assertNoFailures();
  }

  @Test
  void draining_nothing_runs_nothing() {
    assertEquals(0, tasks.drain());
    assertEquals(0, tasks.drainUntilIdle());
    assertFalse(tasks.runNext());
    assertEquals(ManualClock.START, tasks.clock().instant());
  }

  @Test
  void a_drain_keeps_to_priority_then_order() {
    noted("first", options());
    noted("second", options());
    noted("urgent", options().priority(9));

    tasks.drain();

    assertEquals(List.of("urgent", "first", "second"), ran);
  }

  @Test
  void one_delivery_at_a_time_can_be_run() {
    noted("a", options());
    noted("b", options());

    assertTrue(tasks.runNext());
    assertEquals(List.of("a"), ran);
    assertTrue(tasks.runNext());
    assertFalse(tasks.runNext());
  }

  @Test
  void follow_ups_are_recorded_and_run_in_the_same_drain() {
    Task<String, Void> announce =
        Task.of(
            Resize.ANNOUNCE,
            (path, ctx) -> {
              ran.add(path);
              return null;
            });
    other = TestTasks.create(resize, announce);
    other.queue().enqueue(Resize.TYPE, CAT);

    assertEquals(2, other.drain());

    other.enqueued(Resize.ANNOUNCE).withPayload("cat.jpg").inQueue("default").once();
    assertEquals(List.of("cat.jpg"), ran);
  }

  @Test
  void follow_ups_of_a_failed_attempt_are_not_recorded() {
    tasks.queue().enqueue(Resize.TYPE, new Image("cat.jpg", 1, 1));

    tasks.drain();
    tasks.enqueued(Resize.ANNOUNCE).never();
    tasks.advance(Duration.ofSeconds(1));

    tasks.enqueued(Resize.ANNOUNCE).once();
  }

  @Test
  void a_duplicate_is_not_recorded() {
    TaskOptions unique = options().unique(UniqueKey.whileLive("k"));
    TaskId id = TaskId.derived("once");
    noted("a", unique);
    noted("a", unique);
    noted("b", options().id(id));
    noted("b", options().id(id));

    tasks.enqueued().times(2);
  }

  @Test
  void an_id_that_the_store_forgot_is_recorded_again() {
    TaskId id = TaskId.derived("once");
    noted("a", options().id(id));
    tasks.drain();
    tasks.advance(Duration.ofHours(25));
    noted("a", options().id(id));

    tasks.enqueued().times(2);
    assertEquals(1, tasks.drain());
  }

  @Test
  void more_tasks_than_a_page_are_all_recorded_in_order() {
    List<String> many = IntStream.range(0, 250).mapToObj(i -> "n" + i).toList();

    tasks.queue().enqueueAll(note, many);

    assertEquals(many, tasks.enqueued(note).payloads());
    assertEquals(250, tasks.drain());
    assertEquals(many, ran);
  }

  @Test
  void the_record_can_be_cleared_without_losing_tasks() {
    noted("a", options());
    tasks.clearEnqueued();
    noted("b", options());

    assertEquals(List.of("b"), tasks.enqueued(note).payloads());
    assertEquals(2, tasks.drain());
  }

  @Test
  void a_delayed_task_runs_when_the_clock_gets_there_and_not_before() {
    noted("later", options().delay(Duration.ofMinutes(5)));

    assertEquals(0, tasks.drain());
    assertEquals(0, tasks.advance(Duration.ofMinutes(5).minusMillis(1)));
    assertEquals(1, tasks.advance(Duration.ofMillis(1)));
  }

  @Test
  void advance_runs_each_task_at_its_own_time() {
    List<Object> times = new ArrayList<>();
    Task<String, Void> stamp =
        Task.of(
            "stamp",
            String.class,
            Void.class,
            (text, ctx) -> {
              times.add(text + other.clock().instant());
              return null;
            });
    other = TestTasks.create(stamp);
    other.queue().enqueue(stamp, "b", options().delay(Duration.ofMinutes(2)));
    other.queue().enqueue(stamp, "a", options().delay(Duration.ofMinutes(1)));
    other.queue().enqueue(stamp, "c", options().delay(Duration.ofMinutes(9)));

    int ran = other.advance(Duration.ofMinutes(3));

    assertEquals(2, ran);
    assertEquals(List.of("a2024-01-01T00:01:00Z", "b2024-01-01T00:02:00Z"), times);
    assertEquals(Instant.parse("2024-01-01T00:03:00Z"), other.clock().instant());
  }

  @Test
  void moving_the_clock_alone_runs_nothing() {
    noted("later", options().delay(Duration.ofMinutes(5)));

    tasks.clock().advance(Duration.ofHours(1));

    assertEquals(List.of(), ran);
    assertEquals(1, tasks.drain());
  }

  @Test
  void retries_come_after_the_full_backoff() {
    TaskHandle<Thumbnail> handle = tasks.queue().enqueue(Resize.TYPE, new Image("cat.jpg", 1, 2));

    assertEquals(1, tasks.drain());
    assertEquals(TaskStatus.RETRY, handle.status());
    assertEquals(0, tasks.advance(Duration.ofMillis(999)));
    assertEquals(1, tasks.advance(Duration.ofMillis(1)));
    assertEquals(0, tasks.advance(Duration.ofMillis(1_999)));
    assertEquals(1, tasks.advance(Duration.ofMillis(1)));
    assertEquals(TaskStatus.SUCCESS, handle.status());
    assertEquals(3, handle.metadata().attempts());
  }

  @Test
  void drain_until_idle_runs_retries_and_delayed_tasks_to_their_end() {
    TaskHandle<Thumbnail> handle = tasks.queue().enqueue(Resize.TYPE, new Image("cat.jpg", 1, 99));
    noted("tomorrow", options().delay(Duration.ofHours(20)));

    assertEquals(5, tasks.drainUntilIdle());

    assertEquals(TaskStatus.FAILURE, handle.status());
    assertEquals(ManualClock.START.plus(Duration.ofHours(20)), tasks.clock().instant());
  }

  @Test
  void a_task_that_nobody_registered_is_recorded_and_left_waiting() {
    TaskHandle<Void> handle = tasks.queue().enqueue(Resize.ANNOUNCE, "x");

    assertEquals(0, tasks.drain());
    assertEquals(0, tasks.drainUntilIdle());

    assertEquals(TaskStatus.PENDING, handle.status());
    assertEquals(ManualClock.START, tasks.clock().instant());
  }

  @Test
  void dead_letters_are_listed_and_reported_with_their_error() {
    tasks.queue().enqueue(Resize.TYPE, new Image("", 1));
    noted("fine", options());
    tasks.assertNoDeadLetters();

    tasks.drain();

    AssertionError e = assertThrows(AssertionError.class, tasks::assertNoDeadLetters);
    assertEquals(1, tasks.deadLetters().size());
    assertTrue(e.getMessage().startsWith("there are dead letters:\n- images.resize "));
    assertTrue(e.getMessage().contains("GAVE_UP, io.tasks4j.executor.GiveUpException: no path\n"));
    assertTrue(e.getMessage().contains("Resize.execute(Resize.java"), e.getMessage());
    assertFalse(e.getMessage().contains("note"), e.getMessage());
  }

  @Test
  void a_failed_attempt_is_reported_even_when_the_retry_went_well() {
    tasks.queue().enqueue(Resize.TYPE, new Image("cat.jpg", 1, 1));
    tasks.drainUntilIdle();

    tasks.assertNoDeadLetters();
    AssertionError e = assertThrows(AssertionError.class, tasks::assertNoFailures);

    assertTrue(e.getMessage().contains("is SUCCESS after 2 attempt(s): EXECUTION"));
    assertTrue(e.getMessage().contains("disk full"), e.getMessage());
  }

  @Test
  void paused_queues_are_not_drained() {
    noted("a", options());
    tasks.queue().admin().pause("default", true);

    assertEquals(0, tasks.drainUntilIdle());

    tasks.queue().admin().pause("default", false);
    assertEquals(1, tasks.drain());
  }

  @Test
  void retention_goes_by_the_clock_too() {
    TaskHandle<String> handle = noted("a", options());
    tasks.drain();

    tasks.advance(Duration.ofHours(25));
    tasks.drain();

    assertFalse(handle.isDone());
  }

  @Test
  void a_real_worker_wakes_when_the_clock_is_moved() throws Exception {
    TaskHandle<String> handle = noted("later", options().delay(Duration.ofMinutes(5)));
    try (Worker worker =
        Worker.builder(tasks.queue())
            .register(note)
            .configure(config -> config.pollInterval(Duration.ofMinutes(10)))
            .start()) {
      tasks.clock().advance(Duration.ofMinutes(5));

      assertEquals("later", handle.await(Duration.ofSeconds(10)));
    }
  }

  @Test
  void settings_reach_queue_and_backend() {
    other =
        TestTasks.builder()
            .clock(new ManualClock(Instant.parse("2030-01-01T00:00:00Z")))
            .queue(config -> config.name("mine").clock(Instant::now))
            .backend(settings -> settings.maxDeliveries(1).clock(Instant::now))
            .intercept((ctx, next) -> next.proceed() + "!")
            .lease(Duration.ofMinutes(1))
            .register(note)
            .build();
    TaskHandle<String> lost = other.queue().enqueue(note, "lost");
    other.crashBeforeRun();
    TaskHandle<String> run = other.queue().enqueue(note, "run");
    other.advance(Duration.ofMinutes(1));

    assertEquals(Duration.ofMinutes(1), other.lease());
    assertEquals(TaskError.Reason.LOST, lost.metadata().error().orElseThrow().reason());
    assertEquals(Optional.of("run!"), run.poll().orElseThrow().result());
    RecordedTask<String> first = other.enqueued(note).inQueue("mine").times(2).get(0);
    assertEquals(Instant.parse("2030-01-01T00:00:00Z"), first.enqueuedAt());
    assertEquals(Instant.parse("2030-01-01T00:00:00Z"), first.message().enqueuedAt());
  }

  @Test
  void nonsense_is_refused() {
    assertThrows(IllegalArgumentException.class, () -> TestTasks.create(note, note));
    assertThrows(IllegalArgumentException.class, () -> TestTasks.builder().drainLimit(0));
    assertThrows(IllegalArgumentException.class, () -> TestTasks.builder().lease(Duration.ZERO));
    assertThrows(IllegalArgumentException.class, () -> tasks.advance(Duration.ofSeconds(-1)));
  }

  @Test
  void after_the_close_the_record_is_readable_and_the_clock_can_move() {
    noted("a", options());

    tasks.close();
    tasks.clock().advance(Duration.ofDays(1));

    tasks.enqueued(note).once();
    assertThrows(BackendException.class, () -> noted("b", options()));
  }
}
