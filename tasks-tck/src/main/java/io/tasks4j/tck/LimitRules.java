package io.tasks4j.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import io.tasks4j.backend.CancelResult;
import io.tasks4j.backend.Capability;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.ClaimRequest;
import io.tasks4j.backend.Limits;
import io.tasks4j.message.TaskMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

abstract class LimitRules extends Rules {
  private static final Limits QUEUE_3 = new Limits(Map.of(QUEUE, 3), Map.of());
  private static final Limits GREET_2 = new Limits(Map.of(), Map.of("greet", 2));

  LimitRules(BackendContract contract) {
    super(contract);
  }

  private boolean lacksLimits() {
    if (has(Capability.LIMITS)) {
      return false;
    }
    refused(() -> look(request().limits(QUEUE_3)));
    refused(() -> look(request().limits(GREET_2)));
    return true;
  }

  private List<Claim> claim(int max, Limits limits) {
    return look(request().max(max).limits(limits)).claims();
  }

  private List<Claim> claimOther(int max, Limits limits) {
    return look(ClaimRequest.of("worker-2", QUEUE, lease()).max(max).limits(limits)).claims();
  }

  @Test
  @DisplayName(
      "LIMITS-1: a queue's limit holds within one claim and over the claims of all workers")
  void limits_1_a_queues_limit_holds_within_one_claim_and_over_the_claims_of_all_workers() {
    if (lacksLimits()) {
      return;
    }
    List<TaskId> ids = enqueue(10);

    assertEquals(ids.subList(0, 2), ids(claim(2, QUEUE_3)));
    assertEquals(ids.subList(2, 3), ids(claimOther(10, QUEUE_3)));
    assertEquals(List.of(), claim(10, QUEUE_3));
    assertEquals(List.of(), claimOther(10, QUEUE_3));
  }

  @Test
  @DisplayName("LIMITS-2: a name's limit holds over all queues and workers")
  void limits_2_a_names_limit_holds_over_all_queues_and_workers() {
    if (lacksLimits()) {
      return;
    }
    TaskId a = enqueue(message().queue("a"));
    TaskId b = enqueue(message().queue("b"));
    enqueue(message().queue("a"));
    enqueue(message().queue("b"));

    assertEquals(List.of(a), ids(look(request().queues(List.of("a")).limits(GREET_2)).claims()));
    assertEquals(
        List.of(b), ids(look(request().queues(List.of("b")).max(10).limits(GREET_2)).claims()));
    assertEquals(
        List.of(), look(request().queues(List.of("a", "b")).max(10).limits(GREET_2)).claims());
  }

  @Test
  @DisplayName("LIMITS-3: a slot is freed by every settlement, and by a lease that lapses")
  void limits_3_a_slot_is_freed_by_every_settlement_and_by_a_lease_that_lapses() {
    if (lacksLimits()) {
      return;
    }
    List<TaskId> ids = enqueue(12);
    List<Claim> held = claim(10, QUEUE_3);
    assertSettles(held.get(0), SUCCESS);
    assertSettles(held.get(1), FAILURE);
    assertSettles(held.get(2), CANCELLED);

    List<Claim> next = claim(10, QUEUE_3);
    assertEquals(ids.subList(3, 6), ids(next));
    assertSettles(next.get(0), RELEASE);
    assertSettles(next.get(1), RETRY);
    assertEquals(ids.subList(3, 5), ids(claim(10, QUEUE_3)));
    lapse();

    assertEquals(ids.subList(3, 6), ids(claim(10, QUEUE_3)));
  }

  @Test
  @DisplayName("LIMITS-4: tasks of a limited name block no other behind them")
  void limits_4_tasks_of_a_limited_name_block_no_other_behind_them() {
    if (lacksLimits()) {
      return;
    }
    List<TaskId> limited = enqueue(300);
    TaskId other = enqueue(message("other"));

    List<Claim> claims = claim(10, GREET_2);

    assertEquals(List.of(limited.get(0), limited.get(1), other), ids(claims));
  }

  @Test
  @DisplayName("LIMITS-5: a limited queue blocks no other queue")
  void limits_5_a_limited_queue_blocks_no_other_queue() {
    if (lacksLimits()) {
      return;
    }
    List<TaskId> limited = enqueue(5);
    TaskId other = enqueue(message().queue("other"));

    ClaimRequest both = request().queues(List.of(QUEUE, "other")).max(10).limits(QUEUE_3);

    assertEquals(
        List.of(limited.get(0), limited.get(1), limited.get(2), other), ids(look(both).claims()));
  }

