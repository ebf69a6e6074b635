package io.tasks4j.tck;

import io.tasks4j.TaskId;
import io.tasks4j.backend.Claims;
import io.tasks4j.backend.EarlyStart;
import io.tasks4j.backend.Exchange;
import io.tasks4j.backend.Exchanged;
import io.tasks4j.message.TaskMessage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Taking back due times. */
enum EarlyMutant implements Mutant {
  STARTS_NOTHING_EARLY("EARLY-1", "EARLY-3", "EARLY-4", "EARLY-5", "EARLY-6") {
    @Override
    public List<EarlyStart.State> start(MutantBackend b, EarlyStart starts) {
      return Collections.nCopies(starts.ids().size(), EarlyStart.State.READY);
    }
  },
  STARTS_THE_LATEST_FIRST("EARLY-1", "EARLY-5", "EARLY-6") {
    @Override
    public List<EarlyStart.State> start(MutantBackend b, EarlyStart starts) {
      List<TaskId> ids = starts.ids();
      return super.start(
          b,
          new EarlyStart(
              starts.queue(), ids.subList(ids.size() - Math.min(1, ids.size()), ids.size())));
    }
  },
  KNOWS_ALL("EARLY-3", "EARLY-5") {
    @Override
    public List<EarlyStart.State> start(MutantBackend b, EarlyStart starts) {
      return super.start(b, starts).stream()
          .map(s -> s == EarlyStart.State.UNKNOWN ? EarlyStart.State.NOT_READY : s)
          .toList();
    }
  },
  CLAIMS_BEFORE_IT_STARTS("EARLY-5", "EARLY-6", "EARLY-8") {
    @Override
    public Exchanged exchange(MutantBackend b, Exchange exchange) {
      Exchange first = new Exchange(exchange.settlements(), Optional.empty(), exchange.claim());
      Exchanged done = super.exchange(b, first);
      return new Exchanged(
          done.applied(),
          exchange.starts().map(starts -> start(b, starts)).orElse(List.of()),
          done.claims());
    }
  },
  STARTS_BEFORE_IT_SETTLES("EARLY-8") {
    @Override
    public Exchanged exchange(MutantBackend b, Exchange exchange) {
      List<EarlyStart.State> states =
          exchange.starts().map(starts -> start(b, starts)).orElse(List.of());
      Exchange rest = new Exchange(exchange.settlements(), Optional.empty(), exchange.claim());
      Exchanged done = super.exchange(b, rest);
      return new Exchanged(done.applied(), states, done.claims());
    }
  },
  WAITS_AFTER_A_START("EARLY-5") {
    @Override
    public Exchanged exchange(MutantBackend b, Exchange exchange) {
      if (exchange.starts().isEmpty()) {
        return super.exchange(b, exchange);
      }
      Exchange first = new Exchange(exchange.settlements(), exchange.starts(), Optional.empty());
      Exchanged done = super.exchange(b, first);
      return new Exchanged(
          done.applied(), done.states(), exchange.claim().map(b::claim).orElse(Claims.NONE));
    }
  },
  STARTS_NO_MORE_THAN_A_THOUSAND("EARLY-7") {
    @Override
    public List<EarlyStart.State> start(MutantBackend b, EarlyStart starts) {
      int most = Math.min(1_000, starts.ids().size());
      List<EarlyStart.State> states =
          new ArrayList<>(
              super.start(b, new EarlyStart(starts.queue(), starts.ids().subList(0, most))));
      states.addAll(Collections.nCopies(starts.ids().size() - most, EarlyStart.State.NOT_READY));
      return states;
    }
  },
  WITHDRAWS_NOTHING("EARLY-9", "EARLY-11") {
    @Override
    public boolean withdraw(MutantBackend b, List<TaskMessage> messages) {
      return true;
    }
  },
  NEVER_WITHDRAWS("EARLY-9", "EARLY-11") {
    @Override
    public boolean withdraw(MutantBackend b, List<TaskMessage> messages) {
      return false;
    }
  },
  WITHDRAWS_WHAT_BEGAN("EARLY-10") {
    @Override
    public boolean withdraw(MutantBackend b, List<TaskMessage> messages) {
      return messages.stream().filter(m -> b.real().admin().purge(m.id())).count() > 0;
    }
  },
  WITHDRAWS_A_PART("EARLY-10") {
    @Override
    public boolean withdraw(MutantBackend b, List<TaskMessage> messages) {
      return messages.stream().filter(m -> super.withdraw(b, List.of(m))).count()
          == messages.size();
    }
  },
  WITHDRAWS_THE_FIRST("EARLY-9", "EARLY-11") {
    @Override
    public boolean withdraw(MutantBackend b, List<TaskMessage> messages) {
      return super.withdraw(b, messages.subList(0, Math.min(1, messages.size())));
    }
  },
  WITHDRAWS_WHO_WAITS_TOO("EARLY-11") {
    @Override
    public boolean withdraw(MutantBackend b, List<TaskMessage> messages) {
      boolean gone = super.withdraw(b, messages);
      messages.stream()
          .flatMap(m -> m.dependants().stream())
          .forEach(d -> b.real().admin().purge(d.id()));
      return gone;
    }
  },
  SAYS_READY_OF_ALL("EARLY-2", "EARLY-3", "EARLY-5") {
    @Override
    public List<EarlyStart.State> start(MutantBackend b, EarlyStart starts) {
      return super.start(b, starts).stream()
          .map(s -> s == EarlyStart.State.NOT_READY ? EarlyStart.State.READY : s)
          .toList();
    }
  };

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of
  private final List<String> breaks;

  EarlyMutant(String... breaks) {
    this.breaks = List.of(breaks);
  }

  @Override
  public List<String> breaks() {
    return breaks;
  }
}
