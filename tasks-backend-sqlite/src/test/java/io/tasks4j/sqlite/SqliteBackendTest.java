package io.tasks4j.sqlite;

import static io.tasks4j.sqlite.Fixtures.LEASE;
import static io.tasks4j.sqlite.Fixtures.claim;
import static io.tasks4j.sqlite.Fixtures.error;
import static io.tasks4j.sqlite.Fixtures.ids;
import static io.tasks4j.sqlite.Fixtures.idsOf;
import static io.tasks4j.sqlite.Fixtures.message;
import static io.tasks4j.sqlite.Fixtures.request;
import static io.tasks4j.sqlite.Fixtures.task;
import static io.tasks4j.sqlite.Fixtures.tasks;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.TaskError;
import io.tasks4j.TaskId;
import io.tasks4j.TaskProgress;
import io.tasks4j.TaskStatus;
import io.tasks4j.UniqueKey;
import io.tasks4j.When;
import io.tasks4j.backend.CancelResult;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.ClaimState;
import io.tasks4j.backend.Claims;
import io.tasks4j.backend.EnqueueResult;
import io.tasks4j.backend.Limits;
import io.tasks4j.backend.Outcome;
import io.tasks4j.backend.Renewal;
import io.tasks4j.backend.Settlement;
import io.tasks4j.message.Payload;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.result.TaskMetadata;
import io.tasks4j.result.TaskQuery;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What becomes of a task. */
class SqliteBackendTest extends OneFile {
  @Test
  void tasks_are_claimed_in_order_of_queue_then_priority_then_enqueueing() {
    TaskMessage low = message().priority(1).build();
    TaskMessage high = message().priority(9).build();
    TaskMessage first = task();
    TaskMessage second = task();
    TaskMessage other = message().queue("other").priority(0).build();
    backend.enqueue(List.of(low, first, high, second, other));

    var claims = backend.claim(request().queues(List.of("other", "default")).max(10)).claims();

    assertEquals(idsOf(List.of(other, high, first, second, low)), ids(claims));
  }

  @Test
  void a_success_ends_the_task_once_and_keeps_its_result() {
    backend.enqueue(List.of(task()));
    Claim claim = claim(backend, 1).get(0);
    var success = Settlement.of(claim, new Outcome.Success(Optional.of(Payload.json("42"))));

    assertEquals(List.of(true), backend.settle(List.of(success)));
    assertEquals(List.of(false), backend.settle(List.of(success)));

    var result = backend.results().find(claim.id()).orElseThrow();
    assertEquals(TaskStatus.SUCCESS, result.status());
    assertEquals("42", result.value().orElseThrow().text());
    assertEquals(1, result.attempts());
  }

  @Test
  void a_lapsed_lease_is_lost_and_claimed_again_with_a_greater_token() {
    backend.enqueue(List.of(task()));
    Claim lost = claim(backend, 1).get(0);
    clock.advance(LEASE);

    Claims again = backend.claim(request());

    assertEquals(1, again.losses().size());
    assertEquals(TaskStatus.RETRY, again.losses().get(0).next());
    Claim claim = again.claims().get(0);
    assertTrue(claim.token() > lost.token());
    assertEquals(2, claim.attempt());
    assertEquals(List.of(false), settle(lost, new Outcome.Success(Optional.empty())));
    assertEquals(List.of(ClaimState.LOST), renew(lost));
    assertEquals(List.of(true), settle(claim, new Outcome.Success(Optional.empty())));
  }

  @Test
  void a_late_settlement_counts_while_nobody_claimed_again() {
    backend.enqueue(List.of(task()));
    Claim claim = claim(backend, 1).get(0);
    clock.advance(LEASE.multipliedBy(2));

    assertEquals(List.of(ClaimState.HELD), renew(claim));
    assertEquals(List.of(true), settle(claim, new Outcome.Success(Optional.empty())));
  }

  @Test
  void after_three_losses_a_task_is_a_dead_letter_that_can_be_requeued() {
    backend.enqueue(List.of(task()));
    TaskId id = claim(backend, 1).get(0).id();
    for (int i = 0; i < 2; i++) {
      clock.advance(LEASE);
      claim(backend, 1);
    }
    clock.advance(LEASE);

    Claims last = backend.claim(request());

    assertEquals(List.of(), last.claims());
    assertEquals(TaskStatus.FAILURE, last.losses().get(0).next());
    var dead = backend.admin().list(TaskQuery.deadLetters());
    assertEquals(List.of(id), dead.stream().map(TaskMetadata::id).toList());
    assertEquals(TaskError.Reason.LOST, dead.get(0).error().orElseThrow().reason());
    assertTrue(backend.admin().requeue(id));
    assertEquals(1, claim(backend, 1).get(0).attempt());
  }

