package io.tasks4j.tck.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.Task;
import io.tasks4j.TaskContext;
import io.tasks4j.TaskException;
import io.tasks4j.TaskExecutionException;
import io.tasks4j.TaskId;
import io.tasks4j.TaskOptions;
import io.tasks4j.TaskStatus;
import io.tasks4j.TaskType;
import io.tasks4j.UnsupportedCapabilityException;
import io.tasks4j.backend.Capability;
import io.tasks4j.backend.ForwardingBackend;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.backend.memory.MemoryBackend;
import io.tasks4j.chain.Step;
import io.tasks4j.chain.TaskChain;
import io.tasks4j.chain.TaskGroup;
import io.tasks4j.chain.Workflow;
import io.tasks4j.queue.TaskHandle;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.result.TaskQuery;
import io.tasks4j.retry.RetryStrategy;
import io.tasks4j.schedule.Schedule;
import io.tasks4j.schedule.Scheduler;
import io.tasks4j.schedule.Schedules;
import io.tasks4j.worker.Worker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

abstract class ExclusiveRules extends WorkerRules {
  private static final String CUSTOMER = "customer-7";
  private static final TaskOptions KEY = TaskOptions.defaults().exclusive(CUSTOMER);
  private static final TaskType<Integer, Integer> EXCLUSIVE = TYPE.withDefaults(KEY);
  private static final TaskType<List<Integer>, Integer> SUM =
      TaskType.ofList("sum", Integer.class, Integer.class).withDefaults(KEY);
  private static final TaskType<Integer, Integer> ADDS =
      TaskType.of("adds", Integer.class, Integer.class)
          .withDefaults(TaskOptions.defaults().retry(RetryStrategy.none()));

  private final Callable<Optional<String>> address;

  ExclusiveRules(Callable<TaskBackend> opener, Callable<Optional<String>> address) {
    super(opener);
    this.address = address;
  }

  private boolean lacksLocks() {
    return refuses(queue(), () -> queue().enqueue(TYPE, 1, KEY));
  }

  /**
   * Without locks an exclusive task is not accepted, so that none waits for ever; with them it is.
   */
  private static boolean refuses(TaskQueue at, Executable... enqueues) {
    if (at.backend().capabilities().contains(Capability.LOCKS)) {
      return false;
    }
    for (Executable enqueue : enqueues) {
      assertThrows(UnsupportedCapabilityException.class, enqueue);
    }
    assertEquals(List.of(), at.admin().list(TaskQuery.all()), "what was refused is stored");
    return true;
  }

  /** Adds one; ends as a failure when nobody holds the key of its task in the backend's locks. */
  private static Task.Body<Integer, Integer> underKey(TaskQueue queue) {
    return (n, context) -> {
      checkKey(queue, context);
      return n + 1;
    };
  }

  private static void checkKey(TaskQueue queue, TaskContext context) {
    if (queue.backend().locks().acquire(CUSTOMER, SOON).isPresent()) {
      throw context.giveUp("the key of this task is free while it runs");
    }
  }

  @Test
  @DisplayName("EXCL-1: of tasks with one exclusive key one runs at a time, over two workers")
  void excl_1_of_tasks_with_one_exclusive_key_one_runs_at_a_time_over_two_workers()
      throws Exception {
    if (lacksLocks()) {
      return;
    }
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    for (int i = 0; i < 2; i++) {
      start(
          worker(
                  (n, context) -> {
                    most.accumulateAndGet(running.incrementAndGet(), Math::max);
                    boolean ignored = new CountDownLatch(1).await(20, TimeUnit.MILLISECONDS);
                    running.decrementAndGet();
                    return context.attempt();
                  })
              .concurrency(3));
    }

    List<TaskHandle<Integer>> handles = queue().enqueueAll(TYPE, List.of(1, 2, 3, 4, 5), KEY);

    for (TaskHandle<Integer> handle : handles) {
      assertEquals(1, handle.await(SOON));
    }
    assertEquals(1, most.get());
  }

