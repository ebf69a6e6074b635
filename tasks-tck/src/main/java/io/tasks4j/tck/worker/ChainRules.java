package io.tasks4j.tck.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.ParentTask;
import io.tasks4j.Task;
import io.tasks4j.TaskCancelledException;
import io.tasks4j.TaskExecutionException;
import io.tasks4j.TaskId;
import io.tasks4j.TaskOptions;
import io.tasks4j.TaskStatus;
import io.tasks4j.TaskType;
import io.tasks4j.UnsupportedCapabilityException;
import io.tasks4j.backend.Capability;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.chain.ChainFailure;
import io.tasks4j.chain.ChainHandle;
import io.tasks4j.chain.ChainProgress;
import io.tasks4j.chain.ChainStatus;
import io.tasks4j.chain.GroupHandle;
import io.tasks4j.chain.GroupOutcome;
import io.tasks4j.chain.Step;
import io.tasks4j.chain.StepFailure;
import io.tasks4j.chain.TaskChain;
import io.tasks4j.chain.TaskGroup;
import io.tasks4j.chain.Workflow;
import io.tasks4j.chain.WorkflowHandle;
import io.tasks4j.retry.RetryStrategy;
import io.tasks4j.worker.WorkerBuilder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

abstract class ChainRules extends WorkerRules {
  private static final TaskOptions ONCE = TaskOptions.defaults().retry(RetryStrategy.none());

  /** Fails when it is given what {@link #broken} holds. */
  private static final TaskType<Integer, Integer> ADD_ONE =
      TaskType.of("add-one", Integer.class, Integer.class).withDefaults(ONCE);

  private static final TaskType<Integer, String> NAME =
      TaskType.of("name", Integer.class, String.class).withDefaults(ONCE.queue("names"));
  private static final TaskType<List<Integer>, Integer> SUM =
      TaskType.ofList("sum", Integer.class, Integer.class).withDefaults(ONCE);
  private static final TaskType<ChainFailure, Void> MOURN =
      TaskType.of("mourn", ChainFailure.class, Void.class);
  private static final TaskType<String, String> REPORT =
      TaskType.of("report", String.class, String.class);

  private final Set<Integer> broken = ConcurrentHashMap.newKeySet();
  private final ConcurrentLinkedQueue<Integer> ran = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<ChainFailure> failures = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<List<Integer>> sums = new ConcurrentLinkedQueue<>();

  ChainRules(Callable<TaskBackend> opener) {
    super(opener);
  }

  /** A backend without joins has to say so. */
  private boolean lacksJoins() {
    if (queue().backend().capabilities().contains(Capability.JOIN)) {
      return false;
    }
    assertThrows(
        UnsupportedCapabilityException.class,
        () -> queue().enqueue(TaskChain.startWith(ADD_ONE, 1).then(ADD_ONE)));
    return true;
  }

  private WorkerBuilder worker() {
    return worker((n, context) -> n)
        .queues("default", "names")
        .register(Task.of(ADD_ONE, (n, context) -> addOne(n)))
        .register(Task.of(NAME, (n, context) -> "number " + n))
        .register(Task.of(SUM, (numbers, context) -> sum(numbers)))
        .register(
            Task.of(
                MOURN,
                (failure, context) -> {
                  failures.add(failure);
                  return null;
                }))
        .register(
            Task.of(
                REPORT,
                (title, context) -> {
                  ParentTask sum = context.parent("sum");
                  return title + " " + sum.result(SUM).orElse(-1) + " " + sum.status();
                }));
  }

  private int addOne(int n) {
    ran.add(n);
    if (broken.contains(n)) {
      throw new IllegalStateException("broken at " + n);
    }
    return n + 1;
  }

  private int sum(List<Integer> numbers) {
    sums.add(Collections.unmodifiableList(new ArrayList<>(numbers)));
    return numbers.stream().mapToInt(n -> n == null ? 0 : n).sum();
  }

  private static TaskChain<String> chain() {
    return TaskChain.startWith(ADD_ONE, 1)
        .thenAll(List.of(ADD_ONE, ADD_ONE))
        .then(NAME)
        .onError(MOURN);
  }