  @Test
  void a_retry_waits_for_its_delay_and_counts_a_failure() {
    backend.enqueue(List.of(task()));
    Claim claim = claim(backend, 1).get(0);

    settle(claim, new Outcome.Retry(Duration.ofSeconds(5), error()));

    assertEquals(TaskStatus.RETRY, find(claim.id()).status());
    clock.advance(Duration.ofMillis(4_999));
    assertEquals(List.of(), claim(backend, 1));
    clock.advance(Duration.ofMillis(1));
    assertEquals(2, claim(backend, 1).get(0).attempt());
  }

  @Test
  void a_release_uses_up_no_attempt_and_keeps_the_place() {
    List<TaskMessage> three = tasks(3);
    backend.enqueue(three);
    Claim claim = claim(backend, 1).get(0);

    settle(claim, new Outcome.Release(Duration.ZERO));

    var claims = claim(backend, 3);
    assertEquals(idsOf(three), ids(claims));
    assertEquals(1, claims.get(0).attempt());
  }

  @Test
  void an_unknown_name_comes_back_with_growing_delay_and_is_given_up_in_the_end() {
    backend.enqueue(List.of(task()));
    Duration giveUp = Duration.ofMinutes(10);
    long waited = 0;
    long longest = 0;
    while (find(claimedId()).status() == TaskStatus.RUNNING) {
      settle(running, new Outcome.Unknown(giveUp));
      long delay = find(running.id()).dueAt().toEpochMilli() - clock.millis();
      if (find(running.id()).status() == TaskStatus.FAILURE) {
        break;
      }
      longest = Math.max(longest, delay);
      waited += delay;
      clock.advance(Duration.ofMillis(delay));
    }

    assertEquals(60_000, longest);
    assertTrue(waited >= giveUp.toMillis() && waited < giveUp.plusMinutes(1).toMillis());
    TaskMetadata dead = find(running.id());
    assertEquals(TaskError.Reason.UNKNOWN_NAME, dead.error().orElseThrow().reason());
    assertEquals(0, dead.failures());
  }

  private Claim running;

  private TaskId claimedId() {
    running = claim(backend, 1).get(0);
    return running.id();
  }

  @Test
  void a_cancel_turns_every_outcome_but_success_into_cancelled() {
    backend.enqueue(tasks(2));
    List<Claim> claims = claim(backend, 2);
    claims.forEach(c -> assertEquals(CancelResult.REQUESTED, backend.admin().cancel(c.id())));

    assertEquals(List.of(ClaimState.CANCEL_REQUESTED), renew(claims.get(0)));
    settle(claims.get(0), new Outcome.Retry(Duration.ZERO, error()));
    settle(claims.get(1), new Outcome.Success(Optional.empty()));

    assertEquals(TaskStatus.CANCELLED, find(claims.get(0).id()).status());
    assertEquals(TaskStatus.SUCCESS, find(claims.get(1).id()).status());
    assertEquals(CancelResult.NOTHING, backend.admin().cancel(claims.get(0).id()));
  }

  @Test
  void a_delayed_task_starts_at_its_due_time_and_an_expired_one_never() {
    TaskMessage delayed =
        message().due(Optional.of(new When.After(Duration.ofSeconds(10)))).build();
    TaskMessage expiring =
        message().priority(9).expiry(Optional.of(new When.After(Duration.ofSeconds(10)))).build();
    TaskMessage both =
        message()
            .due(Optional.of(new When.After(Duration.ofSeconds(10))))
            .expiry(Optional.of(new When.After(Duration.ofSeconds(5))))
            .build();
    backend.enqueue(List.of(delayed, expiring, both));
    backend.admin().pause("default", true);
    clock.advance(Duration.ofSeconds(10));
    backend.admin().pause("default", false);

    assertEquals(List.of(delayed.id()), ids(claim(backend, 10)));
    assertEquals(TaskStatus.CANCELLED, find(expiring.id()).status());
    assertEquals(TaskStatus.CANCELLED, find(both.id()).status());
  }

