package io.tasks4j.tck.worker;

import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tasks4j.ParentTask;
import io.tasks4j.Task;
import io.tasks4j.TaskOptions;
import io.tasks4j.TaskType;
import io.tasks4j.UnsupportedCapabilityException;
import io.tasks4j.backend.Capability;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.chain.ChainFailure;
import io.tasks4j.chain.TaskChain;
import io.tasks4j.retry.RetryStrategy;
import io.tasks4j.worker.WorkerBuilder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** What the rules on chains, groups and workflows share: tasks, and what they were given. */
abstract class CompositionRules extends WorkerRules {
  static final TaskOptions ONCE = TaskOptions.defaults().retry(RetryStrategy.none());

  /** Fails when it is given what {@link #broken} holds. */
  static final TaskType<Integer, Integer> ADD_ONE =
      TaskType.of("add-one", Integer.class, Integer.class).withDefaults(ONCE);

  static final TaskType<Integer, String> NAME =
      TaskType.of("name", Integer.class, String.class).withDefaults(ONCE.queue("names"));
  static final TaskType<List<Integer>, Integer> SUM =
      TaskType.ofList("sum", Integer.class, Integer.class).withDefaults(ONCE);
  static final TaskType<ChainFailure, Void> MOURN =
      TaskType.of("mourn", ChainFailure.class, Void.class);
  static final TaskType<String, String> REPORT = TaskType.of("report", String.class, String.class);

  /** Says that it is {@link #entered}, and gives what it was given after {@link #release}. */
  static final TaskType<Integer, Integer> HOLD =
      TaskType.of("hold", Integer.class, Integer.class).withDefaults(ONCE);

  final Set<Integer> broken = ConcurrentHashMap.newKeySet();
  final ConcurrentLinkedQueue<Integer> ran = new ConcurrentLinkedQueue<>();
  final ConcurrentLinkedQueue<ChainFailure> failures = new ConcurrentLinkedQueue<>();
  final ConcurrentLinkedQueue<List<Integer>> sums = new ConcurrentLinkedQueue<>();
  final CountDownLatch entered = new CountDownLatch(1);
  final CountDownLatch release = new CountDownLatch(1);

  CompositionRules(Callable<TaskBackend> opener) {
    super(opener);
  }

  /** A backend without joins has to say so. */
  final boolean lacksJoins() {
    if (queue().backend().capabilities().contains(Capability.JOIN)) {
      return false;
    }
    assertThrows(
        UnsupportedCapabilityException.class,
        () -> queue().enqueue(TaskChain.startWith(ADD_ONE, 1).then(ADD_ONE)));
    return true;
  }

  /** Calls from two threads at the same moment, and gives both answers. */
  static <T> List<T> twiceAtOnce(Callable<T> call) throws Exception {
    CyclicBarrier both = new CyclicBarrier(2);
    Callable<T> together =
        () -> {
          both.await();
          return call.call();
        };
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      List<T> answers = new ArrayList<>();
      for (Future<T> answer : threads.invokeAll(List.of(together, together))) {
        answers.add(answer.get());
      }
      return answers;
    } finally {
      threads.shutdownNow();
    }
  }

  final WorkerBuilder worker() {
    return worker((n, context) -> n)
        .queues("default", "names")
        .register(Task.of(ADD_ONE, (n, context) -> addOne(n)))
        .register(Task.of(NAME, (n, context) -> "number " + n))
        .register(Task.of(SUM, (numbers, context) -> sum(numbers)))
        .register(
            Task.of(
                HOLD,
                (n, context) -> {
                  entered.countDown();
                  return hold(release) + n;
                }))
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
}
