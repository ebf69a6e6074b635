package io.tasks4j.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.TaskId;
import io.tasks4j.TaskProgress;
import io.tasks4j.TaskStatus;
import io.tasks4j.backend.Capability;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.ClaimRequest;
import io.tasks4j.backend.ClaimState;
import io.tasks4j.backend.Claims;
import io.tasks4j.backend.LostDelivery;
import io.tasks4j.backend.Outcome;
import io.tasks4j.backend.Renewal;
import io.tasks4j.message.Payload;
import io.tasks4j.result.TaskMetadata;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

abstract class LeaseRules extends Rules {
  LeaseRules(BackendContract contract) {
    super(contract);
  }

  private List<ClaimState> renew(Claim... claims) {
    List<Renewal> renewals =
        Stream.of(claims).map(claim -> new Renewal(claim, Optional.empty())).toList();
    return backend().renew(renewals, lease());
  }

  private Claims reap() {
    return look(request().max(100));
  }

  @Test
  @DisplayName("LEASE-1: a task whose lease lapsed is delivered again, its attempt raised")
  void lease_1_a_task_whose_lease_lapsed_is_delivered_again_its_attempt_raised() {
    TaskId id = enqueue();
    Claim first = claim(id);
    lapse();

    Claim second = claim(id);

    assertEquals(2, second.attempt());
    assertEquals(1, second.losses());
    assertEquals(0, second.failures());
    assertTrue(second.token() > first.token());
    assertEquals(1, find(id).losses());
  }

  @Test
  @DisplayName("LEASE-2: a lost delivery is reported with its task, its worker and what comes next")
  void lease_2_a_lost_delivery_is_reported_with_its_task_its_worker_and_what_comes_next() {
    TaskId id = enqueue();
    Claim claim = claim(id);
    lapse();

    List<LostDelivery> losses = reap().losses();

    assertEquals(List.of(new LostDelivery(claim.message(), 1, WORKER, TaskStatus.RETRY)), losses);
  }

  @Test
  @DisplayName("LEASE-3: every lost delivery is reported once, whoever claims")
  void lease_3_every_lost_delivery_is_reported_once_whoever_claims() throws Exception {
    enqueue(100);
    assertEquals(100, claim(100).size());
    lapse();

    List<List<LostDelivery>> reports =
        Threads.race(
            4,
            patience(),
            i ->
                () -> {
                  List<LostDelivery> mine = new ArrayList<>();
                  for (int n = 0; n < 20; n++) {
                    mine.addAll(look(request().max(10)).losses());
                  }
                  return mine;
                });

    List<TaskId> lost =
        reports.stream().flatMap(List::stream).map(loss -> loss.message().id()).toList();
    assertEquals(100, lost.size());
    assertEquals(100, lost.stream().distinct().count());
  }

  @Test
  @DisplayName("LEASE-4: a renewal holds the claim for another lease from then")
  void lease_4_a_renewal_holds_the_claim_for_another_lease_from_then() {
    TaskId id = enqueue();
    Claim claim = claim(id);
    for (int i = 0; i < 5; i++) {
      pass(6);
      assertEquals(List.of(ClaimState.HELD), renew(claim));
      assertEquals(Claims.NONE, reap());
    }
    pass(6);
    assertEquals(Claims.NONE, reap());

    pass(5);
    assertEquals(1, claim(id).losses());
  }

  @Test
  @DisplayName("LEASE-5: a renewal can make a lease shorter: it counts from now")
  void lease_5_a_renewal_can_make_a_lease_shorter_it_counts_from_now() {
    TaskId id = enqueue();
    Claim claim = claim(id);
    backend().renew(List.of(new Renewal(claim, Optional.empty())), units(2));
    pass(4);

    assertEquals(List.of(id), ids(reap().claims()));
  }

  @Test
  @DisplayName("LEASE-6: a renewal answers for each claim, in order: HELD, LOST, CANCEL_REQUESTED")
  void lease_6_a_renewal_answers_for_each_claim_in_order_held_lost_cancel_requested() {
    TaskId released = enqueue();
    Claim lost = claim(released);
    assertSettles(lost, RELEASE);
    Claim again = claim(released);
    Claim held = claim(enqueue());
    Claim ended = claim(enqueue());
    assertSettles(ended, SUCCESS);
    Claim cancelled = claim(enqueue());
    admin().cancel(cancelled.id());
    Claim purged = claim(enqueue());
    assertSettles(purged, SUCCESS);
    assertTrue(admin().purge(purged.id()));

    assertEquals(
        List.of(
            ClaimState.LOST,
            ClaimState.HELD,
            ClaimState.LOST,
            ClaimState.CANCEL_REQUESTED,
            ClaimState.HELD,
            ClaimState.LOST),
        renew(lost, held, ended, cancelled, again, purged));
    assertEquals(List.of(), renew());
  }

