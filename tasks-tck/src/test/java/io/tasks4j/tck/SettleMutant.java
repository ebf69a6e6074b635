package io.tasks4j.tck;

import io.tasks4j.TaskStatus;
import io.tasks4j.backend.ClaimRequest;
import io.tasks4j.backend.Claims;
import io.tasks4j.backend.Outcome;
import io.tasks4j.backend.Settlement;
import io.tasks4j.message.Payload;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.result.TaskMetadata;
import io.tasks4j.result.TaskResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Outcomes and follow-ups. */
enum SettleMutant implements Mutant {
  SETTLES_EVERYTHING("RACE-2", "SETTLE-8") {
    @Override
    public List<Boolean> settle(MutantBackend b, List<Settlement> settlements) {
      return super.settle(b, settlements).stream().map(s -> true).toList();
    }
  },
  SETTLES_NOTHING("SETTLE-4") {
    @Override
    public List<Boolean> settle(MutantBackend b, List<Settlement> settlements) {
      return settlements.stream().map(s -> true).toList();
    }
  },
  LOSES_RESULTS("RESULT-1", "RESULT-4", "RESULT-5", "RESULT-12") {
    @Override
    public Outcome outcome(Outcome outcome) {
      return outcome instanceof Outcome.Success ? new Outcome.Success(Optional.empty()) : outcome;
    }
  },
  FORGETS_FAILURES("CANCEL-2") {
    @Override
    public Outcome outcome(Outcome outcome) {
      return outcome instanceof Outcome.Retry r ? new Outcome.Release(r.delay()) : outcome;
    }
  },
  RETRIES_AT_ONCE("RETRY-1", "RETRY-8", "TIME-7") {
    @Override
    public Outcome outcome(Outcome outcome) {
      return outcome instanceof Outcome.Retry r
          ? new Outcome.Retry(Duration.ZERO, r.error())
          : outcome;
    }
  },
  SNOOZES_FOR_NO_TIME("SETTLE-5") {
    @Override
    public Outcome outcome(Outcome outcome) {
      return outcome instanceof Outcome.Release ? new Outcome.Release(Duration.ZERO) : outcome;
    }
  },
  RETRIES_FAILURES("SETTLE-2") {
    @Override
    public Outcome outcome(Outcome outcome) {
      return outcome instanceof Outcome.Failure f
          ? new Outcome.Retry(Duration.ZERO, f.error())
          : outcome;
    }
  },
  IGNORES_CANCELLED_OUTCOMES("KEEP-1", "KEEP-2", "SETTLE-3", "UNIQUE-5") {
    @Override
    public Outcome outcome(Outcome outcome) {
      return outcome instanceof Outcome.Cancelled ? new Outcome.Release(Duration.ZERO) : outcome;
    }
  },
  HOT_LOOPS_UNKNOWN_NAMES("POISON-10") {
    @Override
    public Outcome outcome(Outcome outcome) {
      return outcome instanceof Outcome.Unknown ? new Outcome.Release(Duration.ZERO) : outcome;
    }
  },
  NEVER_GIVES_UP_UNKNOWN_NAMES("POISON-9", "POISON-11") {
    @Override
    public Outcome outcome(Outcome outcome) {
      return outcome instanceof Outcome.Unknown
          ? new Outcome.Unknown(Duration.ofDays(30_000))
          : outcome;
    }
  },
  DROPS_FOLLOW_UPS("FOLLOW-1", "WAKE-3") {
    @Override
    public List<Boolean> settle(MutantBackend b, List<Settlement> settlements) {
      return super.settle(
          b, settlements.stream().map(s -> Settlement.of(s.claim(), s.outcome())).toList());
    }
  },
  ENQUEUES_FOLLOW_UPS_ANYWAY("FOLLOW-2") {
    @Override
    public List<Boolean> settle(MutantBackend b, List<Settlement> settlements) {
      settlements.forEach(s -> b.real().enqueue(s.followUps()));
      return super.settle(b, settlements);
    }
  },
  ENQUEUES_FOLLOW_UPS_TWICE("FOLLOW-1") {
    @Override
    public List<Boolean> settle(MutantBackend b, List<Settlement> settlements) {
      settlements.forEach(
          s -> s.followUps().forEach(m -> b.real().enqueue(List.of(Mutants.copy(m)))));
      return super.settle(b, settlements);
    }
  },
  PUTS_BACK_AT_THE_END("SETTLE-13") {
    @Override
    public List<Boolean> settle(MutantBackend b, List<Settlement> settlements) {
      List<Boolean> applied = super.settle(b, settlements);
      for (Settlement s : settlements) {
        boolean waits =
            s.outcome() instanceof Outcome.Release || s.outcome() instanceof Outcome.Retry;
        if (waits && b.real().admin().purge(s.claim().id())) {
          b.real().enqueue(List.of(s.claim().message()));
        }
      }
      return applied;
    }
  },
  COUNTS_RELEASES("SETTLE-4", "SETTLE-6") {
    @Override
    public Outcome outcome(Outcome outcome) {
      return outcome instanceof Outcome.Release r
          ? new Outcome.Retry(r.delay(), Rules.error("released"))
          : outcome;
    }
  },
  STOPS_A_BATCH_AT_A_STALE_CLAIM("SETTLE-9") {
    @Override
    public List<Boolean> settle(MutantBackend b, List<Settlement> settlements) {
      List<Boolean> applied = new ArrayList<>();
      for (Settlement s : settlements) {
        applied.add(!applied.contains(false) && super.settle(b, List.of(s)).get(0));
      }
      return applied;
    }
  },
  COMPARES_WHOLE_CLAIMS("SETTLE-13") {
    @Override
    public Claims claim(MutantBackend b, ClaimRequest request) {
      Claims claims = super.claim(b, request);
      claims.claims().forEach(b::remember);
      return claims;
    }

    @Override
    public List<Boolean> settle(MutantBackend b, List<Settlement> settlements) {
      return settlements.stream()
          .map(s -> s.claim().equals(b.latest(s.claim())) && super.settle(b, List.of(s)).get(0))
          .toList();
    }
  },
  REFUSES_A_SETTLEMENT_WHOSE_FOLLOW_UP_IS_KEPT("FOLLOW-3") {
    @Override
    public List<Boolean> settle(MutantBackend b, List<Settlement> settlements) {
      return settlements.stream()
          .map(
              s ->
                  s.followUps().stream().allMatch(m -> b.real().admin().find(m.id()).isEmpty())
                      && super.settle(b, List.of(s)).get(0))
          .toList();
    }
  },
  BRINGS_FOLLOW_UPS_OF_CANCELLED_TASKS("FOLLOW-4") {
    @Override
    public List<Boolean> settle(MutantBackend b, List<Settlement> settlements) {
      List<Boolean> applied = super.settle(b, settlements);
      for (int i = 0; i < settlements.size(); i++) {
        if (applied.get(i)) {
          b.real().enqueue(settlements.get(i).followUps());
        }
      }
      return applied;
    }
  },
  DROPS_FOLLOW_UPS_AFTER_A_CANCEL_REQUEST("FOLLOW-5") {
    @Override
    public List<Boolean> settle(MutantBackend b, List<Settlement> settlements) {
      return super.settle(
          b,
          settlements.stream()
              .map(s -> b.isToBeCancelled(s) ? Settlement.of(s.claim(), s.outcome()) : s)
              .toList());
    }
  },
  BRINGS_FOLLOW_UPS_OF_SUCCESSES_ALONE("FOLLOW-6") {
    @Override
    public List<Boolean> settle(MutantBackend b, List<Settlement> settlements) {
      return super.settle(
          b,
          settlements.stream()
              .map(
                  s ->
                      s.outcome() instanceof Outcome.Failure
                          ? Settlement.of(s.claim(), s.outcome())
                          : s)
              .toList());
    }
  },
  KEEPS_FOLLOW_UPS_IN_THE_QUEUE("FOLLOW-7") {
    @Override
    public List<Boolean> settle(MutantBackend b, List<Settlement> settlements) {
      return super.settle(
          b,
          settlements.stream()
              .map(
                  s ->
                      Settlement.of(
                          s.claim(),
                          s.outcome(),
                          s.followUps().stream()
                              .map(m -> m.toBuilder().queue(s.claim().message().queue()).build())
                              .toList()))
              .toList());
    }
  },
  CHECKS_FOLLOW_UPS_BEFORE_THE_END("FOLLOW-8") {
    @Override
    public List<Boolean> settle(MutantBackend b, List<Settlement> settlements) {
      return settlements.stream()
          .map(
              s -> {
                List<TaskMessage> kept = new ArrayList<>(s.followUps());
                kept.removeIf(m -> m.unique().isPresent());
                return super.settle(b, List.of(Settlement.of(s.claim(), s.outcome(), kept))).get(0);
              })
          .toList();
    }
  },
  BURIES_AFTER_FIVE_FAILURES("RETRY-4") {
    @Override
    public List<Boolean> settle(MutantBackend b, List<Settlement> settlements) {
      return super.settle(
          b,
          settlements.stream()
              .map(
                  s ->
                      s.outcome() instanceof Outcome.Retry r && s.claim().failures() >= 5
                          ? Settlement.of(s.claim(), new Outcome.Failure(r.error()))
                          : s)
              .toList());
    }
  },
  KEEPS_THE_FIRST_ERROR("RETRY-2") {
    @Override
    public TaskMetadata record(MutantBackend b, TaskMetadata t) {
      return Mutants.withError(t, b.firstError(t));
    }
  },
  CUTS_ERRORS("RETRY-7", "HOSTILE-3") {
    @Override
    public Outcome outcome(Outcome outcome) {
      return outcome instanceof Outcome.Failure f
          ? new Outcome.Failure(Mutants.plain(f.error()))
          : outcome;
    }
  },
  KEEPS_RESULTS_AS_TEXT("HOSTILE-4") {
    @Override
    public Outcome outcome(Outcome outcome) {
      return outcome instanceof Outcome.Success s
          ? new Outcome.Success(s.result().map(p -> Payload.json(p.text())))
          : outcome;
    }
  },
  FORGETS_ERRORS_OF_SUCCESSES("RETRY-5") {
    @Override
    public TaskResult result(MutantBackend b, TaskResult r) {
      return r.status() == TaskStatus.SUCCESS ? Mutants.withoutError(r) : r;
    }
  },
  GROWS_THE_DELAY_WITHOUT_BOUND("POISON-8", "POISON-10", "STATE-4") {
    @Override
    public List<Boolean> settle(MutantBackend b, List<Settlement> settlements) {
      return super.settle(
          b,
          settlements.stream()
              .map(
                  s ->
                      s.outcome() instanceof Outcome.Unknown && b.isMarked(s.claim().id())
                          ? Settlement.of(s.claim(), new Outcome.Release(Duration.ofHours(1)))
                          : b.marked(s))
              .toList());
    }
  },
  CANCELS_SUCCESSES("CANCEL-4") {
    @Override
    public List<Boolean> settle(MutantBackend b, List<Settlement> settlements) {
      return super.settle(
          b,
          settlements.stream()
              .map(
                  s -> b.isToBeCancelled(s) ? Settlement.of(s.claim(), new Outcome.Cancelled()) : s)
              .toList());
    }
  },
  EXPIRES_WHAT_RUNS("TIME-6") {
    @Override
    public List<Boolean> settle(MutantBackend b, List<Settlement> settlements) {
      return super.settle(
          b,
          settlements.stream()
              .map(
                  s ->
                      b.isExpired(s.claim().id())
                          ? Settlement.of(s.claim(), new Outcome.Cancelled())
                          : s)
              .toList());
    }
  };

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of
  private final List<String> breaks;

  SettleMutant(String... breaks) {
    this.breaks = List.of(breaks);
  }

  @Override
  public List<String> breaks() {
    return breaks;
  }
}
