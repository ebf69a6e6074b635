package io.tasks4j.tck.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.Task;
import io.tasks4j.TaskId;
import io.tasks4j.TaskOptions;
import io.tasks4j.TaskProgress;
import io.tasks4j.TaskStatus;
import io.tasks4j.TaskType;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.queue.TaskHandle;
import io.tasks4j.result.TaskQuery;
import io.tasks4j.worker.Worker;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

abstract class RunningRules extends WorkerRules {
  RunningRules(Callable<TaskBackend> opener) {
    super(opener);
  }

  @Test
  @DisplayName("RUN-1: concurrency N means that N tasks are in their bodies at once, N+1 never")
  void run_1_concurrency_n_means_that_n_tasks_are_in_their_bodies_at_once_n_1_never()
      throws Exception {
    int slots = 6;
    CyclicBarrier barrier = new CyclicBarrier(slots);
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    start(
        worker(
                (n, context) -> {
                  most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                  // Passed only when as many tasks as there are slots meet here.
                  barrier.await(SOON.toSeconds(), TimeUnit.SECONDS);
                  inside.decrementAndGet();
                  return n;
                })
            .concurrency(slots));

    for (TaskHandle<Integer> handle : queue().enqueueAll(TYPE, numbers(slots * 20))) {
      handle.await(SOON);
    }

    assertEquals(slots, most.get());
  }

  @Test
  @DisplayName("RUN-2: three workers run each of 2,000 tasks once")
  void run_2_three_workers_run_each_of_2_000_tasks_once() throws Exception {
    Map<Integer, AtomicInteger> runs = new ConcurrentHashMap<>();
    Task.Body<Integer, Integer> body =
        (n, context) -> runs.computeIfAbsent(n, k -> new AtomicInteger()).incrementAndGet();
    for (int i = 0; i < 3; i++) {
      start(worker(body));
    }

    for (TaskHandle<Integer> handle : queue().enqueueAll(TYPE, numbers(2_000))) {
      handle.await(SOON);
    }

    assertEquals(2_000, runs.size());
    assertTrue(runs.values().stream().allMatch(count -> count.get() == 1));
  }

  @Test
  @DisplayName("RUN-3: the result reaches the producer, and the id is the same on both sides")
  void run_3_the_result_reaches_the_producer_and_the_id_is_the_same_on_both_sides()
      throws Exception {
    ConcurrentLinkedQueue<TaskId> seen = new ConcurrentLinkedQueue<>();
    start(
        worker(
            (n, context) -> {
              seen.add(context.id());
              return n * 2;
            }));

    TaskHandle<Integer> handle = queue().enqueue(TYPE, 21);

    assertEquals(42, handle.await(SOON));
    assertEquals(List.of(handle.id()), List.copyOf(seen));
    assertTrue(handle.isDone());
    assertEquals(42, handle.poll().orElseThrow().result().orElseThrow());
  }

  @Test
  @DisplayName("RUN-4: a task of high priority that comes later is the next to run")
  void run_4_a_task_of_high_priority_that_comes_later_is_the_next_to_run() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    ConcurrentLinkedQueue<Integer> order = new ConcurrentLinkedQueue<>();
    start(
        worker(
                (n, context) -> {
                  order.add(n);
                  return n == 0 ? hold(release) : n;
                })
            .concurrency(1));
    TaskOptions low = TaskOptions.defaults().priority(0);
    List<TaskHandle<Integer>> lows = queue().enqueueAll(TYPE, numbers(20), low);
    soon().until(() -> order.size() == 1);

    TaskHandle<Integer> high = queue().enqueue(TYPE, 99, TaskOptions.defaults().priority(9));
    release.countDown();
    high.await(SOON);
    lows.get(19).await(SOON);