  @Test
  @DisplayName("LIMITS-6: of a queue's and a name's limit the narrower holds")
  void limits_6_of_a_queues_and_a_names_limit_the_narrower_holds() {
    if (lacksLimits()) {
      return;
    }
    List<TaskId> greets = enqueue(5);
    List<TaskId> others =
        List.of(enqueue(message("other")), enqueue(message("other")), enqueue(message("other")));
    Limits limits = new Limits(Map.of(QUEUE, 4), Map.of("greet", 1));

    assertEquals(
        List.of(greets.get(0), others.get(0), others.get(1), others.get(2)),
        ids(claim(10, limits)));
  }

  @Test
  @DisplayName("LIMITS-7: whoever claims without limits is not held up by those of others")
  void limits_7_whoever_claims_without_limits_is_not_held_up_by_those_of_others() {
    if (lacksLimits()) {
      return;
    }
    List<TaskId> ids = enqueue(5);
    assertEquals(ids.subList(0, 3), ids(claim(10, QUEUE_3)));

    assertEquals(ids.subList(3, 5), ids(claim(10)));
  }

  @Test
  @DisplayName("LIMITS-8: 6 threads that claim and settle never hold more than the limit")
  void limits_8_6_threads_that_claim_and_settle_never_hold_more_than_the_limit() throws Exception {
    if (lacksLimits()) {
      return;
    }
    enqueue(120);
    AtomicInteger held = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    AtomicInteger done = new AtomicInteger();
    long deadline = System.nanoTime() + patience().toNanos();

    Threads.race(
        6,
        patience().multipliedBy(2),
        i ->
            () -> {
              while (done.get() < 120 && System.nanoTime() < deadline) {
                for (Claim claim : claim(2, QUEUE_3)) {
                  most.accumulateAndGet(held.incrementAndGet(), Math::max);
                  LockSupport.parkNanos(1_000);
                  held.decrementAndGet();
                  assertSettles(claim, SUCCESS);
                  done.incrementAndGet();
                }
              }
              return true;
            });

    assertEquals(120, done.get());
    assertTrue(most.get() <= 3, () -> most + " at once");
  }

  @Test
  @DisplayName("LIMITS-9: a claim past 5,000 tasks of a name at its limit costs about as past 5")
  void limits_9_a_claim_past_5_000_tasks_of_a_name_at_its_limit_costs_about_as_past_5() {
    if (lacksLimits()) {
      return;
    }
    enqueue(5);
    assertEquals(2, claim(5, GREET_2).size());
    long past5 = fastestClaim();
    List<TaskId> limited = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      limited.addAll(enqueue(1_000));
    }

    long past5000 = fastestClaim();

    // The constant is for what is measured in microseconds; a look at each task takes longer.
    assertTrue(
        past5000 < 4 * past5 + 1_000_000,
        () -> past5000 + " ns, but past 5 it is " + past5 + " ns");
    assertEquals(5_003, stats(QUEUE).count(TaskStatus.PENDING));
    List<TaskId> left = ids(claim(10_000));
    assertEquals(limited, left.subList(3, left.size()));
  }

  /** Of claims that find one task each, behind those at their limit, the one least disturbed. */
  private long fastestClaim() {
    int claims = 50;
    // The first ones may look through what came since: few at once where a broker sends it.
    enqueue(message("other"));
    for (int tries = 1; claim(1, GREET_2).isEmpty(); tries++) {
      assertTrue(tries < 10_000, "the task behind those at their limit does not come");
    }
    List<TaskMessage> others =
        Stream.generate(() -> message("other").build()).limit(claims).toList();
    backend().enqueue(others);
    long fastest = Long.MAX_VALUE;
    for (int i = 0; i < claims; i++) {
      long start = System.nanoTime();
      List<Claim> claimed = claim(1, GREET_2);
      fastest = Math.min(fastest, System.nanoTime() - start);
      assertEquals(List.of(others.get(i).id()), ids(claimed));
    }
    return fastest;
  }

  @Test
  @DisplayName("LIMITS-10: tasks that a limit held up are handed out in their order when it frees")
  void limits_10_tasks_that_a_limit_held_up_are_handed_out_in_their_order_when_it_frees() {
    if (lacksLimits()) {
      return;
    }
    List<TaskId> greets = enqueue(8);
    List<Claim> held = claim(5, GREET_2);
    TaskId late = enqueue(message("other"));
    assertEquals(List.of(late), ids(claim(5, GREET_2)));
    boolean cancelled = admin().cancel(greets.get(3)) == CancelResult.CANCELLED;

    assertSettles(held.get(1), SUCCESS);
    List<TaskId> second = ids(claim(5, GREET_2));
    TaskId last = enqueue();
    List<TaskId> rest = ids(claim(10));

    assertTrue(cancelled);
    assertEquals(List.of(greets.get(2)), second);
    assertEquals(List.of(greets.get(4), greets.get(5), greets.get(6), greets.get(7), last), rest);
  }
}
