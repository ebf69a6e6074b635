package io.tasks4j.redis;

import io.tasks4j.TaskId;
import io.tasks4j.backend.Claims;
import io.tasks4j.backend.EarlyStart;
import io.tasks4j.backend.Exchange;
import io.tasks4j.backend.Exchanged;
import io.tasks4j.backend.Renewal;
import io.tasks4j.backend.Settlement;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What callers send in one breath, in as few scripts as can be. Thread-safe. */
final class Exchanges {
  /** For the moment between the last progress of a task and its settlement. */
  private static final Duration MOMENT = Duration.ofSeconds(30);

  private final Settler settler;
  private final Starter starter;
  private final Claimer claimer;

  Exchanges(Settler settler, Starter starter, Claimer claimer) {
    this.settler = settler;
    this.starter = starter;
    this.claimer = claimer;
  }

  Exchanged run(Exchange exchange) {
    List<Settlement> settlements = exchange.settlements();
    note(settlements);
    if (exchange.starts().isEmpty() && exchange.claim().isPresent() && !settlements.isEmpty()) {
      return claimer.settleAndClaim(settlements, exchange.claim().get());
    }
    List<Boolean> applied = settlements.isEmpty() ? List.of() : settler.settle(settlements);
    if (exchange.starts().isPresent()) {
      EarlyStart starts = exchange.starts().get();
      Exchanged started = starter.start(starts.queue(), starts.ids(), exchange.claim());
      return new Exchanged(applied, started.states(), started.claims());
    }
    Claims claims = exchange.claim().map(r -> claimer.claim(r).found()).orElse(Claims.NONE);
    return new Exchanged(applied, List.of(), claims);
  }

  /** Stores the last progress of each claim, by a renewal: whoever holds it no longer has none. */
  private void note(List<Settlement> settlements) {
    if (settlements.stream().allMatch(s -> s.progress().isEmpty())) {
      return;
    }
    record Delivery(TaskId id, long token) {}
    Set<Delivery> seen = new HashSet<>();
    // Of several settlements of one claim the first holds.
    List<Renewal> progress =
        settlements.stream()
            .filter(s -> seen.add(new Delivery(s.claim().id(), s.claim().token())))
            .filter(s -> s.progress().isPresent())
            .map(s -> new Renewal(s.claim(), s.progress()))
            .toList();
    if (!progress.isEmpty()) {
      Object ignored = settler.renew(progress, MOMENT);
    }
  }
}