  @Test
  @DisplayName("LEASE-7: a renewal of a task that is to be cancelled still holds it")
  void lease_7_a_renewal_of_a_task_that_is_to_be_cancelled_still_holds_it() {
    TaskId id = enqueue();
    Claim claim = claim(id);
    admin().cancel(id);
    pass(6);
    assertEquals(List.of(ClaimState.CANCEL_REQUESTED), renew(claim));
    pass(6);

    assertEquals(Claims.NONE, reap());
    assertStatus(TaskStatus.RUNNING, id);
  }

  @Test
  @DisplayName("LEASE-8: a late settlement counts while nobody has claimed the task again")
  void lease_8_a_late_settlement_counts_while_nobody_has_claimed_the_task_again() {
    TaskId id = enqueue();
    Claim claim = claim(id);
    lapse();

    assertSettles(claim, new Outcome.Success(Optional.of(Payload.json("7"))));

    assertStatus(TaskStatus.SUCCESS, id);
    assertEquals(Claims.NONE, reap());
    assertEquals(0, find(id).losses());
  }

  @Test
  @DisplayName("LEASE-9: a late renewal holds the task while nobody has claimed it again")
  void lease_9_a_late_renewal_holds_the_task_while_nobody_has_claimed_it_again() {
    TaskId id = enqueue();
    Claim claim = claim(id);
    lapse();

    assertEquals(List.of(ClaimState.HELD), renew(claim));

    assertEquals(Claims.NONE, reap());
    assertSettles(claim, SUCCESS);
  }

  @Test
  @DisplayName(
      "LEASE-10: a claim whose task was claimed again settles nothing, whatever the outcome")
  void lease_10_a_claim_whose_task_was_claimed_again_settles_nothing_whatever_the_outcome() {
    TaskId id = enqueue();
    Claim stale = claim(id);
    lapse();
    Claim current = claim(id);
    TaskMetadata before = find(id);
    List<Outcome> outcomes =
        List.of(
            SUCCESS,
            FAILURE,
            RETRY,
            CANCELLED,
            RELEASE,
            new Outcome.Unknown(Duration.ZERO),
            new Outcome.Success(Optional.of(Payload.json("7"))));

    for (Outcome outcome : outcomes) {
      assertFalse(settle(stale, outcome), () -> outcome + " of a stale claim took effect");
      assertEquals(before, find(id));
    }
    assertEquals(List.of(ClaimState.LOST), renew(stale));

    assertSettles(current, SUCCESS);
    assertStatus(TaskStatus.SUCCESS, id);
  }

  @Test
  @DisplayName("LEASE-11: a claim whose loss was found settles nothing, even before the next claim")
  void lease_11_a_claim_whose_loss_was_found_settles_nothing_even_before_the_next_claim() {
    List<TaskId> ids = enqueue(2);
    Claim stale = claim(2).get(1);
    lapse();
    // One task is taken, and the losses of both are found, at the latest, when they are reported.
    Claims one = look(request().max(1));
    assertEquals(ids.subList(0, 1), ids(one.claims()));
    boolean found = one.losses().stream().anyMatch(loss -> loss.message().id().equals(ids.get(1)));

    assertEquals(!found, settle(stale, SUCCESS));

    assertStatus(found ? TaskStatus.RETRY : TaskStatus.SUCCESS, ids.get(1));
  }

  @Test
  @DisplayName("LEASE-12: a lost task that was to be cancelled ends CANCELLED")
  void lease_12_a_lost_task_that_was_to_be_cancelled_ends_cancelled() {
    TaskId id = enqueue();
    Claim claim = claim(id);
    admin().cancel(id);
    lapse();

    Claims claims = reap();

    assertEquals(List.of(), claims.claims());
    assertEquals(
        List.of(new LostDelivery(claim.message(), 1, WORKER, TaskStatus.CANCELLED)),
        claims.losses());
    assertStatus(TaskStatus.CANCELLED, id);
  }