    assertEquals(99, List.copyOf(order).get(1));
  }

  @Test
  @DisplayName("RUN-5: a delayed task starts on an idle queue by itself, and not early")
  void run_5_a_delayed_task_starts_on_an_idle_queue_by_itself_and_not_early() throws Exception {
    ConcurrentLinkedQueue<Instant> started = new ConcurrentLinkedQueue<>();
    start(
        worker(
                (n, context) -> {
                  started.add(InstantSource.system().instant());
                  return n;
                })
            .pollInterval(Duration.ofHours(1)));
    Instant before = InstantSource.system().instant();

    TaskHandle<Integer> handle =
        queue().enqueue(TYPE, 1, TaskOptions.defaults().delay(Duration.ofMillis(700)));
    handle.await(SOON);

    Duration waited = Duration.between(before, started.element());
    assertTrue(waited.toMillis() >= 690, () -> "started after " + waited);
  }

  @Test
  @DisplayName("RUN-6: an idle worker is woken by a new task, not by its poll interval")
  void run_6_an_idle_worker_is_woken_by_a_new_task_not_by_its_poll_interval() throws Exception {
    start(worker((n, context) -> n).pollInterval(Duration.ofHours(1)));
    // The first may meet a worker that has not yet begun to wait.
    for (int n = 0; n < 50; n++) {
      assertEquals(n, queue().enqueue(TYPE, n).await(SOON));
    }
  }

  @Test
  @DisplayName("RUN-7: queues in strict order: a later queue waits while an earlier one has tasks")
  void run_7_queues_in_strict_order_a_later_queue_waits_while_an_earlier_one_has_tasks()
      throws Exception {
    ConcurrentLinkedQueue<String> order = new ConcurrentLinkedQueue<>();
    queue().enqueueAll(TYPE, numbers(10), TaskOptions.defaults().queue("second"));
    var last = queue().enqueueAll(TYPE, numbers(10), TaskOptions.defaults().queue("first"));
    start(
        worker(
                (n, context) -> {
                  order.add(context.queue());
                  return n;
                })
            .queues("first", "second")
            .concurrency(1));
    soon().until(() -> order.size() == 20);

    last.get(9).await(SOON);
    assertEquals(List.of("first"), List.copyOf(order).subList(0, 10).stream().distinct().toList());
  }

  @Test
  @DisplayName("RUN-8: weighted queues share in proportion, and none starves")
  void run_8_weighted_queues_share_in_proportion_and_none_starves() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    ConcurrentLinkedQueue<String> order = new ConcurrentLinkedQueue<>();
    queue().enqueueAll(TYPE, numbers(300), TaskOptions.defaults().queue("heavy"));
    queue().enqueueAll(TYPE, numbers(300), TaskOptions.defaults().queue("light"));
    start(
        worker(
                (n, context) -> {
                  order.add(context.queue());
                  // Slow enough to be claimed one by one.
                  release.await(3, TimeUnit.MILLISECONDS);
                  return n;
                })
            .weightedQueues(Map.of("heavy", 4, "light", 1))
            .concurrency(1));
    soon().until(() -> order.size() >= 200);

    long heavy = order.stream().limit(200).filter("heavy"::equals).count();
    // 160 of 200 on average, with a standard deviation of 6.
    assertTrue(heavy > 120 && heavy < 195, () -> heavy + " of 200 were heavy");
  }

  @Test
  @DisplayName("RUN-9: a task longer than its lease runs once, beside an idle second worker")
  void run_9_a_task_longer_than_its_lease_runs_once_beside_an_idle_second_worker()
      throws Exception {
    AtomicInteger runs = new AtomicInteger();
    Task.Body<Integer, Integer> body =
        (n, context) -> {
          runs.incrementAndGet();
          return new CountDownLatch(1).await(3, TimeUnit.SECONDS) ? -1 : context.attempt();
        };
    start(worker(body).lease(Duration.ofMillis(600)));
    start(worker(body).lease(Duration.ofMillis(600)));

    assertEquals(1, queue().enqueue(TYPE, 1).await(SOON));
    assertEquals(1, runs.get());
  }

  @Test
  @DisplayName("RUN-10: a running task is RUNNING, and its progress is seen while it runs")
  void run_10_a_running_task_is_running_and_its_progress_is_seen_while_it_runs() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    start(
        worker(
            (n, context) -> {
              context.progress(3, 10, "reading");
              return hold(release);
            }));

    TaskHandle<Integer> handle = queue().enqueue(TYPE, 1);
    soon().until(() -> handle.progress().isPresent());

    assertEquals(new TaskProgress(3, 10, "reading"), handle.progress().orElseThrow());
    assertEquals(TaskStatus.RUNNING, handle.status());
    release.countDown();
    handle.await(SOON);
  }

  @Test
  @DisplayName("RUN-14: the last progress a task reports is kept, however quick the task")
  void run_14_the_last_progress_a_task_reports_is_kept_however_quick_the_task() throws Exception {
    start(
        worker(
            (n, context) -> {
              context.progress(1, 2);
              context.progress(2, 2, "done");
              return n;
            }));

    TaskHandle<Integer> handle = queue().enqueue(TYPE, 1);
    handle.await(SOON);

    assertEquals(new TaskProgress(2, 2, "done"), handle.progress().orElseThrow());
  }

  @Test
  @DisplayName("RUN-11: a task that a task enqueues exists once, after its success, not before")
  void run_11_a_task_that_a_task_enqueues_exists_once_after_its_success_not_before()
      throws Exception {
    TaskType<Integer, Integer> next = TaskType.of("next", Integer.class, Integer.class);
    AtomicInteger followUps = new AtomicInteger();
    start(
        worker(
                (n, context) -> {
                  context.enqueue(next, n);
                  if (context.attempt() == 1) {
                    throw context.retryAfter(Duration.ZERO, new IllegalStateException("once"));
                  }
                  return n;
                })
            .register(Task.of(next, (n, context) -> followUps.incrementAndGet())));

    queue().enqueue(TYPE, 1).await(SOON);
    soon().until(() -> followUps.get() == 1);

    TaskQuery ofNext = TaskQuery.all().name("next");
    soon().until(() -> queue().admin().list(ofNext).get(0).status() == TaskStatus.SUCCESS);
    assertEquals(1, queue().admin().list(ofNext).size());
    assertEquals(1, followUps.get());
  }

  @Test
  @DisplayName("RUN-12: a paused queue runs nothing until it is resumed; other queues go on")
  void run_12_a_paused_queue_runs_nothing_until_it_is_resumed_other_queues_go_on()
      throws Exception {
    start(worker((n, context) -> n).queues("a", "b"));
    queue().admin().pause("a", true);

    TaskHandle<Integer> paused = queue().enqueue(TYPE, 1, TaskOptions.defaults().queue("a"));
    queue().enqueue(TYPE, 2, TaskOptions.defaults().queue("b")).await(SOON);

    assertEquals(TaskStatus.PENDING, paused.status());
    queue().admin().pause("a", false);
    assertEquals(1, paused.await(SOON));
  }

  @Test
  @DisplayName("RUN-13: a limit per queue and per name holds over all workers")
  void run_13_a_limit_per_queue_and_per_name_holds_over_all_workers() throws Exception {
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    Task.Body<Integer, Integer> body =
        (n, context) -> {
          most.accumulateAndGet(inside.incrementAndGet(), Math::max);
          boolean ignored = new CountDownLatch(1).await(2, TimeUnit.MILLISECONDS);
          inside.decrementAndGet();
          return n;
        };
    for (int i = 0; i < 2; i++) {
      start(worker(body).queues("limited", "default").limitQueue("limited", 3));
    }
    for (TaskHandle<Integer> h :
        queue().enqueueAll(TYPE, numbers(60), TaskOptions.defaults().queue("limited"))) {
      h.await(SOON);
    }
    assertTrue(most.get() <= 3, () -> most + " at once in a queue limited to 3");

    most.set(0);
    Worker one = start(worker(body).queues("named").limitTask(TYPE.name(), 2));
    for (TaskHandle<Integer> h :
        queue().enqueueAll(TYPE, numbers(30), TaskOptions.defaults().queue("named"))) {
      h.await(SOON);
    }
    assertTrue(most.get() <= 2, () -> most + " at once of a name limited to 2 by " + one.name());
    assertFalse(most.get() == 0);
  }

  @Test
  @DisplayName("RUN-15: a worker that is told no queue looks into those where its own tasks go")
  void run_15_a_worker_that_is_told_no_queue_looks_into_those_where_its_own_tasks_go()
      throws Exception {
    TaskType<Integer, Integer> image =
        TaskType.of("image", Integer.class, Integer.class)
            .withDefaults(TaskOptions.defaults().queue("images"));
    TaskHandle<Integer> elsewhere =
        queue().enqueue(TYPE, 1, TaskOptions.defaults().queue("elsewhere"));

    Worker own = start(worker((n, context) -> n).register(Task.of(image, (n, context) -> n)));
    for (int n = 0; n < 10; n++) {
      assertEquals(n, queue().enqueue(image, n).await(SOON));
      assertEquals(n, queue().enqueue(TYPE, n).await(SOON));
    }

    assertEquals(Set.of("images", "default"), own.config().queueNames());
    assertEquals(TaskStatus.PENDING, elsewhere.status());
  }

  static List<Integer> numbers(int count) {
    return IntStream.range(0, count).boxed().toList();
  }
}
