package io.tasks4j.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tasks4j.Task;
import io.tasks4j.TaskOptions;
import io.tasks4j.TaskType;
import io.tasks4j.chain.ChainHandle;
import io.tasks4j.chain.ChainProgress;
import io.tasks4j.chain.ChainStatus;
import io.tasks4j.chain.GroupHandle;
import io.tasks4j.chain.TaskChain;
import io.tasks4j.chain.TaskGroup;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Chains and groups under the control of a test. */
class ChainsTest {
  private static final Task<Integer, Integer> ADD =
      Task.of("add", Integer.class, Integer.class, (n, context) -> n + 1);
  private static final TaskType<List<Integer>, Integer> SUM =
      TaskType.ofList("sum", Integer.class, Integer.class);
  private static final Task<List<Integer>, Integer> SUM_UP =
      Task.of(
          SUM, (all, context) -> all.stream().mapToInt(n -> n).sum() + context.parents().size());

  @Test
  void a_drain_runs_the_steps_of_a_chain_in_turn() throws Exception {
    try (TestTasks tasks = TestTasks.create(ADD)) {
      ChainHandle<Integer> chain =
          tasks
              .queue()
              .enqueue(TaskChain.startWith(ADD.type(), 1).then(ADD.type()).then(ADD.type()));
      tasks.runNext();
      assertEquals(new ChainProgress(1, 0, 3), chain.progress());

      assertEquals(2, tasks.drain());

      assertEquals(4, chain.await(Duration.ZERO));
      assertEquals(3, tasks.enqueued(ADD).count());
    }
  }

  @Test
  void a_delay_of_a_step_counts_from_the_end_of_the_one_before() throws Exception {
    try (TestTasks tasks = TestTasks.create(ADD)) {
      TaskOptions later = TaskOptions.defaults().delay(Duration.ofHours(1));
      ChainHandle<Integer> chain =
          tasks.queue().enqueue(TaskChain.startWith(ADD.type(), 1).then(ADD.type(), later));
      tasks.clock().advance(Duration.ofHours(5));
      assertEquals(1, tasks.drain());
      assertEquals(ChainStatus.RUNNING, chain.status());

      assertEquals(1, tasks.advance(Duration.ofHours(1)));

      assertEquals(3, chain.await(Duration.ZERO));
    }
  }

  @Test
  void a_group_runs_inline_with_its_callback() throws Exception {
    try (TestTasks tasks = TestTasks.inline(ADD, SUM_UP)) {
      GroupHandle<Integer, Integer> group =
          tasks.queue().enqueue(TaskGroup.of(ADD.type(), List.of(1, 2, 3)).then(SUM));

      assertEquals(12, group.await(Duration.ZERO));
    }
  }
}
