package io.tasks4j.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import io.tasks4j.UniqueKey;
import io.tasks4j.When;
import io.tasks4j.backend.Capability;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.ClaimState;
import io.tasks4j.backend.EnqueueResult;
import io.tasks4j.backend.Outcome;
import io.tasks4j.backend.Renewal;
import io.tasks4j.backend.Settlement;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.message.Payload;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.result.QueueStats;
import io.tasks4j.result.TaskMetadata;
import io.tasks4j.result.TaskQuery;
import io.tasks4j.result.TaskResult;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

abstract class DurableRules extends Rules {
  DurableRules(BackendContract contract) {
    super(contract);
  }

  /**
   * A backend that promises no durability has to start empty, or these rules would prove naught.
   */
  private boolean lacksDurability() {
    if (has(Capability.DURABLE)) {
      return false;
    }
    enqueue();
    backend().close();
    assertEquals(Map.of(), open(settings()).admin().stats());
    return true;
  }

  private TaskBackend restart() {
    backend().close();
    return reopen();
  }

  @Test
  @DisplayName("DURABLE-1: waiting tasks outlive a restart, in their order, with every member")
  void durable_1_waiting_tasks_outlive_a_restart_in_their_order_with_every_member() {
    if (lacksDurability()) {
      return;
    }
    List<TaskMessage> messages =
        List.of(
            message().headers(Map.of("a", "b")).extras(Map.of("x", "[1]")).build(),
            message("other").build(),
            message().build());
    backend().enqueue(messages);

    TaskBackend again = restart();

    assertEquals(
        messages, again.claim(request().max(10)).claims().stream().map(Claim::message).toList());
  }

  @Test
  @DisplayName("DURABLE-2: counts, errors, results and times outlive a restart")
  void durable_2_counts_errors_results_and_times_outlive_a_restart() {
    if (lacksDurability()) {
      return;
    }
    TaskId retry = enqueue();
    assertSettles(claim(retry), new Outcome.Retry(units(50), error("again")));
    TaskId lost = enqueue();
    claim(lost);
    lapse();
    assertSettles(claim(lost), new Outcome.Release(units(50)));
    TaskId success = enqueue();
    assertSettles(claim(success), new Outcome.Success(Optional.of(Payload.json("7"))));
    TaskId dead = enqueue();
    assertSettles(claim(dead), FAILURE);
    TaskId cancelled = enqueue();
    admin().cancel(cancelled);
    List<TaskMetadata> before = admin().list(TaskQuery.all());
    Map<String, QueueStats> stats = admin().stats();
    Optional<TaskResult> result = backend().results().find(success);

    TaskBackend again = restart();

    assertEquals(before, again.admin().list(TaskQuery.all()));
    assertEquals(stats, again.admin().stats());
    assertEquals(result, again.results().find(success));
    assertEquals(Optional.of(error("failed for good")), again.admin().find(dead).get().error());
  }

  @Test
  @DisplayName("DURABLE-3: a claim outlives a restart: it is held, renewed and settled")
  void durable_3_a_claim_outlives_a_restart_it_is_held_renewed_and_settled() {
    if (lacksDurability()) {
      return;
    }
    TaskId id = enqueue();
    Claim claim = claim(id);

    TaskBackend again = restart();

    assertEquals(List.of(), again.claim(request().max(10)).claims());
    assertEquals(
        List.of(ClaimState.HELD),
        again.renew(List.of(new Renewal(claim, Optional.empty())), lease()));
    assertEquals(List.of(true), again.settle(List.of(Settlement.of(claim, SUCCESS))));
    assertEquals(TaskStatus.SUCCESS, again.admin().find(id).orElseThrow().status());
  }

  @Test
  @DisplayName("DURABLE-4: a lease that lapses over a restart is a loss, and tokens go on growing")
  void durable_4_a_lease_that_lapses_over_a_restart_is_a_loss_and_tokens_go_on_growing() {
    if (lacksDurability()) {
      return;
    }
    TaskId id = enqueue();
    Claim first = claim(id);
    TaskBackend again = restart();
    lapse();

    Claim second = again.claim(request()).claims().get(0);

    assertEquals(2, second.attempt());
    assertTrue(second.token() > first.token());
    assertEquals(List.of(false), again.settle(List.of(Settlement.of(first, SUCCESS))));
  }

  @Test
  @DisplayName("DURABLE-5: a queue stays paused over a restart")
  void durable_5_a_queue_stays_paused_over_a_restart() {
    if (lacksDurability()) {
      return;
    }
    if (!has(Capability.PAUSE)) {
      refused(() -> admin().pause(QUEUE, true));
      return;
    }
    TaskId id = enqueue();
    admin().pause(QUEUE, true);

    TaskBackend again = restart();

    assertEquals(List.of(), again.claim(request()).claims());
    assertTrue(stats(again, QUEUE).paused());
    again.admin().pause(QUEUE, false);
    assertEquals(List.of(id), ids(again.claim(request()).claims()));
  }

  @Test
  @DisplayName("DURABLE-6: due times, expiry and unique keys hold over a restart")
  void durable_6_due_times_expiry_and_unique_keys_hold_over_a_restart() {
    if (lacksDurability()) {
      return;
    }
    TaskId expires = enqueue(message().expiry(Optional.of(new When.After(units(5)))));
    UniqueKey key = UniqueKey.whileLive("cat");
    boolean unique = has(Capability.UNIQUE);
    boolean delay = has(Capability.DELAY);
    TaskMessage.Builder builder = delay ? due(8) : message();
    TaskId id = enqueue(unique ? builder.unique(Optional.of(key)) : builder);

    TaskBackend again = restart();

    if (unique) {
      TaskMessage duplicate = message().unique(Optional.of(key)).build();
      assertEquals(List.of(new EnqueueResult(id, false)), again.enqueue(List.of(duplicate)));
    }
    pass(6);
    assertFalse(delay && !again.claim(request()).claims().isEmpty());
    assertEquals(TaskStatus.CANCELLED, again.admin().find(expires).orElseThrow().status());
    pass(4);
    assertEquals(List.of(id), ids(again.claim(request()).claims()));
  }

  @Test
  @DisplayName("DURABLE-7: a cancel that was requested outlives a restart")
  void durable_7_a_cancel_that_was_requested_outlives_a_restart() {
    if (lacksDurability()) {
      return;
    }
    TaskId id = enqueue();
    Claim claim = claim(id);
    admin().cancel(id);

    TaskBackend again = restart();

    assertEquals(
        List.of(ClaimState.CANCEL_REQUESTED),
        again.renew(List.of(new Renewal(claim, Optional.empty())), lease()));
    assertEquals(List.of(true), again.settle(List.of(Settlement.of(claim, RETRY))));
    assertEquals(TaskStatus.CANCELLED, again.admin().find(id).orElseThrow().status());
  }
}
