package io.tasks4j.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.TaskId;
import io.tasks4j.UniqueKey;
import io.tasks4j.When;
import io.tasks4j.backend.Capability;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.EnqueueResult;
import io.tasks4j.backend.Retention;
import io.tasks4j.message.TaskMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

abstract class UniqueRules extends Rules {
  private static final UniqueKey LIVE = UniqueKey.whileLive("cat");
  private static final UniqueKey WAITING = UniqueKey.whileWaiting("cat");

  UniqueRules(BackendContract contract) {
    super(contract);
  }

  private static TaskMessage.Builder keyed(UniqueKey key) {
    return message().unique(Optional.of(key));
  }

  private boolean lacksUnique() {
    if (has(Capability.UNIQUE)) {
      return false;
    }
    refused(() -> backend().enqueue(List.of(keyed(LIVE).build())));
    return true;
  }

  private void assertHeldBy(TaskId holder, UniqueKey key) {
    TaskMessage duplicate = keyed(key).build();
    assertEquals(List.of(new EnqueueResult(holder, false)), backend().enqueue(List.of(duplicate)));
    assertEquals(Optional.empty(), admin().find(duplicate.id()));
  }

  private TaskId assertFree(UniqueKey key) {
    return enqueue(keyed(key));
  }

  @Test
  @DisplayName(
      "UNIQUE-1: a duplicate is not stored, and gives the id of the task that holds the key")
  void unique_1_a_duplicate_is_not_stored_and_gives_the_id_of_the_task_that_holds_the_key() {
    if (lacksUnique()) {
      return;
    }
    for (UniqueKey key : List.of(LIVE, UniqueKey.whileWaiting("dog"), within("cow", 5))) {
      TaskId holder = enqueue(keyed(key));

      assertHeldBy(holder, key);

      claim(holder);
      assertNothingReady();
    }
  }

  private UniqueKey within(String key, int units) {
    return UniqueKey.within(key, units(units));
  }

  @Test
  @DisplayName("UNIQUE-2: a key held while waiting is free as soon as the task runs")
  void unique_2_a_key_held_while_waiting_is_free_as_soon_as_the_task_runs() {
    if (lacksUnique()) {
      return;
    }
    TaskId holder = enqueue(keyed(WAITING));
    assertHeldBy(holder, WAITING);
    claim(holder);

    TaskId next = assertFree(WAITING);
    assertHeldBy(next, WAITING);
  }

  @Test
  @DisplayName("UNIQUE-3: a key held while waiting is held again by a task that is tried again")
  void unique_3_a_key_held_while_waiting_is_held_again_by_a_task_that_is_tried_again() {
    if (lacksUnique()) {
      return;
    }
    TaskId holder = enqueue(keyed(WAITING));
    assertSettles(claim(holder), RETRY);

    assertHeldBy(holder, WAITING);
  }

  @Test
  @DisplayName("UNIQUE-4: a key held while live is held waiting, running and between attempts")
  void unique_4_a_key_held_while_live_is_held_waiting_running_and_between_attempts() {
    if (lacksUnique()) {
      return;
    }
    TaskId holder = enqueue(keyed(LIVE));
    Claim claim = claim(holder);
    assertHeldBy(holder, LIVE);
    assertSettles(claim, RETRY);
    assertHeldBy(holder, LIVE);
    claim(holder);
    lapse();
    assertHeldBy(holder, LIVE);
    claim(holder);
    assertHeldBy(holder, LIVE);
  }

  @Test
  @DisplayName("UNIQUE-5: a key is freed by success, failure, cancel and purge")
  void unique_5_a_key_is_freed_by_success_failure_cancel_and_purge() {
    if (lacksUnique()) {
      return;
    }
    for (UniqueKey key : List.of(LIVE, WAITING)) {
      assertSettles(claim(assertFree(key)), SUCCESS);
      assertSettles(claim(assertFree(key)), FAILURE);
      assertSettles(claim(assertFree(key)), CANCELLED);
      admin().cancel(assertFree(key));
      assertTrue(admin().purge(assertFree(key)));
      assertTrue(admin().purge(assertFree(key)));
    }
  }

  @Test
  @DisplayName("UNIQUE-6: a key is freed by the expiry of its task")
  void unique_6_a_key_is_freed_by_the_expiry_of_its_task() {
    if (lacksUnique()) {
      return;
    }
    enqueue(keyed(LIVE).expiry(Optional.of(new When.After(units(5)))));
    pass(6);

    assertFree(LIVE);
  }

  @Test
  @DisplayName("UNIQUE-7: a key is freed by a task that was lost too often")
  void unique_7_a_key_is_freed_by_a_task_that_was_lost_too_often() {
    if (lacksUnique()) {
      return;
    }
    TaskId holder = enqueue(keyed(LIVE));
    for (int i = 0; i < 3; i++) {
      claim(holder);
      lapse();
    }
    assertNothingReady();

    assertFree(LIVE);
  }

  @Test
  @DisplayName("UNIQUE-8: a key within a window is held as long, even when its task has ended")
  void unique_8_a_key_within_a_window_is_held_as_long_even_when_its_task_has_ended() {
    if (lacksUnique()) {
      return;
    }
    UniqueKey key = within("cat", 10);
    TaskId holder = enqueue(keyed(key));
    assertSettles(claim(holder), SUCCESS);
    pass(7);
    assertHeldBy(holder, key);
    pass(4);

    TaskId next = assertFree(key);
    assertHeldBy(next, key);
  }

