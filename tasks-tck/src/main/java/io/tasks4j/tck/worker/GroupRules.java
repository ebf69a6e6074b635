package io.tasks4j.tck.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.Task;
import io.tasks4j.TaskExecutionException;
import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import io.tasks4j.TaskType;
import io.tasks4j.backend.CancelResult;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.chain.ChainProgress;
import io.tasks4j.chain.ChainStatus;
import io.tasks4j.chain.GroupHandle;
import io.tasks4j.chain.GroupOutcome;
import io.tasks4j.chain.TaskGroup;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

abstract class GroupRules extends CompositionRules {
  GroupRules(Callable<TaskBackend> opener) {
    super(opener);
  }

  private static List<Integer> upTo(int count) {
    return IntStream.range(0, count).boxed().toList();
  }

  @Test
  @DisplayName("CHAIN-5: a group gives all results to its callback, in order, once, at the end")
  void chain_5_a_group_gives_all_results_to_its_callback_in_order_once_at_the_end()
      throws Exception {
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
  void chain_6_a_group_that_fails_calls_no_callback_and_can_be_retried() throws Exception {
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
  void chain_7_by_its_policy_a_group_bears_failures_which_are_null_among_the_results()
      throws Exception {
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
  void chain_8_a_cancelled_group_runs_nothing_that_waits() throws Exception {
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
  void chain_9_a_group_of_none_calls_its_callback_with_none() throws Exception {
    if (lacksJoins()) {
      return;
    }
    start(worker());

    assertEquals(0, queue().enqueue(TaskGroup.of(ADD_ONE, List.of()).then(SUM)).await(SOON));

    assertEquals(List.of(List.of()), List.copyOf(sums));
  }

  @Test
  @DisplayName(
      "CHAIN-15: a group enqueued again while it runs runs no member that the store has forgotten")
  void chain_15_a_group_enqueued_again_while_it_runs_runs_no_member_that_the_store_has_forgotten()
      throws Exception {
    if (lacksJoins()) {
      return;
    }
    start(worker().concurrency(1));
    TaskGroup<Integer, Integer> group =
        TaskGroup.of(ADD_ONE, upTo(3)).add(HOLD, List.of(10)).then(SUM).id(TaskId.derived("day 3"));
    GroupHandle<Integer, Integer> handle = queue().enqueue(group);
    soon().until(() -> handle.progress().ended() == 3);
    // As retention does in time.
    for (int i = 0; i < 3; i++) {
      assertTrue(queue().admin().purge(handle.member(i).id()));
    }

    assertEquals(handle.id(), queue().enqueue(group).id());

    for (int i = 0; i < 3; i++) {
      assertTrue(queue().admin().find(handle.member(i).id()).isEmpty());
    }
    release.countDown();
    assertEquals(16, handle.await(SOON));
    assertEquals(upTo(3), List.copyOf(ran));
  }

  @Test
  @DisplayName(
      "CHAIN-17: a group that lacks a failed member is not retried, unless its policy bears that")
  void chain_17_a_group_that_lacks_a_failed_member_is_not_retried_unless_its_policy_bears_that()
      throws Exception {
    if (lacksJoins()) {
      return;
    }
    broken.addAll(List.of(1, 3));
    start(worker().concurrency(1));
    TaskGroup<Integer, Integer> group = TaskGroup.of(ADD_ONE, upTo(4)).then(SUM);
    GroupHandle<Integer, Integer> strict = queue().enqueue(group.failFast());
    GroupHandle<Integer, Integer> lenient = queue().enqueue(group.allowFailures(1));
    for (GroupHandle<Integer, Integer> handle : List.of(strict, lenient)) {
      soon().until(() -> handle.progress().ended() == 4);
      forgetFailed(handle);
    }
    broken.clear();
    ran.clear();

    assertFalse(strict.retry());

    assertEquals(ChainStatus.FAILED, strict.status());
    assertTrue(lenient.retry());
    assertEquals(8, lenient.await(SOON));
    // Of the group that was not retried none ran.
    assertEquals(List.of(3), List.copyOf(ran));
    assertEquals(List.of(Arrays.asList(1, null, 3, 4)), List.copyOf(sums));
    assertFalse(strict.retry());
  }

  /** Forgets the member that was given 1, as retention does in time. */
  private void forgetFailed(GroupHandle<Integer, Integer> handle) {
    assertTrue(queue().admin().purge(handle.member(1).id()));
  }

  @Test
  @DisplayName("CHAIN-18: a cancelled group that bears failures is retried with all its members")
  void chain_18_a_cancelled_group_that_bears_failures_is_retried_with_all_its_members()
      throws Exception {
    if (lacksJoins()) {
      return;
    }
    GroupHandle<Integer, Integer> handle =
        queue().enqueue(TaskGroup.of(ADD_ONE, upTo(20)).collect().then(SUM));
    assertTrue(handle.cancel());
    start(worker());
    soon().until(() -> handle.progress().ended() == 20);

    assertTrue(handle.retry());

    assertEquals(210, handle.await(SOON));
    assertEquals(1, sums.size());
    assertEquals(20, ran.size());
  }

  @Test
  @DisplayName(
      "CHAIN-23: a cancel that meets the end of the last member leaves one outcome, and a whole")
  void chain_23_a_cancel_that_meets_the_end_of_the_last_member_leaves_one_outcome_and_a_whole()
      throws Exception {
    if (lacksJoins()) {
      return;
    }
    CyclicBarrier both = new CyclicBarrier(2);
    AtomicBoolean meets = new AtomicBoolean();
    TaskType<Integer, Integer> last =
        TaskType.of("last", Integer.class, Integer.class).withDefaults(ONCE);
    start(
        worker()
            .register(
                Task.of(
                    last,
                    (n, context) -> {
                      if (meets.getAndSet(false)) {
                        both.await(SOON.toSeconds(), TimeUnit.SECONDS);
                      }
                      return n;
                    })));
    for (int round = 0; round < 20; round++) {
      sums.clear();
      meets.set(true);
      GroupHandle<Integer, Integer> handle =
          queue().enqueue(TaskGroup.of(ADD_ONE, upTo(2)).add(last, List.of(3)).then(SUM));
      soon().until(() -> handle.progress().ended() == 2);
      both.await(SOON.toSeconds(), TimeUnit.SECONDS);
      // From before the last member is settled to after it.
      long moment = System.nanoTime() + round * 50_000L;
      while (System.nanoTime() < moment) {
        Thread.onSpinWait();
      }

      CancelResult answer = queue().admin().cancel(handle.id());

      if (answer == CancelResult.CANCELLED && round % 2 == 0) {
        // The end of the last member releases nothing then; in other rounds it meets the retry.
        soon().until(() -> handle.progress().ended() == 3);
        assertEquals(ChainStatus.CANCELLED, handle.status());
        assertEquals(List.of(), List.copyOf(sums));
      }
      soon().until(() -> handle.status() != ChainStatus.RUNNING);
      if (handle.status() == ChainStatus.CANCELLED) {
        assertNotEquals(CancelResult.NOTHING, answer);
        sums.clear();
        assertTrue(handle.retry());
      } else {
        assertNotEquals(CancelResult.CANCELLED, answer);
      }
      assertEquals(6, handle.await(SOON));
      assertEquals(List.of(List.of(1, 2, 3)), List.copyOf(sums));
    }
  }
}
