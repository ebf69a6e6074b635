package io.tasks4j.chain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.Task;
import io.tasks4j.TaskId;
import io.tasks4j.TaskOptions;
import io.tasks4j.TaskStatus;
import io.tasks4j.TaskType;
import io.tasks4j.UniqueKey;
import io.tasks4j.backend.ForwardingBackend;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.backend.dummy.DummyBackend;
import io.tasks4j.backend.memory.MemoryBackend;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.queue.MessageFactory;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.result.Arrival;
import io.tasks4j.result.JoinState;
import io.tasks4j.result.ResultBackend;
import io.tasks4j.result.TaskResult;
import io.tasks4j.retry.RetryStrategy;
import io.tasks4j.worker.Worker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** On backends that run while they enqueue; the rest is in the contract kit. */
class ChainTest {
  private static final TaskType<Integer, Integer> ADD =
      TaskType.of("add", Integer.class, Integer.class)
          .withDefaults(TaskOptions.defaults().retry(RetryStrategy.none()));
  private static final TaskType<List<Integer>, Integer> SUM =
      TaskType.ofList("sum", Integer.class, Integer.class);
  private static final TaskType<ChainFailure, String> MOURN =
      TaskType.of("mourn", ChainFailure.class, String.class);

  private final List<String> mourned = new ArrayList<>();

  private Worker worker(TaskQueue queue) {
    return Worker.builder(queue)
        .register(
            Task.of(
                ADD,
                (n, context) -> {
                  if (n == 3) {
                    throw new IllegalStateException("three");
                  }
                  return n + 1;
                }))
        .register(Task.of(SUM, (all, c) -> all.stream().mapToInt(n -> n == null ? 100 : n).sum()))
        .register(
            Task.of(
                MOURN,
                (failure, context) -> {
                  mourned.add(failure.step() + " of " + failure.steps());
                  return null;
                }))
        .start();
  }

  @Test
  void an_immediate_backend_has_run_the_whole_chain_when_enqueue_returns() throws Exception {
    try (TaskQueue queue = TaskQueue.open("immediate:");
        Worker ignored = worker(queue)) {
      ChainHandle<Integer> handle =
          queue.enqueue(TaskChain.startWith(ADD, 10).thenAll(Collections.nCopies(5_000, ADD)));

      assertEquals(5_011, handle.await(Duration.ZERO));
      assertEquals(ChainStatus.COMPLETED, handle.status());
    }
  }

  @Test
  void it_fails_a_chain_and_tells_its_callback() throws Exception {
    try (TaskQueue queue = TaskQueue.open("immediate:");
        Worker ignored = worker(queue)) {
      ChainHandle<Integer> handle =
          queue.enqueue(TaskChain.startWith(ADD, 1).then(ADD).then(ADD).then(ADD).onError(MOURN));

      assertEquals(ChainStatus.FAILED, handle.status());
      assertEquals(List.of("3 of 4"), mourned);
    }
  }

  @Test
  void it_runs_groups_and_workflows_too() throws Exception {
    try (TaskQueue queue = TaskQueue.open("immediate:");
        Worker ignored = worker(queue)) {
      GroupHandle<Integer, Integer> group =
          queue.enqueue(TaskGroup.of(ADD, List.of(1, 3, 5)).collect().then(SUM));
      WorkflowHandle workflow =
          queue.enqueue(
              Workflow.of(
                  Step.of("a", ADD, 1),
                  Step.from("a", "b", ADD),
                  Step.fromAll(List.of("a", "b"), "sum", SUM)));

      assertEquals(108, group.await(Duration.ZERO));
      workflow.await(Duration.ZERO);
      assertEquals(5, workflow.step("sum", SUM).await(Duration.ZERO));
    }
  }

  @Test
  void a_dummy_backend_lets_every_step_succeed_and_records_it() {
    try (DummyBackend backend = new DummyBackend();
        TaskQueue queue = TaskQueue.over(backend)) {
      ChainHandle<Integer> chain = queue.enqueue(TaskChain.startWith(ADD, 1).then(ADD).then(ADD));
      GroupHandle<Integer, Integer> group =
          queue.enqueue(TaskGroup.of(ADD, List.of(1, 2)).then(SUM));

      assertEquals(ChainStatus.COMPLETED, chain.status());
      assertEquals(ChainStatus.COMPLETED, group.status());
      assertEquals(6, backend.recorded().size());
    }
  }

  @Test
  void steps_have_options_of_their_own_and_ids_that_tell_of_the_chain() {
    try (DummyBackend backend = new DummyBackend();
        TaskQueue queue = TaskQueue.over(backend)) {
      TaskId id = TaskId.derived("order 7");
      queue.enqueue(
          TaskChain.startWith(ADD, 1, TaskOptions.defaults().queue("a"))
              .then(ADD, TaskOptions.defaults().queue("b").priority(9))
              .thenWith(ADD, 5)
              .id(id));

      List<TaskMessage> lastFirst = backend.recorded();
      assertEquals(
          List.of("default", "b", "a"), lastFirst.stream().map(TaskMessage::queue).toList());
      assertEquals(id, lastFirst.get(0).id());
      assertEquals(9, lastFirst.get(1).priority());
      assertEquals("b", lastFirst.get(2).dependants().get(0).queue());
      assertEquals(1, lastFirst.get(1).part().orElseThrow().index());
      assertEquals(3, lastFirst.get(1).part().orElseThrow().count());
    }
  }

