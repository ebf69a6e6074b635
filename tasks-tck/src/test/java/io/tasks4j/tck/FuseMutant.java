package io.tasks4j.tck;

import io.tasks4j.backend.ClaimRequest;
import io.tasks4j.backend.Claims;
import io.tasks4j.backend.Exchange;
import io.tasks4j.backend.Exchanged;
import io.tasks4j.backend.Renewal;
import io.tasks4j.backend.Settlement;
import java.time.Duration;
import java.util.Collections;
import java.util.List;

/** Settling and claiming in one call. */
enum FuseMutant implements Mutant {
  CLAIMS_BEFORE_IT_SETTLES("FUSE-2") {
    @Override
    public Exchanged exchange(MutantBackend b, Exchange exchange) {
      Claims claims = exchange.claim().map(r -> claimAlong(b, r)).orElse(Claims.NONE);
      return new Exchanged(settle(b, exchange.settlements()), List.of(), claims);
    }
  },
  SETTLES_NOTHING_ALONG("FUSE-1", "FUSE-7") {
    @Override
    public Exchanged exchange(MutantBackend b, Exchange exchange) {
      if (exchange.claim().isEmpty()) {
        return super.exchange(b, exchange);
      }
      List<Boolean> applied = Collections.nCopies(exchange.settlements().size(), true);
      return new Exchanged(applied, List.of(), claimAlong(b, exchange.claim().get()));
    }
  },
  LOSES_WHAT_IT_CLAIMS_ALONG("FUSE-1", "FUSE-8") {
    @Override
    public Claims claimAlong(MutantBackend b, ClaimRequest request) {
      return new Claims(List.of(), super.claimAlong(b, request).losses());
    }
  },
  STOPS_AT_STALE_SETTLEMENTS("FUSE-3", "EARLY-8") {
    @Override
    public Exchanged exchange(MutantBackend b, Exchange exchange) {
      List<Boolean> applied = settle(b, exchange.settlements());
      Exchange rest = new Exchange(List.of(), exchange.starts(), exchange.claim());
      Exchanged done =
          applied.contains(false)
              ? new Exchanged(List.of(), List.of(), Claims.NONE)
              : super.exchange(b, rest);
      return new Exchanged(applied, done.states(), done.claims());
    }
  },
  WAITS_ALONG("FUSE-4") {
    @Override
    public Claims claimAlong(MutantBackend b, ClaimRequest request) {
      return b.claim(request);
    }
  },
  CLAIMS_WHATEVER_THERE_IS_ALONG("FUSE-5") {
    @Override
    public Claims claimAlong(MutantBackend b, ClaimRequest request) {
      return super.claimAlong(b, request.max(1_000));
    }
  },
  TELLS_NO_LOSSES_ALONG("FUSE-6") {
    @Override
    public Claims claimAlong(MutantBackend b, ClaimRequest request) {
      return new Claims(super.claimAlong(b, request).claims(), List.of());
    }
  },
  FORGETS_THE_LAST_PROGRESS("FUSE-9") {
    @Override
    public List<Boolean> settle(MutantBackend b, List<Settlement> settlements) {
      return super.settle(
          b,
          settlements.stream()
              .map(s -> Settlement.of(s.claim(), s.outcome(), s.followUps()))
              .toList());
    }
  },
  NOTES_THE_LAST_PROGRESS_FIRST("FUSE-9") {
    @Override
    public List<Boolean> settle(MutantBackend b, List<Settlement> settlements) {
      // All of them, before any is found to be stale.
      List<Renewal> renewals =
          settlements.stream().map(s -> new Renewal(s.claim(), s.progress())).toList();
      Object ignored = b.real().renew(renewals, Duration.ofDays(1));
      return super.settle(
          b,
          settlements.stream()
              .map(s -> Settlement.of(s.claim(), s.outcome(), s.followUps()))
              .toList());
    }
  };

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of
  private final List<String> breaks;

  FuseMutant(String... breaks) {
    this.breaks = List.of(breaks);
  }

  @Override
  public List<String> breaks() {
    return breaks;
  }
}
