package io.tasks4j.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import io.tasks4j.backend.Capability;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.Claims;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.result.TaskMetadata;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

abstract class ClaimRules extends Rules {
  ClaimRules(BackendContract contract) {
    super(contract);
  }

  @Test
  @DisplayName("CLAIM-1: the highest priority is handed out first, FIFO inside a priority")
  void claim_1_the_highest_priority_is_handed_out_first_fifo_inside_a_priority() {
    TaskMessage high = message().priority(9).build();
    if (!has(Capability.PRIORITY)) {
      refused(() -> backend().enqueue(List.of(high)));
      return;
    }
    List<TaskId> expected = new ArrayList<>();
    List<List<TaskId>> byPriority = new ArrayList<>();
    IntStream.range(0, 10).forEach(p -> byPriority.add(new ArrayList<>()));
    for (int i = 0; i < 30; i++) {
      int priority = i * 7 % 10;
      byPriority.get(priority).add(enqueue(message().priority(priority)));
    }
    for (int p = 9; p >= 0; p--) {
      expected.addAll(byPriority.get(p));
    }

    List<TaskId> handedOut = new ArrayList<>(ids(claim(10)));
    handedOut.addAll(ids(claim(1)));
    handedOut.addAll(ids(claim(100)));

    assertEquals(expected, handedOut);
  }

  @Test
  @DisplayName("CLAIM-2: tasks of one priority are handed out in the order they were enqueued")
  void claim_2_tasks_of_one_priority_are_handed_out_in_the_order_they_were_enqueued() {
    List<TaskId> enqueued = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      // Ids that sort against the order show a backend that goes by the id.
      TaskId id = TaskId.derived("fifo-" + i);
      enqueued.add(
          enqueue(TaskMessage.builder(id, "greet", message().build().payload(), producerTime(i))));
    }