  @Test
  @DisplayName("UNIQUE-9: a window that is over frees the key, although its task still waits")
  void unique_9_a_window_that_is_over_frees_the_key_although_its_task_still_waits() {
    if (lacksUnique()) {
      return;
    }
    UniqueKey key = within("cat", 5);
    TaskId first = enqueue(keyed(key));
    pass(6);
    TaskId second = assertFree(key);

    assertEquals(List.of(first, second), ids(claim(10)));
  }

  @Test
  @DisplayName(
      "UNIQUE-10: keys of two queues are apart, and so are keys that differ in any character")
  void unique_10_keys_of_two_queues_are_apart_and_so_are_keys_that_differ_in_any_character() {
    if (lacksUnique()) {
      return;
    }
    enqueue(keyed(LIVE));
    enqueue(keyed(LIVE).queue("other"));
    for (String key : List.of("Cat", "cat ", " cat", "cat\u0000", "ca", "ca\u0301t", "%")) {
      UniqueKey odd = UniqueKey.whileLive(key);
      assertHeldBy(assertFree(odd), odd);
    }
    UniqueKey longest = UniqueKey.whileLive("漢".repeat(512));
    assertHeldBy(assertFree(longest), longest);
  }

  @Test
  @DisplayName("UNIQUE-11: of two in one batch the first is stored")
  void unique_11_of_two_in_one_batch_the_first_is_stored() {
    if (lacksUnique()) {
      return;
    }
    TaskMessage first = keyed(LIVE).build();
    TaskMessage second = keyed(LIVE).build();

    assertEquals(
        List.of(new EnqueueResult(first.id(), true), new EnqueueResult(first.id(), false)),
        backend().enqueue(List.of(first, second)));
    assertEquals(List.of(first.id()), ids(claim(10)));
  }

  @Test
  @DisplayName("UNIQUE-12: of 8 threads that enqueue one key, one stores it and all learn its id")
  void unique_12_of_8_threads_that_enqueue_one_key_one_stores_it_and_all_learn_its_id()
      throws Exception {
    if (lacksUnique()) {
      return;
    }
    for (int round = 0; round < 20; round++) {
      UniqueKey key = UniqueKey.whileLive("race-" + round);
      List<EnqueueResult> results =
          Threads.race(
              8, patience(), i -> () -> backend().enqueue(List.of(keyed(key).build())).get(0));

      assertEquals(1, results.stream().filter(EnqueueResult::accepted).count());
      assertEquals(1, results.stream().map(EnqueueResult::id).distinct().count());
      assertEquals(List.of(results.get(0).id()), ids(claim(10)));
    }
  }

  @Test
  @DisplayName("UNIQUE-13: a task is not put back while another holds its key, and holds it after")
  void unique_13_a_task_is_not_put_back_while_another_holds_its_key_and_holds_it_after() {
    if (lacksUnique()) {
      return;
    }
    TaskId dead = enqueue(keyed(LIVE));
    assertSettles(claim(dead), FAILURE);
    TaskId holder = assertFree(LIVE);

    assertFalse(admin().requeue(dead));
    assertSettles(claim(holder), SUCCESS);
    assertTrue(admin().requeue(dead));
    assertHeldBy(dead, LIVE);
  }

  @Test
  @DisplayName("UNIQUE-14: a task of no key, or of an id that is kept, is not held up by a key")
  void unique_14_a_task_of_no_key_or_of_an_id_that_is_kept_is_not_held_up_by_a_key() {
    if (lacksUnique()) {
      return;
    }
    TaskId holder = enqueue(keyed(LIVE));
    TaskId free = enqueue();

    assertEquals(List.of(holder, free), ids(claim(10)));
    TaskMessage again =
        TaskMessage.builder(
                free, "greet", message().build().payload(), find(free).message().enqueuedAt())
            .unique(Optional.of(LIVE))
            .build();
    // Its own id was there first.
    assertEquals(List.of(new EnqueueResult(free, false)), backend().enqueue(List.of(again)));
  }

  @Test
  @DisplayName(
      "UNIQUE-15: a key within a window is held as long, even past the retention of its task")
  void unique_15_a_key_within_a_window_is_held_as_long_even_past_the_retention_of_its_task() {
    if (lacksUnique()) {
      return;
    }
    open(settings().retention(new Retention(units(2), 1, units(2), 1)));
    UniqueKey key = within("cat", 30);
    TaskId holder = enqueue(keyed(key));
    assertSettles(claim(holder), SUCCESS);
    List<TaskId> others = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      others.add(enqueue());
      assertSettles(claim(), SUCCESS);
    }
    pass(5);
    Awaitility.await()
        .atMost(patience())
        .pollInterval(Duration.ofMillis(5))
        .until(
            () -> {
              // Things are removed in the course of other work.
              TaskId id = enqueue();
              assertSettles(claim(id), SUCCESS);
              return others.stream().allMatch(old -> admin().find(old).isEmpty());
            });

    assertHeldBy(holder, key);
    pass(30);
    assertFree(key);
  }
}
