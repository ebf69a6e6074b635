package io.tasks4j.tck;

import io.tasks4j.TaskId;
import io.tasks4j.backend.ClaimRequest;
import io.tasks4j.backend.Claims;
import io.tasks4j.backend.EarlyStart;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Taking back due times. */
enum EarlyMutant implements Mutant {
  STARTS_NOTHING_EARLY("EARLY-1", "EARLY-3", "EARLY-4", "EARLY-5", "EARLY-6") {
    @Override
    public List<EarlyStart.State> startNow(MutantBackend b, String queue, List<TaskId> ids) {
      return Collections.nCopies(ids.size(), EarlyStart.State.READY);
    }
  },
  STARTS_THE_LATEST_FIRST("EARLY-1", "EARLY-5", "EARLY-6") {
    @Override
    public List<EarlyStart.State> startNow(MutantBackend b, String queue, List<TaskId> ids) {
      return b.early()
          .startNow(queue, ids.subList(ids.size() - Math.min(1, ids.size()), ids.size()));
    }
  },
  KNOWS_ALL("EARLY-3", "EARLY-5") {
    @Override
    public List<EarlyStart.State> startNow(MutantBackend b, String queue, List<TaskId> ids) {
      return b.early().startNow(queue, ids).stream()
          .map(s -> s == EarlyStart.State.UNKNOWN ? EarlyStart.State.NOT_READY : s)
          .toList();
    }
  },
  CLAIMS_BEFORE_IT_STARTS("EARLY-5", "EARLY-6") {
    @Override
    public EarlyStart.StartedAndClaimed startNowAndClaim(
        MutantBackend b, String queue, List<TaskId> ids, ClaimRequest request) {
      Claims claims = b.claim(request.maxWait(Duration.ZERO));
      return new EarlyStart.StartedAndClaimed(b.startNow(queue, ids), claims);
    }
  },
  WAITS_AFTER_A_START("EARLY-5") {
    @Override
    public EarlyStart.StartedAndClaimed startNowAndClaim(
        MutantBackend b, String queue, List<TaskId> ids, ClaimRequest request) {
      return new EarlyStart.StartedAndClaimed(b.startNow(queue, ids), b.claim(request));
    }
  },
  STARTS_NO_MORE_THAN_A_THOUSAND("EARLY-7") {
    @Override
    public EarlyStart.StartedAndClaimed startNowAndClaim(
        MutantBackend b, String queue, List<TaskId> ids, ClaimRequest request) {
      int most = Math.min(1_000, ids.size());
      EarlyStart.StartedAndClaimed first =
          b.early().startNowAndClaim(queue, ids.subList(0, most), request);
      List<EarlyStart.State> states = new ArrayList<>(first.states());
      states.addAll(Collections.nCopies(ids.size() - most, EarlyStart.State.NOT_READY));
      return new EarlyStart.StartedAndClaimed(states, first.claims());
    }
  },
  SAYS_READY_OF_ALL("EARLY-2", "EARLY-3", "EARLY-5") {
    @Override
    public List<EarlyStart.State> startNow(MutantBackend b, String queue, List<TaskId> ids) {
      return b.early().startNow(queue, ids).stream()
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
