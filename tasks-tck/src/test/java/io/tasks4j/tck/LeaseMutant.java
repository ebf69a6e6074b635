package io.tasks4j.tck;

import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import io.tasks4j.backend.BackendSettings;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.ClaimRequest;
import io.tasks4j.backend.ClaimState;
import io.tasks4j.backend.Claims;
import io.tasks4j.backend.LostDelivery;
import io.tasks4j.backend.Renewal;
import io.tasks4j.backend.Settlement;
import io.tasks4j.result.TaskMetadata;
import io.tasks4j.result.TaskQuery;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Leases, tokens and losses. */
enum LeaseMutant implements Mutant {
  GIVES_ONE_TOKEN_TO_ALL("CLAIM-10") {
    @Override
    public Claims claim(MutantBackend b, ClaimRequest request) {
      Claims claims = super.claim(b, request);
      claims.claims().forEach(b::remember);
      return new Claims(
          claims.claims().stream()
              .map(c -> new Claim(c.message(), 1, c.failures(), c.losses(), c.lastDelivery()))
              .toList(),
          claims.losses());
    }

    @Override
    public Claim held(MutantBackend b, Claim claim) {
      return b.latest(claim);
    }
  },
  IGNORES_TOKENS("SETTLE-10", "SETTLE-11") {
    @Override
    public Claims claim(MutantBackend b, ClaimRequest request) {
      Claims claims = super.claim(b, request);
      claims.claims().forEach(b::remember);
      return claims;
    }

    @Override
    public Claim held(MutantBackend b, Claim claim) {
      return b.latest(claim);
    }
  },
  HOLDS_LEASES_FOR_EVER("LEASE-2") {
    @Override
    public Claims claim(MutantBackend b, ClaimRequest r) {
      return super.claim(
          b,
          new ClaimRequest(
              r.worker(),
              r.queues(),
              r.max(),
              Duration.ofDays(365),
              r.maxWait(),
              r.limits(),
              r.suspects()));
    }
  },
  LETS_LEASES_LAPSE_EARLY("CLAIM-8", "KEEP-6") {
    @Override
    public Claims claim(MutantBackend b, ClaimRequest r) {
      return super.claim(
          b,
          new ClaimRequest(
              r.worker(),
              r.queues(),
              r.max(),
              r.lease().dividedBy(2),
              r.maxWait(),
              r.limits(),
              r.suspects()));
    }
  },
  DOES_NOT_RENEW("LEASE-4") {
    @Override
    public List<ClaimState> renew(MutantBackend b, List<Renewal> renewals, Duration lease) {
      return super.renew(b, renewals, Duration.ofMillis(1));
    }
  },
  ALWAYS_SAYS_HELD("LEASE-6", "LEASE-10") {
    @Override
    public List<ClaimState> renew(MutantBackend b, List<Renewal> renewals, Duration lease) {
      return super.renew(b, renewals, lease).stream().map(s -> ClaimState.HELD).toList();
    }
  },
  FORGETS_PROGRESS("LEASE-13") {
    @Override
    public List<ClaimState> renew(MutantBackend b, List<Renewal> renewals, Duration lease) {
      return super.renew(
          b, renewals.stream().map(r -> new Renewal(r.claim(), Optional.empty())).toList(), lease);
    }
  },
  LOOKS_THROUGH_ALL_THAT_ARE_HELD("LOAD-1") {
    @Override
    public Claims claim(MutantBackend b, ClaimRequest request) {
      Claims claims = super.claim(b, request);
      claims.claims().forEach(b::remember);
      return claims;
    }

    @Override
    public Claim held(MutantBackend b, Claim claim) {
      return b.searched(claim);
    }
  },
  HIDES_LOSSES("LEASE-11") {
    @Override
    public Claims claim(MutantBackend b, ClaimRequest request) {
      return new Claims(super.claim(b, request).claims(), List.of());
    }
  },
  TELLS_LOSSES_TWICE("LEASE-3", "POISON-1") {
    @Override
    public Claims claim(MutantBackend b, ClaimRequest request) {
      Claims claims = super.claim(b, request);
      List<LostDelivery> losses = b.again(claims.losses());
      return new Claims(claims.claims(), losses);
    }
  },
  COUNTS_NO_LOSSES("LEASE-4") {
    @Override
    public Claims claim(MutantBackend b, ClaimRequest request) {
      Claims claims = super.claim(b, request);
      return new Claims(
          claims.claims().stream()
              .map(c -> new Claim(c.message(), c.token(), c.failures(), 0, c.lastDelivery()))
              .toList(),
          claims.losses());
    }
  },
  NEVER_BURIES_POISON("POISON-2", "UNIQUE-7") {
    @Override
    public BackendSettings settings(BackendSettings s) {
      return s.maxDeliveries(1_000);
    }
  },
  DOES_NOT_RATION_SUSPECTS("POISON-4", "POISON-5") {
    @Override
    public Claims claim(MutantBackend b, ClaimRequest request) {
      return super.claim(b, request.suspects(1_000));
    }
  },
  NEVER_SHORTENS_A_LEASE("LEASE-5") {
    @Override
    public List<ClaimState> renew(MutantBackend b, List<Renewal> renewals, Duration lease) {
      Duration least = Duration.ofSeconds(10);
      return super.renew(b, renewals, lease.compareTo(least) < 0 ? least : lease);
    }
  },
  REFUSES_WHAT_IS_LATE("LEASE-8", "LEASE-9") {
    @Override
    public List<ClaimState> renew(MutantBackend b, List<Renewal> renewals, Duration lease) {
      b.reap();
      return super.renew(b, renewals, lease);
    }

    @Override
    public List<Boolean> settle(MutantBackend b, List<Settlement> settlements) {
      b.reap();
      return super.settle(b, settlements);
    }
  },
  LETS_GO_OF_WHAT_IS_CANCELLED("LEASE-7") {
    @Override
    public List<ClaimState> renew(MutantBackend b, List<Renewal> renewals, Duration lease) {
      List<ClaimState> states = super.renew(b, renewals, lease);
      return states.contains(ClaimState.CANCEL_REQUESTED)
          ? super.renew(b, renewals, Duration.ofMillis(1))
          : states;
    }
  },
  GIVES_ONE_LEASE_TO_ALL("LEASE-15", "WAKE-9") {
    @Override
    public Claims claim(MutantBackend b, ClaimRequest r) {
      return super.claim(
          b,
          new ClaimRequest(
              r.worker(),
              r.queues(),
              r.max(),
              Duration.ofSeconds(10),
              r.maxWait(),
              r.limits(),
              r.suspects()));
    }
  },
  KEEPS_THE_PROGRESS_OF_BEFORE("LEASE-14", "LEASE-18") {
    @Override
    public TaskMetadata record(MutantBackend b, TaskMetadata t) {
      return Mutants.withProgress(t, b.lastProgress());
    }

    @Override
    public List<ClaimState> renew(MutantBackend b, List<Renewal> renewals, Duration lease) {
      renewals.forEach(r -> b.noteProgress(r.progress()));
      return super.renew(b, renewals, lease);
    }
  },
  NEVER_SAYS_LAST_DELIVERY("POISON-3") {
    @Override
    public Claims claim(MutantBackend b, ClaimRequest request) {
      return Mutants.map(
          super.claim(b, request),
          c -> new Claim(c.message(), c.token(), c.failures(), c.losses(), false));
    }
  },
  HIDES_TASKS_BEHIND_SUSPECTS("POISON-5") {
    @Override
    public Claims claim(MutantBackend b, ClaimRequest request) {
      boolean suspects =
          b.real().admin().list(TaskQuery.of(TaskStatus.RETRY)).stream()
              .anyMatch(t -> t.losses() >= 2);
      return request.suspects() == 0 && suspects ? Claims.NONE : super.claim(b, request);
    }
  },
  CHARGES_THE_NEIGHBOURS("POISON-6") {
    @Override
    public Claims claim(MutantBackend b, ClaimRequest request) {
      Claims claims = super.claim(b, request);
      return claims.losses().isEmpty()
          ? claims
          : Mutants.map(
              claims,
              c -> new Claim(c.message(), c.token(), c.failures(), claims.losses().size(), false));
    }
  },
  COUNTS_LOSSES_AS_FAILURES("LEASE-1", "RETRY-3") {
    @Override
    public Claims claim(MutantBackend b, ClaimRequest request) {
      return Mutants.map(
          super.claim(b, request),
          c ->
              new Claim(
                  c.message(), c.token(), c.failures() + c.losses(), c.losses(), c.lastDelivery()));
    }
  },
  KEEPS_COUNTS_OVER_A_REQUEUE("POISON-7", "REQUEUE-1") {
    @Override
    public boolean requeue(MutantBackend b, TaskId id) {
      b.mark(id);
      return super.requeue(b, id);
    }

    @Override
    public Claims claim(MutantBackend b, ClaimRequest request) {
      return Mutants.map(
          super.claim(b, request),
          c ->
              b.isMarked(c.id())
                  ? new Claim(c.message(), c.token(), c.failures(), c.losses() + 2, true)
                  : c);
    }
  };

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of
  private final List<String> breaks;

  LeaseMutant(String... breaks) {
    this.breaks = List.of(breaks);
  }

  @Override
  public List<String> breaks() {
    return breaks;
  }
}
