package io.tasks4j.tck.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.Task;
import io.tasks4j.TaskCancelledException;
import io.tasks4j.TaskExecutionException;
import io.tasks4j.TaskId;
import io.tasks4j.TaskType;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.chain.ChainFailure;
import io.tasks4j.chain.ChainHandle;
import io.tasks4j.chain.ChainProgress;
import io.tasks4j.chain.ChainStatus;
import io.tasks4j.chain.TaskChain;
import io.tasks4j.message.CompositionPart;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

abstract class ChainRules extends CompositionRules {
  ChainRules(Callable<TaskBackend> opener) {
    super(opener);
  }

  private static TaskChain<String> chain() {
    return TaskChain.startWith(ADD_ONE, 1)
        .thenAll(List.of(ADD_ONE, ADD_ONE))
        .then(NAME)
        .onError(MOURN);
  }

  @Test
  @DisplayName("CHAIN-1: each step gets what the one before gave, and the last is the chain's")
  void chain_1_each_step_gets_what_the_one_before_gave_and_the_last_is_the_chains()
      throws Exception {
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
  void chain_2_a_step_that_fails_ends_it_tells_its_callback_once_and_can_be_retried()
      throws Exception {
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
  void chain_3_a_cancelled_one_runs_no_further_step_and_can_be_retried() throws Exception {
    if (lacksJoins()) {
      return;
    }
    TaskType<Integer, Integer> stubborn = TaskType.of("stubborn", Integer.class, Integer.class);
    start(
        worker()
            .register(
                Task.of(
                    stubborn,
                    (n, context) -> {
                      entered.countDown();
                      return holdStubbornly(release) + n;
                    })));
    ChainHandle<Integer> handle =
        queue().enqueue(TaskChain.startWith(ADD_ONE, 1).then(stubborn).then(ADD_ONE).then(ADD_ONE));
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
  void chain_4_under_one_id_it_runs_once_however_often_it_is_enqueued() throws Exception {
    if (lacksJoins()) {
      return;
    }
    start(worker());
    TaskChain<String> chain = chain().id(TaskId.derived("order 7"));
    assertEquals("number 4", queue().enqueue(chain).await(SOON));

    assertEquals("number 4", queue().enqueue(chain).await(SOON));

    assertEquals(List.of(1, 2, 3), List.copyOf(ran));
  }

  @Test
  @DisplayName(
      "CHAIN-14: enqueued again while it runs, it runs no step that the store has forgotten")
  void chain_14_enqueued_again_while_it_runs_it_runs_no_step_that_the_store_has_forgotten()
      throws Exception {
    if (lacksJoins()) {
      return;
    }
    start(worker());
    TaskChain<Integer> chain =
        TaskChain.startWith(ADD_ONE, 1)
            .then(ADD_ONE)
            .then(HOLD)
            .then(ADD_ONE)
            .then(ADD_ONE)
            .id(TaskId.derived("order 8"));
    ChainHandle<Integer> handle = queue().enqueue(chain);
    assertTrue(entered.await(SOON.toSeconds(), TimeUnit.SECONDS));
    List<TaskId> ended =
        List.of(CompositionPart.idOf(handle.id(), "1"), CompositionPart.idOf(handle.id(), "2"));
    // As retention does in time.
    ended.forEach(step -> assertTrue(queue().admin().purge(step)));

    assertEquals(handle.id(), queue().enqueue(chain).id());

    ended.forEach(step -> assertTrue(queue().admin().find(step).isEmpty()));
    release.countDown();
    assertEquals(5, handle.await(SOON));
    assertEquals(List.of(1, 2, 3, 4), List.copyOf(ran));
  }

  @Test
  @DisplayName("CHAIN-13: a step that gives nothing hands on nothing")
  void chain_13_a_step_that_gives_nothing_hands_on_nothing() throws Exception {
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

  @Test
  @DisplayName("CHAIN-20: a chain that lacks a step it would have to run is not retried")
  void chain_20_a_chain_that_lacks_a_step_it_would_have_to_run_is_not_retried() throws Exception {
    if (lacksJoins()) {
      return;
    }
    broken.add(2);
    start(worker());
    for (String gone : List.of("2", "3")) {
      ChainHandle<String> handle = queue().enqueue(chain());
      assertThrows(TaskExecutionException.class, () -> handle.await(SOON));
      // As retention does in time: the step that failed, and one after it.
      assertTrue(queue().admin().purge(CompositionPart.idOf(handle.id(), gone)));

      assertFalse(handle.retry());

      assertEquals(ChainStatus.FAILED, handle.status());
    }
    assertEquals(List.of(1, 2, 1, 2), List.copyOf(ran));
  }

  @Test
  @DisplayName("CHAIN-21: two retries at once of one chain run each step once")
  void chain_21_two_retries_at_once_of_one_chain_run_each_step_once() throws Exception {
    if (lacksJoins()) {
      return;
    }
    start(worker());
    for (int round = 0; round < 10; round++) {
      broken.add(2);
      ChainHandle<String> handle = queue().enqueue(chain());
      assertThrows(TaskExecutionException.class, () -> handle.await(SOON));
      broken.clear();
      ran.clear();

      List<Boolean> answers = twiceAtOnce(handle::retry);

      assertEquals("number 4", handle.await(SOON));
      assertEquals(List.of(2, 3), List.copyOf(ran));
      assertEquals(1, Collections.frequency(answers, true));
    }
  }

  @Test
  @DisplayName("CHAIN-22: enqueued under one id by two threads at once, it runs once")
  void chain_22_enqueued_under_one_id_by_two_threads_at_once_it_runs_once() throws Exception {
    if (lacksJoins()) {
      return;
    }
    start(worker());
    for (int round = 0; round < 10; round++) {
      ran.clear();
      TaskChain<String> chain = chain().id(TaskId.derived("order 1" + round));

      List<ChainHandle<String>> handles = twiceAtOnce(() -> queue().enqueue(chain));

      assertEquals("number 4", handles.get(0).await(SOON));
      assertEquals(List.of(1, 2, 3), List.copyOf(ran));
    }
  }
}