  @Test
  @DisplayName("EXCL-2: a busy key holds up no other task, and costs who waits for it no attempt")
  void excl_2_a_busy_key_holds_up_no_other_task_and_costs_who_waits_for_it_no_attempt()
      throws Exception {
    if (lacksLocks()) {
      return;
    }
    CountDownLatch release = new CountDownLatch(1);
    start(worker((n, context) -> n == 1 ? hold(release) : context.attempt()).concurrency(2));
    TaskHandle<Integer> first = queue().enqueue(TYPE, 1, KEY);
    soon().until(() -> first.status() == TaskStatus.RUNNING);
    TaskHandle<Integer> second = queue().enqueue(TYPE, 2, KEY);
    List<TaskHandle<Integer>> others = new ArrayList<>(queue().enqueueAll(TYPE, List.of(3, 4)));
    others.add(queue().enqueue(TYPE, 5, TaskOptions.defaults().exclusive("customer-8")));

    for (TaskHandle<Integer> other : others) {
      assertEquals(1, other.await(SOON));
    }
    assertTrue(second.poll().isEmpty());
    release.countDown();

    assertEquals(0, first.await(SOON));
    assertEquals(1, second.await(SOON));
  }

  @Test
  @DisplayName("EXCL-3: a key is free again when its task ends, however it ends")
  void excl_3_a_key_is_free_again_when_its_task_ends_however_it_ends() throws Exception {
    if (lacksLocks()) {
      return;
    }
    start(
        worker(
            (n, context) -> {
              if (n == 1) {
                throw context.giveUp("no more of this");
              }
              return n;
            }));

    TaskHandle<Integer> fails = queue().enqueue(TYPE, 1, KEY);
    assertThrows(TaskException.class, () -> fails.await(SOON));

    assertEquals(2, queue().enqueue(TYPE, 2, KEY).await(SOON));
  }

  @Test
  @DisplayName(
      "EXCL-4: however its queue was opened, an exclusive task holds its key or is refused")
  void excl_4_however_its_queue_was_opened_an_exclusive_task_holds_its_key_or_is_refused()
      throws Exception {
    assertHoldsItsKeyOrIsRefused(queue());
    try (TaskQueue forwarded = TaskQueue.over(new ForwardingBackend(open()) {})) {
      assertHoldsItsKeyOrIsRefused(forwarded);
    }
    Optional<String> known = address.call();
    if (known.isPresent()) {
      try (TaskQueue byAddress = TaskQueue.open(known.get())) {
        assertHoldsItsKeyOrIsRefused(byAddress);
      }
    }
  }

  private void assertHoldsItsKeyOrIsRefused(TaskQueue way) throws Exception {
    assertEquals(queue().backend().capabilities(), way.backend().capabilities());
    if (refuses(way, () -> way.enqueue(TYPE, 1, KEY), () -> way.enqueue(EXCLUSIVE, 1))) {
      return;
    }
    try (Worker worker = Worker.builder(way).register(Task.of(TYPE, underKey(way))).start()) {
      assertEquals(2, way.enqueue(TYPE, 1, KEY).await(SOON));
      assertEquals(3, way.enqueue(EXCLUSIVE, 2).await(SOON));
      assertTrue(worker.stop(SOON));
    }
  }

  @Test
  @DisplayName("EXCL-5: exclusive tasks of a batch hold their key, or the batch is refused")
  void excl_5_exclusive_tasks_of_a_batch_hold_their_key_or_the_batch_is_refused() throws Exception {
    List<Integer> batch = List.of(1, 2, 3);
    if (refuses(queue(), () -> queue().enqueueAll(TYPE, batch, KEY))) {
      return;
    }
    start(worker(underKey(queue())).concurrency(1));

    List<TaskHandle<Integer>> handles = queue().enqueueAll(TYPE, batch, KEY);

    for (int i = 0; i < 3; i++) {
      assertEquals(batch.get(i) + 1, handles.get(i).await(SOON));
    }
  }

