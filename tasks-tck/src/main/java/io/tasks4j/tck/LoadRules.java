package io.tasks4j.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.backend.Claim;
import io.tasks4j.backend.ClaimRequest;
import io.tasks4j.backend.Settlement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

abstract class LoadRules extends Rules {
  private static final int MANY = 10_000;
  private static final int BATCH = 10;
  private static final int TRIES = 30;

  /** What depends on the number of tasks at all takes hundreds of times as long with so many. */
  private static final int MOST = 5;

  LoadRules(BackendContract contract) {
    super(contract);
  }

  @Test
  @DisplayName("LOAD-1: to enqueue, claim and settle costs the same with 10,000 tasks beside it")
  void load_1_to_enqueue_claim_and_settle_costs_the_same_with_10_000_tasks_beside_it() {
    double few = best();
    for (int i = 0; i < MANY; i += 1_000) {
      enqueue(1_000);
    }
    assertFlat("ready", few);
    List<Claim> claims = new ArrayList<>();
    while (claims.size() < MANY) {
      List<Claim> more = look(longRequest().max(500)).claims();
      assertTrue(!more.isEmpty(), () -> "only " + claims.size() + " are ready");
      claims.addAll(more);
    }
    assertFlat("in flight", few);
    for (int i = 0; i < MANY; i += 500) {
      settle(claims.subList(i, i + 500));
    }
    assertFlat("ended", few);
  }

  /** Held for long, so that none lapses meanwhile. */
  private static ClaimRequest longRequest() {
    return ClaimRequest.of(WORKER, QUEUE, Duration.ofHours(1));
  }

  /** What it takes with few tasks, in microseconds: the best of several times. */
  private double best() {
    double best = Double.MAX_VALUE;
    for (int i = 0; i < TRIES; i++) {
      best = Math.min(best, once());
    }
    return best;
  }

  /**
   * Once it has to be about as good, however long that takes: the other times met something else on
   * the machine.
   */
  private void assertFlat(String what, double few) {
    long start = System.nanoTime();
    double best = Double.MAX_VALUE;
    while (best >= MOST * few && System.nanoTime() - start < patience().toNanos()) {
      best = Math.min(best, once());
    }
    double many = best;
    assertTrue(
        many < MOST * few,
        () ->
            String.format(
                Locale.ROOT,
                "with %d tasks %s it took %.0f µs, with few %.0f",
                MANY,
                what,
                many,
                few));
  }

  private double once() {
    long begin = System.nanoTime();
    enqueue(BATCH);
    List<Claim> claims = look(longRequest().max(BATCH)).claims();
    settle(claims);
    long took = System.nanoTime() - begin;
    assertEquals(BATCH, claims.size());
    return took / 1e3;
  }

  private void settle(List<Claim> claims) {
    List<Boolean> applied =
        backend().settle(claims.stream().map(c -> Settlement.of(c, SUCCESS)).toList());
    assertTrue(applied.stream().allMatch(answer -> answer));
  }
}