  @Test
  @DisplayName("LEASE-13: progress that a renewal brings is shown, and kept by one without")
  void lease_13_progress_that_a_renewal_brings_is_shown_and_kept_by_one_without() {
    TaskId id = enqueue();
    Claim claim = claim(id);
    TaskProgress half = new TaskProgress(1, 2, "halfway 👩‍🚀");
    assertEquals(Optional.empty(), find(id).progress());

    backend().renew(List.of(new Renewal(claim, Optional.of(half))), lease());
    assertEquals(Optional.of(half), find(id).progress());
    renew(claim);
    assertEquals(Optional.of(half), find(id).progress());
  }

  @Test
  @DisplayName("LEASE-18: progress starts anew with each attempt")
  void lease_18_progress_starts_anew_with_each_attempt() {
    TaskId id = enqueue();
    Claim claim = claim(id);
    TaskProgress half = new TaskProgress(1, 2, "");
    backend().renew(List.of(new Renewal(claim, Optional.of(half))), lease());
    lapse();
    claim(id);

    assertEquals(Optional.empty(), find(id).progress());
  }

  @Test
  @DisplayName("LEASE-14: a stale renewal shows no progress and extends nothing")
  void lease_14_a_stale_renewal_shows_no_progress_and_extends_nothing() {
    TaskId id = enqueue();
    Claim stale = claim(id);
    assertSettles(stale, RELEASE);
    claim(id);
    pass(6);

    TaskProgress mine = new TaskProgress(9, 9, "stale");
    backend().renew(List.of(new Renewal(stale, Optional.of(mine))), lease());

    assertEquals(Optional.empty(), find(id).progress());
    pass(5);
    assertEquals(List.of(id), ids(reap().claims()));
  }

  @Test
  @DisplayName("LEASE-15: each claim has the lease it asked for")
  void lease_15_each_claim_has_the_lease_it_asked_for() {
    TaskId brief = enqueue();
    TaskId lasting = enqueue();
    assertEquals(List.of(brief), ids(claim(1)));
    var longer = ClaimRequest.of("worker-2", QUEUE, units(40));
    assertEquals(List.of(lasting), ids(look(longer).claims()));
    lapse();

    assertEquals(List.of(brief), ids(reap().claims()));
    assertStatus(TaskStatus.RUNNING, lasting);
    assertEquals("worker-2", find(lasting).worker());
  }

  @Test
  @DisplayName("LEASE-16: a delayed task is never early beside short leases, and runs once")
  void lease_16_a_delayed_task_is_never_early_beside_short_leases_and_runs_once() {
    if (!has(Capability.DELAY)) {
      refused(() -> backend().enqueue(List.of(due(10).build())));
      return;
    }
    TaskId id = enqueue(due(10));
    List<Claim> claims = new ArrayList<>();
    for (int unit = 0; unit < 15; unit++) {
      for (String worker : List.of("a", "b", "c")) {
        var request = ClaimRequest.of(worker, QUEUE, units(20));
        claims.addAll(look(request).claims());
      }
      TaskMetadata task = find(id);
      assertTrue(claims.isEmpty() || !task.startedAt().orElseThrow().isBefore(task.dueAt()));
      assertTrue(unit >= 8 || claims.isEmpty(), "early by two units");
      pass(1);
    }

    assertEquals(List.of(id), ids(claims));
    assertEquals(1, claims.get(0).attempt());
  }

  @Test
  @DisplayName("LEASE-17: a completion that meets the reaper: one of the two wins, not both")
  void lease_17_a_completion_that_meets_the_reaper_one_of_the_two_wins_not_both() throws Exception {
    for (int round = 0; round < 40; round++) {
      TaskId id = enqueue();
      Claim claim = claim(id);
      lapse();

      List<List<Claim>> raced =
          Threads.race(
              2,
              patience(),
              i -> () -> i == 1 ? claim(1) : settle(claim, SUCCESS) ? List.of(claim) : List.of());

      boolean settled = !raced.get(0).isEmpty();
      assertEquals(settled ? List.of() : List.of(id), ids(raced.get(1)));
      assertStatus(settled ? TaskStatus.SUCCESS : TaskStatus.RUNNING, id);
      raced.get(1).forEach(again -> assertSettles(again, SUCCESS));
    }
  }
}