  @Test
  void a_chain_is_not_changed_by_going_on_with_it() {
    TaskChain<Integer> first = TaskChain.startWith(ADD, 1);

    TaskChain<Integer> second = first.then(ADD).thenAll(List.of(ADD, ADD));

    assertEquals(1, first.size());
    assertEquals(4, second.size());
  }

  @Test
  void what_would_keep_others_waiting_for_ever_is_refused() {
    TaskOptions id = TaskOptions.defaults().id(TaskId.next());
    TaskOptions unique = TaskOptions.defaults().unique(UniqueKey.whileLive("k"));
    TaskType<Integer, Integer> keyed = ADD.withDefaults(unique);
    try (TaskQueue queue = TaskQueue.open("memory:")) {
      assertThrows(IllegalArgumentException.class, () -> TaskChain.startWith(ADD, 1, id));
      assertThrows(
          IllegalArgumentException.class,
          () -> queue.enqueue(TaskChain.startWith(ADD, 1).then(keyed)));
      assertThrows(
          IllegalArgumentException.class, () -> queue.enqueue(TaskGroup.of(ADD, List.of())));
      assertThrows(
          IllegalArgumentException.class,
          () -> TaskGroup.of(ADD, Collections.nCopies(TaskGroup.MOST_MEMBERS + 1, 1)));
      assertThrows(
          IllegalArgumentException.class, () -> TaskGroup.of(ADD, List.of(1)).allowFailures(-1));

      assertTrue(queue.admin().stats().isEmpty());
    }
  }

  @Test
  void enqueued_again_it_completes_what_was_cut_off_and_changes_nothing_else() throws Exception {
    try (TaskQueue queue = TaskQueue.open("memory:")) {
      TaskGroup<Integer, Integer> group =
          TaskGroup.of(ADD, List.of(10, 20, 30)).then(SUM).id(TaskId.derived("sheet"));
      List<TaskMessage> all =
          group.messages(TaskId.derived("sheet"), new MessageFactory(queue.config(), Set.of()));
      // A producer died between two batches.
      queue.backend().enqueue(all.subList(0, 2));

      GroupHandle<Integer, Integer> handle = queue.enqueue(group);

      assertEquals(4, queue.admin().stats().get("default").count(TaskStatus.PENDING));
      try (Worker ignored = worker(queue)) {
        assertEquals(63, handle.await(Duration.ofSeconds(20)));
      }
    }
  }

  @Test
  void a_task_that_looks_at_each_of_many_parents_reads_them_once() throws Exception {
    AtomicInteger pages = new AtomicInteger();
    TaskType<Integer, Integer> count = TaskType.of("count", Integer.class, Integer.class);
    List<Step> steps = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (int i = 0; i < 2_500; i++) {
      names.add("s" + i);
      steps.add(Step.of("s" + i, ADD, 10));
    }
    steps.add(Step.of("count", count, 0).after(names.toArray(String[]::new)));
    try (TaskQueue queue = TaskQueue.over(new CountingPages(new MemoryBackend(), pages));
        Worker worker =
            Worker.builder(queue)
                .register(Task.of(ADD, (n, context) -> n + 1))
                .register(
                    Task.of(
                        count,
                        (n, context) ->
                            names.stream()
                                .map(context::parent)
                                .mapToInt(parent -> parent.result(ADD).orElseThrow())
                                .sum()))
                .start()) {
      WorkflowHandle handle = queue.enqueue(Workflow.of(steps));

      handle.await(Duration.ofSeconds(30));

      assertEquals(11 * 2_500, handle.step("count", count).await(Duration.ZERO));
      assertEquals(3, pages.get(), "pages that worker " + worker.name() + " read");
    }
  }

  /** Counts how often what has arrived is read. */
  private static final class CountingPages extends ForwardingBackend {
    private final AtomicInteger pages;

    CountingPages(TaskBackend next, AtomicInteger pages) {
      super(next);
      this.pages = pages;
    }

    @Override
    public ResultBackend results() {
      ResultBackend real = super.results();
      return new ResultBackend() {
        @Override
        public Optional<TaskResult> find(TaskId id) {
          return real.find(id);
        }

        @Override
        public Optional<TaskResult> await(TaskId id, Duration timeout) throws InterruptedException {
          return real.await(id, timeout);
        }

        @Override
        public boolean delete(TaskId id) {
          return real.delete(id);
        }

        @Override
        public Optional<JoinState> joinState(TaskId dependant) {
          return real.joinState(dependant);
        }

        @Override
        public List<Arrival> arrivals(TaskId dependant, int fromSlot, int limit) {
          pages.incrementAndGet();
          return real.arrivals(dependant, fromSlot, limit);
        }
      };
    }
  }
}
