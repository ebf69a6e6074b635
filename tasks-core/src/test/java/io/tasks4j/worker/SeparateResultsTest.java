package io.tasks4j.worker;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.PayloadTooLargeException;
import io.tasks4j.Task;
import io.tasks4j.TaskCancelledException;
import io.tasks4j.TaskError;
import io.tasks4j.TaskId;
import io.tasks4j.TaskLostException;
import io.tasks4j.TaskNotFoundException;
import io.tasks4j.TaskOptions;
import io.tasks4j.TaskStatus;
import io.tasks4j.TaskType;
import io.tasks4j.backend.BackendSettings;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.ClaimRequest;
import io.tasks4j.backend.Outcome;
import io.tasks4j.backend.Retention;
import io.tasks4j.backend.Settlement;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.backend.memory.MemoryBackend;
import io.tasks4j.message.Payload;
import io.tasks4j.queue.QueueConfig;
import io.tasks4j.queue.TaskHandle;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.result.TaskResult;
import io.tasks4j.retry.RetryStrategy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SeparateResultsTest {
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final TaskType<Integer, Integer> TYPE =
      TaskType.of("twice", Integer.class, Integer.class);

  private final FlakyResults store = new FlakyResults();
  private final Map<TaskId, Throwable> lost = new ConcurrentHashMap<>();
  private TaskBackend backend = new MemoryBackend();
  @AutoClose private TaskQueue queue = open(backend);

  private TaskQueue open(TaskBackend over) {
    return TaskQueue.over(over, QueueConfig.create().results(store));
  }

  private void use(TaskBackend other) {
    queue.close();
    backend = other;
    queue = open(other);
  }

  private Worker work(Task<?, ?> task) {
    return Worker.builder(queue)
        .register(task)
        .listen(
            new WorkerListener() {
              @Override
              public void resultLost(TaskId id, Throwable cause) {
                lost.put(id, cause);
              }
            })
        .start();
  }

  private static Task<Integer, Integer> twice() {
    return Task.of("twice", Integer.class, Integer.class, (n, context) -> 2 * n);
  }

  private static CompletableFuture<Integer> startAwait(TaskHandle<Integer> handle) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return handle.await(Duration.ofSeconds(50));
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private static Throwable failureOf(CompletableFuture<Integer> waiting) {
    return assertThrows(ExecutionException.class, () -> waiting.get(10, TimeUnit.SECONDS))
        .getCause();
  }

  private Claim claim(Duration lease) {
    return backend.claim(ClaimRequest.of("elsewhere", "default", lease)).claims().get(0);
  }

  @Test
  void a_result_is_in_the_store_just_as_the_backend_tells_it() throws Exception {
    try (Worker worker = work(twice())) {
      TaskHandle<Integer> handle = queue.enqueue(TYPE, 21);

      assertEquals(42, handle.await(SOON));
      assertTrue(worker.stop(SOON));
      assertEquals(backend.results().find(handle.id()), store.find(handle.id()));
      assertTrue(store.find(handle.id()).isPresent());
    }
  }

  @Test
  void a_backend_that_keeps_no_ended_task_leaves_results_to_the_store_alone() throws Exception {
    Retention none = new Retention(Duration.ofHours(1), 0, Duration.ofHours(1), 0);
    use(new MemoryBackend(BackendSettings.defaults().retention(none)));
    try (Worker worker = work(twice())) {
      TaskHandle<Integer> handle = queue.enqueue(TYPE, 21);

      assertEquals(42, handle.await(SOON));
      assertEquals(Optional.empty(), backend.results().find(handle.id()));
      assertEquals(Optional.of(42), handle.poll());
      assertTrue(handle.isDone());
    }
  }

  @Test
  void a_failure_and_a_cancel_while_running_are_stored_too() throws Exception {
    Task<Integer, Integer> fails =
        Task.of(
            "twice",
            Integer.class,
            Integer.class,
            (n, context) -> {
              if (n == 1) {
                throw context.giveUp("no");
              }
              context.progress(1, 1);
              while (!context.cancelRequested()) {
                Thread.onSpinWait();
              }
              throw new IllegalStateException("interrupted");
            });
    try (Worker worker = work(fails)) {
      TaskId failed = queue.enqueue(TYPE, 1).id();
      await().until(() -> store.find(failed).isPresent());
      TaskHandle<Integer> cancelled = queue.enqueue(TYPE, 2);
      await().until(() -> cancelled.status() == TaskStatus.RUNNING);
      cancelled.cancel();
      await().until(() -> store.find(cancelled.id()).isPresent());

      assertEquals(backend.results().find(failed), store.find(failed));
      assertEquals(TaskStatus.FAILURE, store.find(failed).orElseThrow().status());
      assertEquals(TaskStatus.CANCELLED, store.find(cancelled.id()).orElseThrow().status());
    }
  }

  @Test
  void a_retry_is_no_end_and_stores_nothing() throws Exception {
    AtomicBoolean failed = new AtomicBoolean();
    Task<Integer, Integer> second =
        Task.of(
            "twice",
            Integer.class,
            Integer.class,
            (n, context) -> {
              if (failed.compareAndSet(false, true)) {
                throw new IllegalStateException("once");
              }
              assertFalse(store.find(context.id()).isPresent());
              return n;
            });
    try (Worker worker = work(second)) {
      TaskOptions quick =
          TaskOptions.defaults().retry(RetryStrategy.fixedDelay(Duration.ofMillis(100)));

      assertEquals(7, queue.enqueue(TYPE, 7, quick).await(SOON));
    }
  }

  @Test
  void a_cancel_while_the_task_waits_ends_an_await() {
    TaskHandle<Integer> handle = queue.enqueue(TYPE, 1);
    CompletableFuture<Integer> waiting = startAwait(handle);

    handle.cancel();

    assertInstanceOf(TaskCancelledException.class, failureOf(waiting));
  }

  @Test
  void an_expiry_ends_an_await() {
    TaskOptions brief = TaskOptions.defaults().expiresAfter(Duration.ofMillis(200));

    CompletableFuture<Integer> waiting = startAwait(queue.enqueue(TYPE, 1, brief));

    assertInstanceOf(TaskCancelledException.class, failureOf(waiting));
  }

  @Test
  void a_purge_ends_an_await() {
    TaskHandle<Integer> handle = queue.enqueue(TYPE, 1);
    CompletableFuture<Integer> waiting = startAwait(handle);
    await().pollDelay(Duration.ofMillis(300)).until(() -> true);

    assertTrue(queue.admin().purge(handle.id()));

    assertInstanceOf(TaskNotFoundException.class, failureOf(waiting));
  }

  @Test
  void a_task_lost_too_often_ends_an_await() {
    use(new MemoryBackend(BackendSettings.defaults().maxDeliveries(1)));
    CompletableFuture<Integer> waiting = startAwait(queue.enqueue(TYPE, 1));
    claim(Duration.ofMillis(1));

    await()
        .until(() -> !backend.claim(ClaimRequest.of("reaper", "default", SOON)).losses().isEmpty());

    assertInstanceOf(TaskLostException.class, failureOf(waiting));
  }

  @Test
  void a_crash_between_the_two_writes_leaves_the_result_at_the_backend() throws Exception {
    TaskHandle<Integer> handle = queue.enqueue(TYPE, 1);

    backend.settle(
        List.of(Settlement.of(claim(SOON), new Outcome.Success(Optional.of(Payload.json("42"))))));

    assertEquals(42, handle.await(SOON));
    assertEquals(Optional.of(42), handle.poll());
    assertEquals(Optional.empty(), store.find(handle.id()));
  }

  @Test
  void an_inline_backend_keeps_its_results_itself_and_an_await_does_not_wait() throws Exception {
    use(io.tasks4j.backend.TaskBackends.open("immediate:"));
    try (Worker worker = work(twice())) {
      TaskHandle<Integer> handle = queue.enqueue(TYPE, 21);

      assertEquals(42, handle.await(Duration.ZERO));
      assertEquals(Optional.of(42), handle.poll());
    }
  }

  @Test
  void a_delivery_that_does_not_decide_stores_nothing() throws Exception {
    use(
        new FailingBackend() {
          @Override
          public List<Boolean> settle(List<Settlement> settlements) {
            return settlements.stream().map(s -> false).toList();
          }
        });
    TaskHandle<Integer> handle = queue.enqueue(TYPE, 21);

    try (Worker worker = work(twice())) {
      await().until(() -> handle.status() == TaskStatus.RUNNING);
      worker.stop(SOON);
    }

    assertEquals(Optional.empty(), store.find(handle.id()));
  }

  @Test
  void while_the_store_is_away_tasks_succeed_and_awaits_end_at_the_backend() throws Exception {
    store.away = true;
    try (Worker worker = work(twice())) {
      TaskHandle<Integer> first = queue.enqueue(TYPE, 1);
      TaskHandle<Integer> second = queue.enqueue(TYPE, 2);

      assertEquals(2, first.await(SOON));
      assertEquals(4, second.await(SOON));
      assertEquals(TaskStatus.SUCCESS, second.status());
      await().until(() -> store.refused.get() > 3);
      assertEquals(Map.of(), lost);
      store.away = false;
      await().until(() -> store.find(second.id()).isPresent());
      assertTrue(worker.stop(SOON));
    }
  }

  @Test
  void a_stop_keeps_its_deadline_while_the_store_is_away_and_reports_what_is_lost()
      throws Exception {
    store.away = true;
    TaskHandle<Integer> handle = queue.enqueue(TYPE, 1);
    try (Worker worker = work(twice())) {
      assertEquals(2, handle.await(SOON));

      assertFalse(worker.stop(Duration.ofSeconds(1)));
    }

    await().until(() -> lost.containsKey(handle.id()));
    assertEquals(TaskStatus.SUCCESS, handle.status());
  }

  @Test
  void a_result_over_the_limit_of_the_store_stays_at_the_backend_and_is_reported()
      throws Exception {
    Task<Integer, String> large =
        Task.of("large", Integer.class, String.class, (n, context) -> "x".repeat(n));
    try (Worker worker = work(large)) {
      TaskHandle<String> handle = queue.enqueue(large.type(), 2_000);

      assertEquals(2_000, handle.await(SOON).length());
      await().until(() -> lost.containsKey(handle.id()));
      assertInstanceOf(PayloadTooLargeException.class, lost.get(handle.id()));
      assertEquals(TaskStatus.SUCCESS, handle.status());
    }
  }

  @Test
  void the_end_of_a_task_put_back_replaces_the_one_before() throws Exception {
    AtomicBoolean failing = new AtomicBoolean(true);
    Task<Integer, Integer> mends =
        Task.of(
            "twice",
            Integer.class,
            Integer.class,
            (n, context) -> {
              if (failing.get()) {
                throw context.giveUp("broken");
              }
              return 2 * n;
            });
    try (Worker worker = work(mends)) {
      TaskHandle<Integer> here = queue.enqueue(TYPE, 1);
      TaskHandle<Integer> elsewhere = queue.enqueue(TYPE, 2);
      await().until(() -> store.find(here.id()).isPresent());
      await().until(() -> store.find(elsewhere.id()).isPresent());
      failing.set(false);

      assertTrue(queue.admin().requeue(here.id()));
      // As by a process that does not know of the store.
      assertTrue(backend.admin().requeue(elsewhere.id()));

      assertEquals(2, here.await(SOON));
      await().until(() -> store.find(elsewhere.id()).orElseThrow().status() == TaskStatus.SUCCESS);
    }
  }

  @Test
  void a_purge_removes_the_result_from_the_store() throws Exception {
    TaskId id;
    try (Worker worker = work(twice())) {
      id = queue.enqueue(TYPE, 1).id();
      await().until(() -> store.find(id).isPresent());
    }

    assertTrue(queue.admin().purge(id));

    assertEquals(Optional.empty(), store.find(id));
  }

  @Test
  void a_result_is_given_up_after_a_while_and_when_too_many_wait() throws Exception {
    store.away = true;
    WorkerListener listener =
        new WorkerListener() {
          @Override
          public void resultLost(TaskId id, Throwable cause) {
            lost.put(id, cause);
          }
        };
    ResultWriter writer =
        new ResultWriter(store, backend, "w", listener, Instant::now, Duration.ofMillis(200), 2);
    queue.enqueueAll(TYPE, List.of(1, 2, 3));
    List<Settlement> ended =
        List.of(1, 2, 3).stream()
            .map(i -> Settlement.of(claim(SOON), new Outcome.Failure(error())))
            .toList();

    ended.forEach(writer::add);
    assertEquals(1, lost.size(), "only the third had no room");
    Thread thread = Threads.platform("writer", writer);
    thread.start();
    await().until(() -> lost.size() == 3);
    store.away = false;
    writer.add(ended.get(0));
    writer.end();
    thread.join();

    TaskResult stored = store.find(ended.get(0).claim().id()).orElseThrow();
    assertEquals(TaskStatus.FAILURE, stored.status());
    assertEquals(Optional.of(error()), stored.error());
  }

  private static TaskError error() {
    return new TaskError(TaskError.Reason.GAVE_UP, "E", "no", "", 1, Instant.EPOCH);
  }
}