    List<TaskId> handedOut = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      handedOut.addAll(ids(claim(5)));
    }

    assertEquals(enqueued, handedOut);
  }

  /** The producer's clock runs backwards: it is for people, and orders nothing. */
  private Instant producerTime(int i) {
    return settings().clock().instant().minusSeconds(i);
  }

  @Test
  @DisplayName("CLAIM-3: the order of queues in the request goes before priority")
  void claim_3_the_order_of_queues_in_the_request_goes_before_priority() {
    boolean priorities = has(Capability.PRIORITY);
    TaskId second = enqueue(message().queue("b").priority(priorities ? 9 : 5));
    TaskId first = enqueue(message().queue("a").priority(priorities ? 0 : 5));
    TaskId third = enqueue(message().queue("c"));

    assertEquals(
        List.of(first, second, third),
        ids(look(request().queues(List.of("a", "b", "c")).max(10)).claims()));
  }

  @Test
  @DisplayName("CLAIM-4: no more than max are handed out, and the rest stay")
  void claim_4_no_more_than_max_are_handed_out_and_the_rest_stay() {
    List<TaskId> enqueued = enqueue(5);

    assertEquals(enqueued.subList(0, 2), ids(claim(2)));
    assertEquals(enqueued.subList(2, 5), ids(claim(100)));
  }

  @Test
  @DisplayName("CLAIM-5: max counts over all queues of the request")
  void claim_5_max_counts_over_all_queues_of_the_request() {
    List<TaskId> a = List.of(enqueue(message().queue("a")), enqueue(message().queue("a")));
    List<TaskId> b = List.of(enqueue(message().queue("b")), enqueue(message().queue("b")));

    List<Claim> three = look(request().queues(List.of("a", "b")).max(3)).claims();

    assertEquals(List.of(a.get(0), a.get(1), b.get(0)), ids(three));
  }

  @Test
  @DisplayName("CLAIM-6: tasks of other queues are not handed out")
  void claim_6_tasks_of_other_queues_are_not_handed_out() {
    TaskId other = enqueue(message().queue("other"));

    assertNothingReady();
    assertStatus(TaskStatus.PENDING, other);
  }

  @Test
  @DisplayName("CLAIM-7: when nothing is ready, a claim without wait gives nothing")
  void claim_7_when_nothing_is_ready_a_claim_without_wait_gives_nothing() {
    assertEquals(Claims.NONE, look(request().max(10)));
  }

  @Test
  @DisplayName("CLAIM-8: a claimed task is not handed out again while its lease is held")
  void claim_8_a_claimed_task_is_not_handed_out_again_while_its_lease_is_held() {
    enqueue(3);
    assertEquals(3, claim(3).size());

    assertNothingReady();
    pass(8);
    assertNothingReady();
  }

  @Test
  @DisplayName("CLAIM-9: a claimed task is RUNNING, with worker and start time, attempt 1")
  void claim_9_a_claimed_task_is_running_with_worker_and_start_time_attempt_1() {
    TaskId id = enqueue();
    pass(1);
    Claim claim = claim(id);

    assertEquals(0, claim.failures());
    assertEquals(0, claim.losses());
    assertEquals(1, claim.attempt());
    assertFalse(claim.lastDelivery());
    TaskMetadata task = find(id);
    assertEquals(TaskStatus.RUNNING, task.status());
    assertEquals(WORKER, task.worker());
    assertEquals(1, task.attempts());
    assertFalse(task.startedAt().orElseThrow().isBefore(task.enqueuedAt().plus(units(1))));
  }

  @Test
  @DisplayName("CLAIM-10: the token of every claim is greater than those of all claims before it")
  void claim_10_the_token_of_every_claim_is_greater_than_those_of_all_claims_before_it() {
    enqueue(20);
    long greatest = Long.MIN_VALUE;
    for (int round = 0; round < 8; round++) {
      // The claims of one call may share a token: no two of them are of the same task.
      List<Claim> claims = claim(1 + round % 3);
      long before = greatest;
      for (Claim claim : claims) {
        assertTrue(claim.token() > before, () -> claim.token() + " came after " + before);
        greatest = Math.max(greatest, claim.token());
      }
      claims.forEach(claim -> assertSettles(claim, RELEASE));
    }
  }

  @Test
  @DisplayName("CLAIM-11: a task that was put back keeps its place")
  void claim_11_a_task_that_was_put_back_keeps_its_place() {
    List<TaskId> enqueued = enqueue(3);
    assertSettles(claim(enqueued.get(0)), RELEASE);

    assertEquals(enqueued, ids(claim(10)));
  }

  @Test
  @DisplayName("CLAIM-12: of racing claimers each task goes to exactly one")
  void claim_12_of_racing_claimers_each_task_goes_to_exactly_one() throws Exception {
    List<TaskId> enqueued = enqueue(2_000);
    AtomicInteger left = new AtomicInteger(enqueued.size());

    List<List<TaskId>> handedOut =
        Threads.race(
            8,
            patience(),
            i ->
                () -> {
                  List<TaskId> mine = new ArrayList<>();
                  while (left.get() > 0) {
                    List<Claim> claims = claim(1 + i);
                    left.addAndGet(-claims.size());
                    mine.addAll(ids(claims));
                    if (claims.isEmpty()) {
                      break;
                    }
                  }
                  return mine;
                });

    List<TaskId> all = handedOut.stream().flatMap(List::stream).toList();
    assertEquals(enqueued.size(), all.size());
    assertEquals(new HashSet<>(enqueued), new HashSet<>(all));
  }

  @Test
  @DisplayName("CLAIM-13: a claim of an interrupted thread keeps the flag and loses no task")
  void claim_13_a_claim_of_an_interrupted_thread_keeps_the_flag_and_loses_no_task() {
    TaskId id = enqueue();
    Thread.currentThread().interrupt();
    List<Claim> claims;
    try {
      claims = look(request().maxWait(patience())).claims();
    } finally {
      assertTrue(Thread.interrupted(), "the flag should stay set");
    }

    assertEquals(List.of(id), claims.isEmpty() ? ids(claim(1)) : ids(claims));
  }

  @Test
  @DisplayName("CLAIM-14: with ageing, a task that waited long goes before a newer, higher one")
  void claim_14_with_ageing_a_task_that_waited_long_goes_before_a_newer_higher_one() {
    if (!has(Capability.PRIORITY)) {
      refused(() -> backend().enqueue(List.of(message().priority(9).build())));
      return;
    }
    open(settings().ageing(units(10)));
    TaskId low = enqueue(message().priority(3));
    pass(35);
    TaskId high = enqueue(message().priority(8));
    TaskId middle = enqueue(message().priority(5));

    assertEquals(List.of(high, low, middle), ids(claim(10)));
  }

  @Test
  @DisplayName("CLAIM-15: without ageing, no wait makes up for a lower priority")
  void claim_15_without_ageing_no_wait_makes_up_for_a_lower_priority() {
    if (!has(Capability.PRIORITY)) {
      refused(() -> backend().enqueue(List.of(message().priority(9).build())));
      return;
    }
    TaskId low = enqueue(message().priority(4));
    pass(30);
    TaskId high = enqueue(message().priority(5));

    assertEquals(List.of(high, low), ids(claim(10)));
  }
}
