package io.tasks4j.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.TaskError;
import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.ClaimRequest;
import io.tasks4j.backend.Claims;
import io.tasks4j.backend.LostDelivery;
import io.tasks4j.backend.Outcome;
import io.tasks4j.result.TaskMetadata;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

abstract class PoisonRules extends Rules {
  PoisonRules(BackendContract contract) {
    super(contract);
  }

  private void lose(TaskId id) {
    claim(id);
    lapse();
  }

  @Test
  @DisplayName("POISON-1: a task lost three times is a dead letter that says so, and is told of")
  void poison_1_a_task_lost_three_times_is_a_dead_letter_that_says_so_and_is_told_of() {
    TaskId id = enqueue();
    assertSettles(claim(id), RETRY);
    lose(id);
    lose(id);
    Claim last = claim(id);
    assertEquals(4, last.attempt());
    lapse();

    Claims claims = look(request().max(10));

    assertEquals(List.of(), claims.claims());
    assertEquals(
        List.of(new LostDelivery(last.message(), 3, WORKER, TaskStatus.FAILURE)), claims.losses());
    TaskMetadata task = find(id);
    assertEquals(TaskStatus.FAILURE, task.status());
    assertEquals(TaskError.Reason.LOST, task.error().orElseThrow().reason());
    assertEquals(4, task.error().orElseThrow().attempt());
    assertEquals(3, task.losses());
    assertEquals(1, task.failures());
    assertTrue(task.finishedAt().isPresent());
  }

  @Test
  @DisplayName("POISON-2: the number of deliveries is a setting")
  void poison_2_the_number_of_deliveries_is_a_setting() {
    open(settings().maxDeliveries(1));
    TaskId once = enqueue();
    lose(once);
    assertNothingReady();
    assertStatus(TaskStatus.FAILURE, once);

    open(settings().maxDeliveries(5));
    TaskId five = enqueue();
    for (int i = 0; i < 5; i++) {
      lose(five);
    }
    assertNothingReady();
    assertStatus(TaskStatus.FAILURE, five);
  }

  @Test
  @DisplayName("POISON-3: a claim says whether one more loss ends the task")
  void poison_3_a_claim_says_whether_one_more_loss_ends_the_task() {
    TaskId id = enqueue();
    List<Boolean> last = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      last.add(claim(id).lastDelivery());
      lapse();
    }

