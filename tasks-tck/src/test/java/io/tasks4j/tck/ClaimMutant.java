package io.tasks4j.tck;

import io.tasks4j.backend.BackendSettings;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.ClaimRequest;
import io.tasks4j.backend.Claims;
import io.tasks4j.backend.Limits;
import io.tasks4j.backend.LostDelivery;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.result.TaskQuery;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who gets what, and when. */
enum ClaimMutant implements Mutant {
  LAST_IN_FIRST_OUT("CLAIM-3") {
    @Override
    public Claims claim(MutantBackend b, ClaimRequest request) {
      Claims claims = super.claim(b, request);
      return new Claims(Mutants.reversed(claims.claims()), claims.losses());
    }
  },
  IGNORES_PRIORITY("CLAIM-1", "RETRY-6", "TIME-11") {
    @Override
    public TaskMessage message(TaskMessage m) {
      return m.toBuilder().priority(5).build();
    }
  },
  CLAIMS_ONE_TOO_MANY("CLAIM-4", "CLAIM-11") {
    @Override
    public Claims claim(MutantBackend b, ClaimRequest request) {
      return super.claim(b, request.max(request.max() + 1));
    }
  },
  TAKES_THE_LAST_QUEUE_FIRST("CLAIM-3") {
    @Override
    public Claims claim(MutantBackend b, ClaimRequest request) {
      return super.claim(b, request.queues(Mutants.reversed(request.queues())));
    }
  },
  HANDS_OUT_TWICE("LEASE-17", "RACE-1", "WAKE-12") {
    @Override
    public Claims claim(MutantBackend b, ClaimRequest request) {
      Claims claims = super.claim(b, request);
      if (claims.claims().isEmpty() || b.count() % 7 != 0) {
        return claims;
      }
      List<Claim> twice = new ArrayList<>(claims.claims());
      twice.add(claims.claims().get(0));
      return new Claims(twice, claims.losses());
    }
  },
  NAMES_NO_WORKER("CLAIM-9", "LEASE-2", "LEASE-12") {
    @Override
    public Claims claim(MutantBackend b, ClaimRequest r) {
      return super.claim(
          b,
          new ClaimRequest(
              "x", r.queues(), r.max(), r.lease(), r.maxWait(), r.limits(), r.suspects()));
    }
  },
  NEVER_WAITS("WAKE-1", "WAKE-2", "WAKE-4", "WAKE-13", "WAKE-14") {
    @Override
    public Claims claim(MutantBackend b, ClaimRequest request) {
      return super.claim(b, request.maxWait(Duration.ZERO));
    }
  },
  LOSES_WAKE_UPS("WAKE-15") {
    @Override
    public Claims claim(MutantBackend b, ClaimRequest request) {
      if (request.maxWait().isZero()) {
        return super.claim(b, request);
      }
      boolean interrupted = Mutants.waitOut(request.maxWait());
      Claims claims = super.claim(b, request.maxWait(Duration.ZERO));
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      return claims;
    }
  },
  SWALLOWS_INTERRUPTS("WAKE-11") {
    @Override
    public Claims claim(MutantBackend b, ClaimRequest request) {
      Claims claims = super.claim(b, request);
      boolean ignored = Thread.interrupted();
      return claims;
    }
  },
  IGNORES_AGEING("CLAIM-14") {
    @Override
    public BackendSettings settings(BackendSettings s) {
      return new BackendSettings(s.clock(), s.retention(), s.maxDeliveries(), Optional.empty());
    }
  },
  IGNORES_LIMITS("LIMITS-7") {
    @Override
    public Claims claim(MutantBackend b, ClaimRequest request) {
      return super.claim(b, request.limits(Limits.NONE));
    }
  },
  IGNORES_LIMITS_OF_NAMES("LIMITS-2") {
    @Override
    public Claims claim(MutantBackend b, ClaimRequest request) {
      return super.claim(b, request.limits(new Limits(request.limits().perQueue(), Map.of())));
    }
  },
  STOPS_AT_A_FULL_QUEUE("LIMITS-5") {
    @Override
    public Claims claim(MutantBackend b, ClaimRequest request) {
      return request.limits().isEmpty()
          ? super.claim(b, request)
          : super.claim(b, request.queues(request.queues().subList(0, 1)));
    }
  },
  HAS_A_CLOCK_OF_ITS_OWN("CLAIM-9") {
    @Override
    public BackendSettings settings(BackendSettings s) {
      return s.clock(InstantSource.system());
    }
  },
  STOPS_ITS_CLOCK_WHILE_WAITING("CLAIM-9") {
    @Override
    public BackendSettings settings(BackendSettings s) {
      return s.clock(InstantSource.fixed(s.clock().instant()));
    }
  },
  THROWS_WHEN_NOTHING_IS_READY("CLAIM-7", "SHARED-6") {
    @Override
    public Claims claim(MutantBackend b, ClaimRequest request) {
      Claims claims = super.claim(b, request);
      if (claims.equals(Claims.NONE)) {
        throw new IllegalStateException("nothing is ready");
      }
      return claims;
    }
  },
  WAITS_TOO_LONG("RESULT-8", "WAKE-10") {
    @Override
    public Claims claim(MutantBackend b, ClaimRequest request) {
      return super.claim(b, request.maxWait(request.maxWait().multipliedBy(1_000)));
    }

    @Override
    public Duration wait(Duration timeout) {
      return timeout.plusMillis(1).multipliedBy(1_000);
    }
  },
  COUNTS_MAX_FOR_EACH_QUEUE("CLAIM-5") {
    @Override
    public Claims claim(MutantBackend b, ClaimRequest request) {
      List<Claim> claims = new ArrayList<>();
      List<LostDelivery> losses = new ArrayList<>();
      for (String queue : request.queues()) {
        Claims some = super.claim(b, request.queues(List.of(queue)));
        claims.addAll(some.claims());
        losses.addAll(some.losses());
      }
      return new Claims(claims, losses);
    }
  },
  LOOKS_INTO_OTHER_QUEUES("CLAIM-6") {
    @Override
    public Claims claim(MutantBackend b, ClaimRequest request) {
      Claims claims = super.claim(b, request);
      return claims.equals(Claims.NONE)
          ? super.claim(b, request.queues(List.of("other")).maxWait(Duration.ZERO))
          : claims;
    }
  },
  ALWAYS_AGES("CLAIM-15") {
    @Override
    public BackendSettings settings(BackendSettings s) {
      return s.ageing(Duration.ofSeconds(1));
    }
  },
  ORDERS_BY_ID("CLAIM-2") {
    @Override
    public Claims claim(MutantBackend b, ClaimRequest request) {
      Claims claims = super.claim(b, request);
      List<Claim> sorted = new ArrayList<>(claims.claims());
      sorted.sort((x, y) -> x.id().compareTo(y.id()));
      return new Claims(sorted, claims.losses());
    }
  },
  LOSES_TASKS_WHEN_INTERRUPTED("CLAIM-13") {
    @Override
    public Claims claim(MutantBackend b, ClaimRequest request) {
      Claims claims = super.claim(b, request);
      return Thread.currentThread().isInterrupted() ? Claims.NONE : claims;
    }
  },
  LIMITS_EACH_CLAIM_ALONE("LIMITS-1") {
    @Override
    public Claims claim(MutantBackend b, ClaimRequest request) {
      int most =
          request.queues().stream()
              .mapToInt(q -> request.limits().perQueue().getOrDefault(q, request.max()))
              .sum();
      return super.claim(b, request.max(Math.min(request.max(), most)).limits(Limits.NONE));
    }
  },
  STOPS_AT_A_LIMITED_NAME("LIMITS-4", "LIMITS-6") {
    @Override
    public Claims claim(MutantBackend b, ClaimRequest request) {
      int most =
          request.limits().perName().values().stream()
              .mapToInt(limit -> limit)
              .min()
              .orElse(request.max());
      return super.claim(b, request.max(Math.min(most, request.max())));
    }
  },
  LOOKS_AT_EACH_TASK_OF_A_LIMITED_NAME("LIMITS-9") {
    @Override
    public Claims claim(MutantBackend b, ClaimRequest request) {
      if (!request.limits().perName().isEmpty()) {
        for (int i = 0; i < 50; i++) {
          b.real().admin().list(TaskQuery.all().limit(10_000));
        }
      }
      return super.claim(b, request);
    }
  },
  PUTS_WHAT_A_LIMIT_HELD_UP_LAST("LIMITS-10") {
    @Override
    public Claims claim(MutantBackend b, ClaimRequest request) {
      Claims claims = super.claim(b, request);
      return request.limits().isEmpty()
          ? new Claims(Mutants.reversed(claims.claims()), claims.losses())
          : claims;
    }
  },
  KEEPS_THE_LIMITS_OF_OTHERS("LIMITS-7") {
    @Override
    public Claims claim(MutantBackend b, ClaimRequest request) {
      return super.claim(b, request.limits(b.limits(request.limits())));
    }
  },
  FREES_NO_SLOT("LIMITS-3", "LIMITS-8", "WAKE-6") {
    @Override
    public Claims claim(MutantBackend b, ClaimRequest request) {
      int most = request.limits().perQueue().getOrDefault("default", Integer.MAX_VALUE);
      if (b.handedOut() >= most) {
        return Claims.NONE;
      }
      Claims claims = super.claim(b, request);
      b.handOut(claims.claims().size());
      return claims;
    }
  };

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of
  private final List<String> breaks;

  ClaimMutant(String... breaks) {
    this.breaks = List.of(breaks);
  }

  @Override
  public List<String> breaks() {
    return breaks;
  }
}