  @Test
  void a_unique_key_is_held_as_its_scope_says() {
    TaskMessage live = message().unique(Optional.of(UniqueKey.whileLive("k"))).build();
    TaskMessage waiting = message().unique(Optional.of(UniqueKey.whileWaiting("w"))).build();
    Duration window = Duration.ofMinutes(1);
    TaskMessage within = message().unique(Optional.of(UniqueKey.within("t", window))).build();
    backend.enqueue(List.of(live, waiting, within));

    assertEquals(held(live), backend.enqueue(again(live)));
    assertEquals(held(waiting), backend.enqueue(again(waiting)));
    assertEquals(held(within), backend.enqueue(again(within)));

    List<Claim> claims = claim(backend, 3);
    assertEquals(held(live), backend.enqueue(again(live)));
    assertTrue(backend.enqueue(again(waiting)).get(0).accepted());
    claims.forEach(c -> settle(c, new Outcome.Success(Optional.empty())));
    assertTrue(backend.enqueue(again(live)).get(0).accepted());
    assertEquals(held(within), backend.enqueue(again(within)));
    clock.advance(window);
    assertTrue(backend.enqueue(again(within)).get(0).accepted());
  }

  @Test
  void an_id_that_is_kept_is_not_stored_twice() {
    TaskMessage task = task();

    assertEquals(
        List.of(new EnqueueResult(task.id(), true), new EnqueueResult(task.id(), false)),
        backend.enqueue(List.of(task, task)));

    assertEquals(1, claim(backend, 10).size());
  }

  @Test
  void limits_hold_within_a_batch_and_block_nobody_behind() {
    backend.enqueue(tasks(5));
    TaskMessage other = message("other").build();
    backend.enqueue(List.of(other));
    var limited = request().max(10).limits(new Limits(Map.of(), Map.of("greet", 2)));

    List<Claim> claims = backend.claim(limited).claims();

    assertEquals(3, claims.size());
    assertEquals(other.id(), claims.get(2).id());
    assertEquals(List.of(), backend.claim(limited).claims());
    settle(claims.get(0), new Outcome.Success(Optional.empty()));
    assertEquals(1, backend.claim(limited).claims().size());
    var ofQueue = request().max(10).limits(new Limits(Map.of("default", 4), Map.of()));
    assertEquals(1, backend.claim(ofQueue).claims().size());
  }

  @Test
  void suspects_are_taken_a_few_at_a_time_and_block_nobody_behind() {
    backend.enqueue(tasks(3));
    for (int i = 0; i < 2; i++) {
      claim(backend, 3);
      clock.advance(LEASE);
    }
    TaskMessage innocent = task();
    backend.enqueue(List.of(innocent));

    Claims claims = backend.claim(request().max(10).suspects(1));

    assertEquals(3, claims.losses().size());
    assertEquals(2, claims.claims().size());
    assertEquals(innocent.id(), claims.claims().get(1).id());
  }

  @Test
  void follow_ups_come_with_the_settlement_exactly_once() {
    backend.enqueue(List.of(task()));
    Claim claim = claim(backend, 1).get(0);
    TaskMessage next = task();
    var settlement =
        Settlement.of(claim, new Outcome.Success(Optional.empty()), List.of(next, next));

    backend.settle(List.of(settlement));
    backend.settle(List.of(settlement));

    assertEquals(List.of(next.id()), ids(claim(backend, 10)));
  }

  @Test
  void progress_is_shown_and_counts_are_right() throws Exception {
    backend.enqueue(tasks(6));
    List<Claim> claims = claim(backend, 4);
    var progress = new TaskProgress(1, 2, "half");
    backend.renew(List.of(new Renewal(claims.get(0), Optional.of(progress))), LEASE);
    settle(claims.get(1), new Outcome.Success(Optional.empty()));
    settle(claims.get(2), new Outcome.Failure(error()));
    settle(claims.get(3), new Outcome.Retry(Duration.ofHours(1), error()));

    assertEquals(Optional.of(progress), find(claims.get(0).id()).progress());
    var stats = backend.admin().stats().get("default");
    assertEquals(
        List.of(2L, 1L, 1L, 1L, 1L, 0L),
        List.of(
            stats.count(TaskStatus.PENDING),
            stats.count(TaskStatus.RUNNING),
            stats.count(TaskStatus.RETRY),
            stats.count(TaskStatus.SUCCESS),
            stats.count(TaskStatus.FAILURE),
            stats.count(TaskStatus.CANCELLED)));
    assertEquals(6, backend.admin().list(TaskQuery.all()).size());
    assertTrue(backend.results().await(claims.get(2).id(), Duration.ofSeconds(5)).isPresent());
  }

  private static List<TaskMessage> again(TaskMessage message) {
    return List.of(message().unique(message.unique()).build());
  }

  private static List<EnqueueResult> held(TaskMessage holder) {
    return List.of(new EnqueueResult(holder.id(), false));
  }
}