    assertEquals(List.of(false, false, true), last);
  }

  @Test
  @DisplayName("POISON-4: a claim takes no more suspects than it asks for, and they block nobody")
  void poison_4_a_claim_takes_no_more_suspects_than_it_asks_for_and_they_block_nobody() {
    List<TaskId> poison = enqueue(3);
    for (int i = 0; i < 2; i++) {
      assertEquals(poison, ids(claim(3)));
      lapse();
    }
    assertEquals(List.of(), look(request().max(10).suspects(0)).claims());
    List<TaskId> good = enqueue(3);

    assertEquals(good.subList(0, 1), ids(look(request().max(1).suspects(0)).claims()));
    List<Claim> one = look(request().max(10).suspects(1)).claims();
    List<TaskId> oneSuspect = new ArrayList<>(poison.subList(0, 1));
    oneSuspect.addAll(good.subList(1, 3));
    assertEquals(oneSuspect, ids(one));
    assertEquals(List.of(true, false, false), one.stream().map(Claim::lastDelivery).toList());
    assertEquals(poison.subList(1, 3), ids(look(request().max(10).suspects(2)).claims()));
  }

  @Test
  @DisplayName("POISON-5: many suspects do not hide the good tasks behind them")
  void poison_5_many_suspects_do_not_hide_the_good_tasks_behind_them() {
    List<TaskId> poison = enqueue(300);
    for (int i = 0; i < 2; i++) {
      assertEquals(new HashSet<>(poison), new HashSet<>(claimAll(request().max(300))));
      lapse();
    }
    assertEquals(List.of(), claimAll(request().max(300).suspects(0)));
    TaskId good = enqueue();

    assertEquals(List.of(good), claimAll(request().suspects(0)));
  }

  /** Claims until nothing is left: a claim may find only some of many losses. */
  private List<TaskId> claimAll(ClaimRequest request) {
    List<TaskId> all = new ArrayList<>();
    for (Claims some = look(request); !some.equals(Claims.NONE); some = look(request)) {
      all.addAll(ids(some.claims()));
    }
    return all;
  }

  @Test
  @DisplayName("POISON-6: a loss costs the neighbours nothing that were settled in time")
  void poison_6_a_loss_costs_the_neighbours_nothing_that_were_settled_in_time() {
    List<TaskId> ids = enqueue(11);
    List<Claim> claims = claim(11);
    for (Claim neighbour : claims.subList(1, 6)) {
      assertSettles(neighbour, RELEASE);
    }
    for (Claim neighbour : claims.subList(6, 11)) {
      assertSettles(neighbour, SUCCESS);
    }
    lapse();

    Claims next = look(request().max(20));

    assertEquals(1, next.losses().size());
    assertEquals(ids.subList(0, 6), ids(next.claims()));
    assertEquals(List.of(2, 1, 1, 1, 1, 1), next.claims().stream().map(Claim::attempt).toList());
    ids.subList(6, 11).forEach(id -> assertStatus(TaskStatus.SUCCESS, id));
  }

  @Test
  @DisplayName("POISON-7: a poisonous dead letter that is requeued has all deliveries before it")
  void poison_7_a_poisonous_dead_letter_that_is_requeued_has_all_deliveries_before_it() {
    TaskId id = enqueue();
    for (int i = 0; i < 3; i++) {
      lose(id);
    }
    assertNothingReady();
    assertTrue(admin().requeue(id));

    Claim claim = claim(id);

    assertEquals(0, claim.losses());
    assertFalse(claim.lastDelivery());
  }

  @Test
  @DisplayName("POISON-8: a task of unknown name is put back with growing delay, at no cost")
  void poison_8_a_task_of_unknown_name_is_put_back_with_growing_delay_at_no_cost() {
    TaskId id = enqueue();
    List<Long> delays = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Claim claim = claim(id);
      assertEquals(1, claim.attempt());
      assertSettles(claim, new Outcome.Unknown(Duration.ofHours(24)));
      TaskMetadata task = find(id);
      assertEquals(TaskStatus.PENDING, task.status());
      assertNothingReady();
      long delay = Duration.between(task.startedAt().orElseThrow(), task.dueAt()).toMillis();
      delays.add(delay);
      pass(Duration.ofMillis(delay));
    }

    assertTrue(delays.get(0) >= 1_000, () -> "delays were " + delays);
    assertTrue(delays.get(3) > delays.get(0), () -> "delays were " + delays);
    assertTrue(delays.get(3) <= 60_000, () -> "delays were " + delays);
    assertStatus(TaskStatus.PENDING, id);
  }

  @Test
  @DisplayName("POISON-9: a name that stays unknown for too long is a dead letter that says so")
  void poison_9_a_name_that_stays_unknown_for_too_long_is_a_dead_letter_that_says_so() {
    TaskId id = enqueue();
    assertSettles(claim(id), RETRY);
    lose(id);
    Outcome unknown = new Outcome.Unknown(Duration.ofMillis(1_500));
    Instant start = find(id).enqueuedAt();
    for (int i = 0; !status(id).isTerminal(); i++) {
      assertTrue(i < 5, "still put back");
      pass(Duration.ofMillis(1_100L * i));
      assertSettles(claim(id), unknown);
    }

    TaskMetadata task = find(id);
    assertEquals(TaskStatus.FAILURE, task.status());
    assertEquals(TaskError.Reason.UNKNOWN_NAME, task.error().orElseThrow().reason());
    assertEquals(3, task.error().orElseThrow().attempt());
    assertFalse(task.finishedAt().orElseThrow().isBefore(start.plusMillis(1_500)));
  }

  @Test
  @DisplayName("POISON-10: the delay of an unknown name never exceeds a minute")
  void poison_10_the_delay_of_an_unknown_name_never_exceeds_a_minute() {
    TaskId id = enqueue();
    if (contract().unit().compareTo(Duration.ofSeconds(1)) < 0) {
      // A server's clock cannot be turned by hours; POISON-8 is what can be seen of it.
      assertSettles(claim(id), new Outcome.Unknown(Duration.ofHours(24)));
      assertNothingReady();
      return;
    }
    assertSettles(claim(id), new Outcome.Unknown(Duration.ofHours(24)));
    pass(Duration.ofHours(5));
    assertSettles(claim(id), new Outcome.Unknown(Duration.ofHours(24)));
    assertNothingReady();
    pass(Duration.ofSeconds(60));

    claim(id);
  }

  @Test
  @DisplayName(
      "POISON-11: a task that was given up as unknown has all its time again when put back")
  void poison_11_a_task_that_was_given_up_as_unknown_has_all_its_time_again_when_put_back() {
    TaskId id = enqueue();
    assertSettles(claim(id), new Outcome.Unknown(Duration.ZERO));
    assertStatus(TaskStatus.FAILURE, id);
    pass(5);
    assertTrue(admin().requeue(id));

    assertSettles(claim(id), new Outcome.Unknown(units(3)));

    assertStatus(TaskStatus.PENDING, id);
  }
}