  @Test
  @DisplayName("CHAIN-1: each step gets what the one before gave, and the last is the chain's")
  void passesResults() throws Exception {
    if (lacksJoins()) {
      return;
    }
    ChainHandle<String> handle = queue().enqueue(chain());
    assertEquals(ChainStatus.PENDING, handle.status());
    assertEquals(new ChainProgress(0, 0, 4), handle.progress());
    start(worker());

    assertEquals("number 4", handle.await(SOON));

    assertEquals(ChainStatus.COMPLETED, handle.status());
    assertEquals(new ChainProgress(4, 0, 4), handle.progress());
    assertEquals(List.of(1, 2, 3), List.copyOf(ran));
    assertFalse(handle.cancel());
    assertFalse(handle.retry());
    // Had it been called at all, that would have been before the end.
    assertEquals(List.of(), List.copyOf(failures));
  }

  @Test
  @DisplayName("CHAIN-2: a step that fails ends it, tells its callback once, and can be retried")
  void fails() throws Exception {
    if (lacksJoins()) {
      return;
    }
    broken.add(2);
    start(worker());
    ChainHandle<String> handle = queue().enqueue(chain());

    TaskExecutionException thrown =
        assertThrows(TaskExecutionException.class, () -> handle.await(SOON));

    assertTrue(String.valueOf(thrown.getMessage()).contains("broken at 2"));
    assertEquals(ChainStatus.FAILED, handle.status());
    assertEquals(new ChainProgress(1, 1, 4), handle.progress());
    soon().until(() -> failures.size() == 1);
    ChainFailure failure = failures.element();
    assertEquals(handle.id(), failure.chain());
    assertEquals(List.of(2, 4), List.of(failure.step(), failure.steps()));
    assertEquals(ChainStatus.FAILED, failure.status());
    assertEquals("broken at 2", failure.error().orElseThrow().message());

    broken.clear();
    ChainHandle<String> elsewhere = ChainHandle.of(queue(), handle.id(), NAME);
    assertTrue(elsewhere.retry());

    assertEquals("number 4", elsewhere.await(SOON));
    assertEquals(List.of(1, 2, 2, 3), List.copyOf(ran));
    assertEquals(1, failures.size());
  }

  @Test
  @DisplayName("CHAIN-3: a cancelled one runs no further step, and can be retried")
  void cancels() throws Exception {
    if (lacksJoins()) {
      return;
    }
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    start(
        worker()
            .register(
                Task.of(
                    "hold",
                    Integer.class,
                    Integer.class,
                    (n, context) -> {
                      entered.countDown();
                      return holdStubbornly(release) + n;
                    })));
    TaskType<Integer, Integer> hold = TaskType.of("hold", Integer.class, Integer.class);
    ChainHandle<Integer> handle =
        queue().enqueue(TaskChain.startWith(ADD_ONE, 1).then(hold).then(ADD_ONE).then(ADD_ONE));
    assertTrue(entered.await(SOON.toSeconds(), TimeUnit.SECONDS));

    assertTrue(handle.cancel());
    release.countDown();

    assertThrows(TaskCancelledException.class, () -> handle.await(SOON));
    assertEquals(ChainStatus.CANCELLED, handle.status());
    assertEquals(List.of(1), List.copyOf(ran));
    // The held step was done in spite of the cancel, which is a success.
    soon().until(() -> handle.progress().ended() == 2);
    assertTrue(handle.retry());
    assertEquals(4, handle.await(SOON));
  }

  @Test
  @DisplayName("CHAIN-4: under one id it runs once, however often it is enqueued")
  void onceUnderItsId() throws Exception {
    if (lacksJoins()) {
      return;
    }
    start(worker());
    TaskChain<String> chain = chain().id(TaskId.derived("order 7"));
    assertEquals("number 4", queue().enqueue(chain).await(SOON));

    assertEquals("number 4", queue().enqueue(chain).await(SOON));

    assertEquals(List.of(1, 2, 3), List.copyOf(ran));
  }

  private static List<Integer> upTo(int count) {
    return IntStream.range(0, count).boxed().toList();
  }

