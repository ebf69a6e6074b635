package io.tasks4j.tck;

import io.tasks4j.backend.ClaimRequest;
import io.tasks4j.backend.Claims;
import io.tasks4j.backend.SettledAndClaimed;
import io.tasks4j.backend.Settlement;
import java.time.Duration;
import java.util.Collections;
import java.util.List;

/** Settling and claiming in one call. */
enum FuseMutant implements Mutant {
  CLAIMS_BEFORE_IT_SETTLES("FUSE-2") {
    @Override
    public SettledAndClaimed settleAndClaim(
        MutantBackend b, List<Settlement> settlements, ClaimRequest request) {
      Claims claims = b.claim(noWait(request));
      return new SettledAndClaimed(b.settle(settlements), claims);
    }
  },
  SETTLES_NOTHING_ALONG("FUSE-1", "FUSE-7") {
    @Override
    public SettledAndClaimed settleAndClaim(
        MutantBackend b, List<Settlement> settlements, ClaimRequest request) {
      return new SettledAndClaimed(
          Collections.nCopies(settlements.size(), true), b.claim(noWait(request)));
    }
  },
  LOSES_WHAT_IT_CLAIMS_ALONG("FUSE-1", "FUSE-8") {
    @Override
    public SettledAndClaimed settleAndClaim(
        MutantBackend b, List<Settlement> settlements, ClaimRequest request) {
      List<Boolean> applied = b.settle(settlements);
      Claims lost = b.claim(noWait(request));
      return new SettledAndClaimed(applied, new Claims(List.of(), lost.losses()));
    }
  },
  STOPS_AT_STALE_SETTLEMENTS("FUSE-3") {
    @Override
    public SettledAndClaimed settleAndClaim(
        MutantBackend b, List<Settlement> settlements, ClaimRequest request) {
      List<Boolean> applied = b.settle(settlements);
      return new SettledAndClaimed(
          applied, applied.contains(false) ? Claims.NONE : b.claim(noWait(request)));
    }
  },
  WAITS_ALONG("FUSE-4") {
    @Override
    public SettledAndClaimed settleAndClaim(
        MutantBackend b, List<Settlement> settlements, ClaimRequest request) {
      return new SettledAndClaimed(b.settle(settlements), b.claim(request));
    }
  },
  CLAIMS_WHATEVER_THERE_IS_ALONG("FUSE-5") {
    @Override
    public SettledAndClaimed settleAndClaim(
        MutantBackend b, List<Settlement> settlements, ClaimRequest request) {
      return new SettledAndClaimed(b.settle(settlements), b.claim(noWait(request).max(1_000)));
    }
  },
  TELLS_NO_LOSSES_ALONG("FUSE-6") {
    @Override
    public SettledAndClaimed settleAndClaim(
        MutantBackend b, List<Settlement> settlements, ClaimRequest request) {
      List<Boolean> applied = b.settle(settlements);
      return new SettledAndClaimed(
          applied, new Claims(b.claim(noWait(request)).claims(), List.of()));
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

  private static ClaimRequest noWait(ClaimRequest request) {
    return request.maxWait(Duration.ZERO);
  }
}
