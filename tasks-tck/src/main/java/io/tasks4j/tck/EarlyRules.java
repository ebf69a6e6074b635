package io.tasks4j.tck;

import static io.tasks4j.backend.EarlyStart.State.NOT_READY;
import static io.tasks4j.backend.EarlyStart.State.READY;
import static io.tasks4j.backend.EarlyStart.State.UNKNOWN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import io.tasks4j.UniqueKey;
import io.tasks4j.UnsupportedCapabilityException;
import io.tasks4j.backend.Capability;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.ClaimRequest;
import io.tasks4j.backend.Claims;
import io.tasks4j.backend.EarlyStart;
import io.tasks4j.backend.Exchange;
import io.tasks4j.backend.Exchanged;
import io.tasks4j.backend.Outcome;
import io.tasks4j.backend.Settlement;
import io.tasks4j.message.Join;
import io.tasks4j.message.TaskMessage;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** For backends with {@link Capability#EARLY_START}; others refuse. */
abstract class EarlyRules extends GraphRules {
  EarlyRules(BackendContract contract) {
    super(contract);
  }

  private boolean lacksEarly() {
    if (has(Capability.EARLY_START)) {
      return false;
    }
    assertThrows(UnsupportedCapabilityException.class, () -> start(TaskId.next()));
    assertThrows(
        UnsupportedCapabilityException.class, () -> backend().withdraw(List.of(message().build())));
    return true;
  }

  private List<EarlyStart.State> start(TaskId... ids) {
    return backend().exchange(Exchange.start(QUEUE, List.of(ids))).states();
  }

  private Exchanged startAndClaim(List<TaskId> ids, ClaimRequest request) {
    return backend().exchange(Exchange.start(QUEUE, ids).claim(request));
  }

  @Test
  @DisplayName("EARLY-1: a delayed task that is started early is due since it was enqueued")
  void early_1_a_delayed_task_that_is_started_early_is_due_since_it_was_enqueued() {
    if (lacksEarly()) {
      return;
    }
    TaskId delayed = enqueue(due(50));
    TaskId high = enqueue(due(50).priority(9));
    TaskId other = enqueue(due(50));
    TaskId plain = enqueue();

    assertEquals(List.of(READY, READY), start(delayed, high));

    assertEquals(find(delayed).enqueuedAt(), find(delayed).dueAt());
    assertEquals(List.of(high, delayed, plain), ids(claim(10)));
    pass(51);
    assertEquals(true, ids(claim(10)).contains(other));
  }

  @Test
  @DisplayName("EARLY-2: a task that was claimed before keeps its time")
  void early_2_a_task_that_was_claimed_before_keeps_its_time() {
    if (lacksEarly()) {
      return;
    }
    TaskId running = enqueue();
    Claim held = claim(running);
    TaskId released = enqueue();
    assertSettles(claim(released), new Outcome.Release(units(50)));
    TaskId failed = enqueue();
    assertSettles(claim(failed), new Outcome.Retry(units(50), error("no")));
    TaskId ended = enqueue();
    assertSettles(claim(ended), SUCCESS);

    assertEquals(
        List.of(NOT_READY, NOT_READY, NOT_READY, NOT_READY),
        start(running, released, failed, ended));

    assertNothingReady();
    assertSettles(held, SUCCESS);
  }

  @Test
  @DisplayName("EARLY-3: an id that is not kept is unknown, one that is ready says so, in order")
  void early_3_an_id_that_is_not_kept_is_unknown_one_that_is_ready_says_so_in_order() {
    if (lacksEarly()) {
      return;
    }
    TaskId ready = enqueue();
    TaskId delayed = enqueue(due(50));
    TaskId cancelled = enqueue(due(50));
    admin().cancel(cancelled);

    assertEquals(
        List.of(UNKNOWN, READY, NOT_READY, READY), start(TaskId.next(), delayed, cancelled, ready));
    assertEquals(List.of(), start());
    assertEquals(List.of(ready, delayed), ids(claim(10)));
  }

  @Test
  @DisplayName("EARLY-4: an early start wakes a waiting claim")
  void early_4_an_early_start_wakes_a_waiting_claim() throws Exception {
    if (lacksEarly()) {
      return;
    }
    TaskId delayed = enqueue(due(50));
    Threads.Call<Claims> call =
        Threads.startWaiting(() -> backend().claim(request().maxWait(patience().multipliedBy(4))));

    assertEquals(List.of(READY), start(delayed));

    assertEquals(List.of(delayed), ids(call.get(patience()).claims()));
  }

  @Test
  @DisplayName("EARLY-5: a claim in the same call sees what was started, in order, and never waits")
  void early_5_a_claim_in_the_same_call_sees_what_was_started_in_order_and_never_waits()
      throws Exception {
    if (lacksEarly()) {
      return;
    }
    ClaimRequest request = request().max(2).maxWait(patience().multipliedBy(4));
    TaskId delayed = enqueue(due(50));
    TaskId later = enqueue(due(50));
    TaskId high = enqueue(due(50).priority(9));
    TaskId plain = enqueue();

    Exchanged both = startAndClaim(List.of(high, TaskId.next(), delayed), request);
    Exchanged rest = startAndClaim(List.of(high), request);
    Exchanged none = Threads.start(() -> startAndClaim(List.of(), request)).get(patience());

    assertEquals(List.of(READY, UNKNOWN, READY), both.states());
    assertEquals(List.of(high, delayed), ids(both.claims().claims()));
    assertEquals(List.of(NOT_READY), rest.states());
    assertEquals(List.of(plain), ids(rest.claims().claims()));
    assertEquals(List.of(), none.states());
    assertEquals(List.of(), none.claims().claims());
    assertSettles(both.claims().claims().get(1), SUCCESS);
    assertStatus(TaskStatus.PENDING, later);
  }

  @Test
  @DisplayName(
      "EARLY-6: what a claim in the same call leaves is ready, and an id named twice counts once")
  void early_6_what_a_claim_in_the_same_call_leaves_is_ready_and_an_id_named_twice_counts_once() {
    if (lacksEarly()) {
      return;
    }
    TaskId plain = enqueue();
    TaskId first = enqueue(due(50));
    TaskId second = enqueue(due(50));
    TaskId third = enqueue(due(50));
    TaskId high = enqueue(due(50).priority(9));

    Exchanged three = startAndClaim(List.of(third, first, second, first), request().max(3));
    admin().pause(QUEUE, true);
    Exchanged none = startAndClaim(List.of(high), request().max(3));
    admin().pause(QUEUE, false);

    assertEquals(Collections.nCopies(4, READY), three.states());
    assertEquals(List.of(plain, first, second), ids(three.claims().claims()));
    assertEquals(find(first).enqueuedAt(), find(first).dueAt());
    assertEquals(List.of(READY), none.states());
    assertEquals(List.of(), none.claims().claims());
    assertSettles(three.claims().claims().get(1), new Outcome.Release(Duration.ZERO));
    assertEquals(List.of(high, first, third), ids(claim(10)));
  }

  @Test
  @DisplayName("EARLY-7: a call may name thousands, and claim few of them")
  void early_7_a_call_may_name_thousands_and_claim_few_of_them() {
    if (lacksEarly()) {
      return;
    }
    List<TaskMessage> delayed = Stream.generate(() -> due(50).build()).limit(9_000).toList();
    backend().enqueue(delayed);
    List<TaskId> all = delayed.stream().map(TaskMessage::id).toList();

    Exchanged both = startAndClaim(all, request().max(3));

    assertEquals(Collections.nCopies(all.size(), READY), both.states());
    assertEquals(all.subList(0, 3), ids(both.claims().claims()));
    assertEquals(all.subList(3, 6), ids(claim(3)));
  }

  @Test
  @DisplayName(
      "EARLY-8: settlements, starts and a claim in one call each see what came before them")
  void early_8_settlements_starts_and_a_claim_in_one_call_each_see_what_came_before_them() {
    if (lacksEarly()) {
      return;
    }
    TaskId ends = enqueue();
    Claim held = claim(ends);
    Claim stale = claim(enqueue());
    assertSettles(stale, SUCCESS);
    TaskId other = enqueue(due(50));
    TaskMessage next = due(50).build();
    EarlyStart starts = new EarlyStart(QUEUE, List.of(ends, next.id()));
    List<Settlement> settlements =
        List.of(Settlement.of(stale, FAILURE), Settlement.of(held, SUCCESS, List.of(next)));

    Exchanged all =
        backend()
            .exchange(
                new Exchange(settlements, Optional.of(starts), Optional.of(request().max(5))));

    assertEquals(List.of(false, true), all.applied());
    assertEquals(List.of(NOT_READY, READY), all.states());
    assertEquals(List.of(next.id()), ids(all.claims().claims()));
    assertStatus(TaskStatus.SUCCESS, ends);
    assertStatus(TaskStatus.PENDING, other);
    assertSettles(all.claims().claims().get(0), SUCCESS);
  }

  @Test
  @DisplayName("EARLY-9: what is withdrawn is gone, and its ids and keys are free")
  void early_9_what_is_withdrawn_is_gone_and_its_ids_and_keys_are_free() {
    if (lacksEarly()) {
      return;
    }
    Optional<UniqueKey> key = Optional.of(UniqueKey.within("key", units(50)));
    TaskMessage delayed = due(50).unique(key).build();
    TaskMessage ready = message().queue("other").build();
    TaskMessage stays = message().build();
    enqueueAll(delayed, ready, stays);

    assertEquals(true, backend().withdraw(List.of(delayed, ready)));

    assertEquals(Optional.empty(), admin().find(delayed.id()));
    assertEquals(Optional.empty(), admin().find(ready.id()));
    assertEquals(
        List.of(stays.id()), ids(look(request().queues(List.of(QUEUE, "other")).max(9)).claims()));
    enqueueAll(ready, due(50).unique(key).build());
    assertEquals(
        List.of(ready.id()), ids(look(request().queues(List.of(QUEUE, "other")).max(9)).claims()));
  }

  @Test
  @DisplayName("EARLY-10: nothing is withdrawn when any of it was claimed, has ended or is gone")
  void early_10_nothing_is_withdrawn_when_any_of_it_was_claimed_has_ended_or_is_gone() {
    if (lacksEarly()) {
      return;
    }
    TaskMessage running = message().build();
    TaskMessage released = message().build();
    TaskMessage failed = message().build();
    TaskMessage ended = message().build();
    TaskMessage cancelled = message().build();
    enqueueAll(running, released, failed, ended, cancelled);
    admin().cancel(cancelled.id());
    List<Claim> claims = claim(10);
    assertSettles(claims.get(1), new Outcome.Release(units(50)));
    assertSettles(claims.get(2), new Outcome.Retry(units(50), error("no")));
    assertSettles(claims.get(3), SUCCESS);
    TaskMessage waits = message().build();
    TaskMessage behind = message().build();
    enqueueAll(waits, behind);

    List<TaskMessage> begun =
        List.of(running, released, failed, ended, cancelled, message().build());
    for (TaskMessage one : begun) {
      assertEquals(false, backend().withdraw(List.of(waits, one, behind)));
    }

    assertSettles(claim(waits.id()), SUCCESS);
    assertSettles(claim(behind.id()), SUCCESS);
    assertStatus(TaskStatus.SUCCESS, ended.id());
    assertSettles(claims.get(0), SUCCESS);
    pass(51);
    assertEquals(List.of(released.id(), failed.id()), ids(claim(10)));
  }

  @Test
  @DisplayName("EARLY-11: a whole is withdrawn with all its parts, and who waits for one is told")
  void early_11_a_whole_is_withdrawn_with_all_its_parts_and_who_waits_for_one_is_told() {
    if (lacksEarly() || lacksJoins()) {
      return;
    }
    TaskMessage part = waiting(Join.of(1));
    TaskMessage outside = waiting(Join.of(1));
    TaskMessage parent =
        message().dependants(List.of(dependant(part, 0), dependant(outside, 0))).build();
    enqueueAll(outside);
    enqueueAll(part, parent);

    assertEquals(true, backend().withdraw(List.of(parent, part)));

    assertEquals(Optional.empty(), admin().find(part.id()));
    assertEquals(Optional.empty(), admin().find(parent.id()));
    assertStatus(TaskStatus.CANCELLED, outside.id());
    assertNothingReady();
  }
}