  @Test
  @DisplayName("CHAIN-5: a group gives all results to its callback, in order, once, at the end")
  void group() throws Exception {
    if (lacksJoins()) {
      return;
    }
    GroupHandle<Integer, Integer> handle =
        queue().enqueue(TaskGroup.of(ADD_ONE, upTo(200)).then(SUM));
    assertEquals(ChainStatus.PENDING, handle.status());
    assertEquals(new ChainProgress(0, 0, 200), handle.progress());
    start(worker().concurrency(4));

    assertEquals(20_100, handle.await(SOON));

    List<Integer> results = IntStream.rangeClosed(1, 200).boxed().toList();
    assertEquals(List.of(results), List.copyOf(sums));
    assertEquals(ChainStatus.COMPLETED, handle.status());
    assertEquals(new ChainProgress(200, 0, 200), handle.progress());
    assertEquals(8, handle.member(7).await(SOON));
    GroupOutcome<Integer> outcome = handle.outcomes(7, 1).get(0);
    assertEquals(List.of(7, 8), List.of(outcome.index(), outcome.result().orElseThrow()));
  }

  @Test
  @DisplayName("CHAIN-6: a group that fails calls no callback, and can be retried")
  void groupFails() throws Exception {
    if (lacksJoins()) {
      return;
    }
    broken.add(3);
    GroupHandle<Integer, Integer> handle =
        queue().enqueue(TaskGroup.of(ADD_ONE, upTo(50)).then(SUM));
    start(worker().concurrency(1));

    TaskExecutionException thrown =
        assertThrows(TaskExecutionException.class, () -> handle.await(SOON));

    assertTrue(String.valueOf(thrown.getMessage()).contains("broken at 3"));
    assertEquals(ChainStatus.FAILED, handle.status());
    soon().until(() -> handle.progress().ended() == 50);
    assertEquals(List.of(), List.copyOf(sums));
    broken.clear();

    assertTrue(handle.retry());

    assertEquals(1_275, handle.await(SOON));
    assertEquals(1, sums.size());
  }

  @Test
  @DisplayName("CHAIN-7: by its policy a group bears failures, which are null among the results")
  void groupTolerates() throws Exception {
    if (lacksJoins()) {
      return;
    }
    broken.add(1);
    start(worker());
    TaskGroup<Integer, List<Integer>> group = TaskGroup.of(ADD_ONE, upTo(3));
    GroupHandle<Integer, Integer> collects = queue().enqueue(group.collect().then(SUM));
    GroupHandle<Integer, List<Integer>> allows = queue().enqueue(group.allowFailures(1));
    GroupHandle<Integer, List<Integer>> fails = queue().enqueue(group.failFast());

    assertEquals(4, collects.await(SOON));
    assertEquals(Arrays.asList(1, null, 3), allows.await(SOON));
    assertThrows(TaskExecutionException.class, () -> fails.await(SOON));

    assertEquals(List.of(Arrays.asList(1, null, 3)), List.copyOf(sums));
    GroupOutcome<Integer> outcome = collects.outcomes(0, 9).get(1);
    assertEquals(TaskStatus.FAILURE, outcome.status());
    assertEquals("broken at 1", outcome.error().orElseThrow().message());
    assertEquals(new ChainProgress(3, 1, 3), allows.progress());
  }

  @Test
  @DisplayName("CHAIN-8: a cancelled group runs nothing that waits")
  void groupCancels() throws Exception {
    if (lacksJoins()) {
      return;
    }
    GroupHandle<Integer, Integer> handle =
        queue().enqueue(TaskGroup.of(ADD_ONE, upTo(20)).then(SUM));

    assertTrue(handle.cancel());
    start(worker());

    soon().until(() -> handle.progress().ended() == 20);
    assertEquals(ChainStatus.CANCELLED, handle.status());
    assertEquals(List.of(), List.copyOf(ran));
    assertFalse(handle.cancel());
    assertTrue(handle.retry());
    assertEquals(210, handle.await(SOON));
  }