  @Test
  @DisplayName("EXCL-6: an exclusive follow-up holds its key, or fails the task that adds it")
  void excl_6_an_exclusive_follow_up_holds_its_key_or_fails_the_task_that_adds_it()
      throws Exception {
    TaskId added = TaskId.next();
    Task.Body<Integer, Integer> adds =
        (n, context) -> {
          context.enqueue(TYPE, n, KEY.id(added));
          return n;
        };
    start(worker(underKey(queue())).register(Task.of(ADDS, adds)).concurrency(1));
    TaskHandle<Integer> handle = queue().enqueue(ADDS, 1);
    if (!queue().backend().capabilities().contains(Capability.LOCKS)) {
      assertThrows(TaskExecutionException.class, () -> handle.await(SOON));
      assertEquals(Optional.empty(), queue().admin().find(added));
      return;
    }

    assertEquals(1, handle.await(SOON));

    assertEquals(2, queue().handle(TYPE, added).await(SOON));
  }

  @Test
  @DisplayName("EXCL-7: exclusive steps hold their key, or chain, group and workflow are refused")
  void excl_7_exclusive_steps_hold_their_key_or_chain_group_and_workflow_are_refused()
      throws Exception {
    TaskChain<Integer> chain = TaskChain.startWith(EXCLUSIVE, 1).then(TYPE, KEY);
    TaskGroup<Integer, Integer> group = TaskGroup.of(EXCLUSIVE, List.of(1, 2)).then(SUM);
    Workflow workflow =
        Workflow.of(Step.of("first", EXCLUSIVE, 1), Step.from("first", "second", EXCLUSIVE));
    if (!queue().backend().capabilities().contains(Capability.JOIN)
        || refuses(
            queue(),
            () -> queue().enqueue(chain),
            () -> queue().enqueue(TaskGroup.of(EXCLUSIVE, List.of(1, 2))),
            () -> queue().enqueue(TaskGroup.of(TYPE, List.of(1, 2)).then(SUM)),
            () -> queue().enqueue(workflow))) {
      return;
    }
    Task.Body<List<Integer>, Integer> sum =
        (numbers, context) -> {
          checkKey(queue(), context);
          return numbers.stream().mapToInt(n -> n).sum();
        };
    start(worker(underKey(queue())).register(Task.of(SUM, sum)).concurrency(1));

    assertEquals(3, queue().enqueue(chain).await(SOON));
    assertEquals(5, queue().enqueue(group).await(SOON));
    assertEquals(3, queue().enqueue(workflow).step("second", TYPE).await(SOON));
  }

  @Test
  @DisplayName("EXCL-8: exclusive tasks of a schedule hold their key, or the schedule is refused")
  void excl_8_exclusive_tasks_of_a_schedule_hold_their_key_or_the_schedule_is_refused()
      throws Exception {
    boolean keepsThem = queue().backend().capabilities().contains(Capability.SCHEDULES);
    try (TaskBackend other = new MemoryBackend();
        Scheduler scheduler =
            Scheduler.builder(queue())
                .store((keepsThem ? queue().backend() : other).schedules())
                .open()) {
      Schedules schedules = scheduler.schedules();
      Schedule often = Schedule.fixedRate(Duration.ofSeconds(1));
      if (refuses(queue(), () -> schedules.add("often", often, EXCLUSIVE, 1))) {
        assertEquals(List.of(), schedules.list());
        return;
      }
      start(worker(underKey(queue())).concurrency(1));

      assertTrue(schedules.add("often", often, EXCLUSIVE, 1));
      soon()
          .until(
              () -> {
                scheduler.fireDue();
                return !queue().admin().list(TaskQuery.all()).isEmpty();
              });
      TaskId tick = queue().admin().list(TaskQuery.all()).get(0).id();
      TaskId triggered = schedules.trigger("often");
      assertTrue(schedules.remove("often"));

      assertEquals(2, queue().handle(TYPE, tick).await(SOON));
      assertEquals(2, queue().handle(TYPE, triggered).await(SOON));
    }
  }
}