  @Test
  @DisplayName("CHAIN-9: a group of none calls its callback with none")
  void emptyGroup() throws Exception {
    if (lacksJoins()) {
      return;
    }
    start(worker());

    assertEquals(0, queue().enqueue(TaskGroup.of(ADD_ONE, List.of()).then(SUM)).await(SOON));

    assertEquals(List.of(List.of()), List.copyOf(sums));
  }

  /** Two that depend on one, and a sum of both; then a report that runs anyway. */
  private static Workflow diamond() {
    return Workflow.of(
        Step.of("report", REPORT, "sum:").after("sum", "left").runsAnyway(),
        Step.fromAll(List.of("left", "right"), "sum", SUM),
        Step.from("start", "right", ADD_ONE).options(ONCE.queue("names")),
        Step.from("start", "left", ADD_ONE),
        Step.of("start", ADD_ONE, 10));
  }

  @Test
  @DisplayName(
      "CHAIN-10: the steps of a workflow run after those they depend on, with their results")
  void workflow() throws Exception {
    if (lacksJoins()) {
      return;
    }
    WorkflowHandle handle = queue().enqueue(diamond());
    assertEquals(ChainStatus.PENDING, handle.status());
    start(worker());

    handle.await(SOON);

    assertEquals(ChainStatus.COMPLETED, handle.status());
    assertEquals(new ChainProgress(5, 0, 5), handle.progress());
    assertEquals("sum: 24 SUCCESS", handle.step("report", REPORT).await(SOON));
    assertEquals(List.of(10, 11, 11), List.copyOf(ran));
    assertEquals(List.of(), handle.failures());
  }

  @Test
  @DisplayName("CHAIN-11: what comes after a failure is skipped, or runs anyway; a retry goes on")
  void workflowFails() throws Exception {
    if (lacksJoins()) {
      return;
    }
    broken.add(11);
    start(worker());
    WorkflowHandle handle = queue().enqueue(diamond());

    assertThrows(TaskExecutionException.class, () -> handle.await(SOON));

    assertEquals(ChainStatus.FAILED, handle.status());
    assertEquals("sum: -1 CANCELLED", handle.step("report", REPORT).await(SOON));
    assertEquals(new ChainProgress(5, 3, 5), handle.progress());
    assertEquals(
        Set.of("left", "right", "sum"),
        Set.copyOf(handle.failures().stream().map(StepFailure::step).toList()));
    assertEquals(
        List.of("sum"),
        handle.failures().stream().filter(StepFailure::skipped).map(StepFailure::step).toList());
    broken.clear();

    assertTrue(WorkflowHandle.of(queue(), handle.id()).retry());
    handle.await(SOON);

    assertEquals(24, handle.step("sum", SUM).await(SOON));
    assertEquals(ChainStatus.COMPLETED, handle.status());
    assertEquals(List.of(10, 11, 11, 11, 11), List.copyOf(ran));
  }

  @Test
  @DisplayName("CHAIN-12: a cancelled workflow runs nothing that waits, and can be retried")
  void workflowCancels() throws Exception {
    if (lacksJoins()) {
      return;
    }
    WorkflowHandle handle = queue().enqueue(diamond());

    assertTrue(handle.cancel());
    start(worker());

    soon().until(() -> handle.progress().ended() >= 4);
    assertEquals(ChainStatus.CANCELLED, handle.status());
    assertEquals(List.of(), List.copyOf(ran));
    assertTrue(handle.retry());
    handle.await(SOON);
    assertEquals(24, handle.step("sum", SUM).await(SOON));
  }

  @Test
  @DisplayName("CHAIN-13: a step that gives nothing hands on nothing")
  void nothing() throws Exception {
    if (lacksJoins()) {
      return;
    }
    TaskType<String, Void> say = TaskType.of("say", String.class);
    TaskType<Void, String> hear = TaskType.of("hear", Void.class, String.class);
    start(
        worker()
            .register(Task.of(say, (text, context) -> null))
            .register(Task.of(hear, (nothing, context) -> "heard nothing")));
    ChainHandle<Void> silent = queue().enqueue(TaskChain.startWith(say, "a").thenWith(say, "b"));

    assertNull(silent.await(SOON));
    assertEquals(
        "heard nothing", queue().enqueue(TaskChain.startWith(say, "a").then(hear)).await(SOON));
  }
}
