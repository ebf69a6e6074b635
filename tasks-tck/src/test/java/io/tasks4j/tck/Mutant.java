package io.tasks4j.tck;

import io.tasks4j.TaskId;
import io.tasks4j.UniqueKey;
import io.tasks4j.backend.BackendSettings;
import io.tasks4j.backend.CancelResult;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.ClaimRequest;
import io.tasks4j.backend.ClaimState;
import io.tasks4j.backend.Claims;
import io.tasks4j.backend.EnqueueResult;
import io.tasks4j.backend.Limits;
import io.tasks4j.backend.LostDelivery;
import io.tasks4j.backend.Outcome;
import io.tasks4j.backend.Renewal;
import io.tasks4j.backend.Retention;
import io.tasks4j.backend.Settlement;
import io.tasks4j.message.Payload;
import io.tasks4j.message.TaskMessage;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A way for a backend to be wrong. Each constant changes one thing of a right one. */
enum Mutant {
  FORGETS_WHAT_IT_ACCEPTED {
    @Override
    List<EnqueueResult> enqueue(MutantBackend b, List<TaskMessage> messages) {
      return messages.stream().map(m -> new EnqueueResult(m.id(), true)).toList();
    }
  },
  DROPS_HEADERS {
    @Override
    TaskMessage message(TaskMessage m) {
      return m.toBuilder().headers(Map.of()).build();
    }
  },
  DROPS_UNKNOWN_MEMBERS {
    @Override
    TaskMessage message(TaskMessage m) {
      return m.toBuilder().extras(Map.of()).build();
    }
  },
  READS_PAYLOADS_AS_TEXT {
    @Override
    TaskMessage message(TaskMessage m) {
      Payload text =
          Payload.of(
              m.payload().text().getBytes(java.nio.charset.StandardCharsets.UTF_8),
              m.payload().contentType());
      return TaskMessage.builder(m.id(), m.name(), text, m.enqueuedAt())
          .queue(m.queue())
          .priority(m.priority())
          .headers(m.headers())
          .due(m.due())
          .expiry(m.expiry())
          .timeout(m.timeout())
          .retry(m.retry())
          .unique(m.unique())
          .extras(m.extras())
          .build();
    }
  },
  SAYS_EVERY_ID_IS_NEW {
    @Override
    List<EnqueueResult> enqueue(MutantBackend b, List<TaskMessage> messages) {
      return super.enqueue(b, messages).stream().map(r -> new EnqueueResult(r.id(), true)).toList();
    }
  },
  FORGETS_ENDED_IDS {
    @Override
    List<Boolean> settle(MutantBackend b, List<Settlement> settlements) {
      List<Boolean> applied = super.settle(b, settlements);
      settlements.stream()
          .filter(s -> s.outcome() instanceof Outcome.Success)
          .forEach(s -> b.real().admin().purge(s.claim().id()));
      return applied;
    }
  },
  GIVES_RESULTS_IN_REVERSE {
    @Override
    List<EnqueueResult> enqueue(MutantBackend b, List<TaskMessage> messages) {
      return reversed(super.enqueue(b, messages));
    }
  },
  STORES_ONE_BY_ONE {
    @Override
    List<EnqueueResult> enqueue(MutantBackend b, List<TaskMessage> messages) {
      List<EnqueueResult> results = new ArrayList<>();
      for (TaskMessage m : messages) {
        results.addAll(super.enqueue(b, List.of(m)));
      }
      return results;
    }
  },
  LAST_IN_FIRST_OUT {
    @Override
    Claims claim(MutantBackend b, ClaimRequest request) {
      Claims claims = super.claim(b, request);
      return new Claims(reversed(claims.claims()), claims.losses());
    }
  },
  IGNORES_PRIORITY {
    @Override
    TaskMessage message(TaskMessage m) {
      return m.toBuilder().priority(5).build();
    }
  },
  CLAIMS_ONE_TOO_MANY {
    @Override
    Claims claim(MutantBackend b, ClaimRequest request) {
      return super.claim(b, request.max(request.max() + 1));
    }
  },
  TAKES_THE_LAST_QUEUE_FIRST {
    @Override
    Claims claim(MutantBackend b, ClaimRequest request) {
      return super.claim(b, request.queues(reversed(request.queues())));
    }
  },
  HANDS_OUT_TWICE {
    @Override
    Claims claim(MutantBackend b, ClaimRequest request) {
      Claims claims = super.claim(b, request);
      if (claims.claims().isEmpty() || b.count() % 7 != 0) {
        return claims;
      }
      List<Claim> twice = new ArrayList<>(claims.claims());
      twice.add(claims.claims().get(0));
      return new Claims(twice, claims.losses());
    }
  },
  NAMES_NO_WORKER {
    @Override
    Claims claim(MutantBackend b, ClaimRequest r) {
      return super.claim(
          b,
          new ClaimRequest(
              "x", r.queues(), r.max(), r.lease(), r.maxWait(), r.limits(), r.suspects()));
    }
  },
  GIVES_ONE_TOKEN_TO_ALL {
    @Override
    Claims claim(MutantBackend b, ClaimRequest request) {
      Claims claims = super.claim(b, request);
      claims.claims().forEach(b::remember);
      return new Claims(
          claims.claims().stream()
              .map(c -> new Claim(c.message(), 1, c.failures(), c.losses(), c.lastDelivery()))
              .toList(),
          claims.losses());
    }

    @Override
    Claim held(MutantBackend b, Claim claim) {
      return b.latest(claim);
    }
  },
  IGNORES_TOKENS {
    @Override
    Claims claim(MutantBackend b, ClaimRequest request) {
      Claims claims = super.claim(b, request);
      claims.claims().forEach(b::remember);
      return claims;
    }

    @Override
    Claim held(MutantBackend b, Claim claim) {
      return b.latest(claim);
    }
  },
  NEVER_WAITS {
    @Override
    Claims claim(MutantBackend b, ClaimRequest request) {
      return super.claim(b, request.maxWait(Duration.ZERO));
    }
  },
  LOSES_WAKE_UPS {
    @Override
    Claims claim(MutantBackend b, ClaimRequest request) {
      if (request.maxWait().isZero()) {
        return super.claim(b, request);
      }
      boolean interrupted = waitOut(request.maxWait());
      Claims claims = super.claim(b, request.maxWait(Duration.ZERO));
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      return claims;
    }
  },
  SWALLOWS_INTERRUPTS {
    @Override
    Claims claim(MutantBackend b, ClaimRequest request) {
      Claims claims = super.claim(b, request);
      boolean ignored = Thread.interrupted();
      return claims;
    }
  },
  IGNORES_AGEING {
    @Override
    BackendSettings settings(BackendSettings s) {
      return new BackendSettings(s.clock(), s.retention(), s.maxDeliveries(), Optional.empty());
    }
  },
  HOLDS_LEASES_FOR_EVER {
    @Override
    Claims claim(MutantBackend b, ClaimRequest r) {
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
  LETS_LEASES_LAPSE_EARLY {
    @Override
    Claims claim(MutantBackend b, ClaimRequest r) {
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
  DOES_NOT_RENEW {
    @Override
    List<ClaimState> renew(MutantBackend b, List<Renewal> renewals, Duration lease) {
      return super.renew(b, renewals, Duration.ofMillis(1));
    }
  },
  ALWAYS_SAYS_HELD {
    @Override
    List<ClaimState> renew(MutantBackend b, List<Renewal> renewals, Duration lease) {
      return super.renew(b, renewals, lease).stream().map(s -> ClaimState.HELD).toList();
    }
  },
  FORGETS_PROGRESS {
    @Override
    List<ClaimState> renew(MutantBackend b, List<Renewal> renewals, Duration lease) {
      return super.renew(
          b, renewals.stream().map(r -> new Renewal(r.claim(), Optional.empty())).toList(), lease);
    }
  },
  HIDES_LOSSES {
    @Override
    Claims claim(MutantBackend b, ClaimRequest request) {
      return new Claims(super.claim(b, request).claims(), List.of());
    }
  },
  TELLS_LOSSES_TWICE {
    @Override
    Claims claim(MutantBackend b, ClaimRequest request) {
      Claims claims = super.claim(b, request);
      List<LostDelivery> losses = b.again(claims.losses());
      return new Claims(claims.claims(), losses);
    }
  },
  COUNTS_NO_LOSSES {
    @Override
    Claims claim(MutantBackend b, ClaimRequest request) {
      Claims claims = super.claim(b, request);
      return new Claims(
          claims.claims().stream()
              .map(c -> new Claim(c.message(), c.token(), c.failures(), 0, c.lastDelivery()))
              .toList(),
          claims.losses());
    }
  },
  NEVER_BURIES_POISON {
    @Override
    BackendSettings settings(BackendSettings s) {
      return s.maxDeliveries(1_000);
    }
  },
  DOES_NOT_RATION_SUSPECTS {
    @Override
    Claims claim(MutantBackend b, ClaimRequest request) {
      return super.claim(b, request.suspects(1_000));
    }
  },
  SETTLES_EVERYTHING {
    @Override
    List<Boolean> settle(MutantBackend b, List<Settlement> settlements) {
      return super.settle(b, settlements).stream().map(s -> true).toList();
    }
  },
  SETTLES_NOTHING {
    @Override
    List<Boolean> settle(MutantBackend b, List<Settlement> settlements) {
      return settlements.stream().map(s -> true).toList();
    }
  },
  LOSES_RESULTS {
    @Override
    Outcome outcome(Outcome outcome) {
      return outcome instanceof Outcome.Success ? new Outcome.Success(Optional.empty()) : outcome;
    }
  },
  FORGETS_FAILURES {
    @Override
    Outcome outcome(Outcome outcome) {
      return outcome instanceof Outcome.Retry r ? new Outcome.Release(r.delay()) : outcome;
    }
  },
  RETRIES_AT_ONCE {
    @Override
    Outcome outcome(Outcome outcome) {
      return outcome instanceof Outcome.Retry r
          ? new Outcome.Retry(Duration.ZERO, r.error())
          : outcome;
    }
  },
  SNOOZES_FOR_NO_TIME {
    @Override
    Outcome outcome(Outcome outcome) {
      return outcome instanceof Outcome.Release ? new Outcome.Release(Duration.ZERO) : outcome;
    }
  },
  RETRIES_FAILURES {
    @Override
    Outcome outcome(Outcome outcome) {
      return outcome instanceof Outcome.Failure f
          ? new Outcome.Retry(Duration.ZERO, f.error())
          : outcome;
    }
  },
  IGNORES_CANCELLED_OUTCOMES {
    @Override
    Outcome outcome(Outcome outcome) {
      return outcome instanceof Outcome.Cancelled ? new Outcome.Release(Duration.ZERO) : outcome;
    }
  },
  HOT_LOOPS_UNKNOWN_NAMES {
    @Override
    Outcome outcome(Outcome outcome) {
      return outcome instanceof Outcome.Unknown ? new Outcome.Release(Duration.ZERO) : outcome;
    }
  },
  NEVER_GIVES_UP_UNKNOWN_NAMES {
    @Override
    Outcome outcome(Outcome outcome) {
      return outcome instanceof Outcome.Unknown
          ? new Outcome.Unknown(Duration.ofDays(30_000))
          : outcome;
    }
  },
  DROPS_FOLLOW_UPS {
    @Override
    List<Boolean> settle(MutantBackend b, List<Settlement> settlements) {
      return super.settle(
          b, settlements.stream().map(s -> Settlement.of(s.claim(), s.outcome())).toList());
    }
  },
  ENQUEUES_FOLLOW_UPS_ANYWAY {
    @Override
    List<Boolean> settle(MutantBackend b, List<Settlement> settlements) {
      settlements.forEach(s -> b.real().enqueue(s.followUps()));
      return super.settle(b, settlements);
    }
  },
  ENQUEUES_FOLLOW_UPS_TWICE {
    @Override
    List<Boolean> settle(MutantBackend b, List<Settlement> settlements) {
      settlements.forEach(s -> s.followUps().forEach(m -> b.real().enqueue(List.of(copy(m)))));
      return super.settle(b, settlements);
    }
  },
  HANDS_OUT_EARLY {
    @Override
    TaskMessage message(TaskMessage m) {
      return m.toBuilder().due(Optional.empty()).build();
    }
  },
  NEVER_EXPIRES {
    @Override
    TaskMessage message(TaskMessage m) {
      return m.toBuilder().expiry(Optional.empty()).build();
    }
  },
  HAS_A_CLOCK_OF_ITS_OWN {
    @Override
    BackendSettings settings(BackendSettings s) {
      return s.clock(InstantSource.system());
    }
  },
  COUNTS_DELAYS_BY_THE_PRODUCERS_CLOCK {
    @Override
    TaskMessage message(TaskMessage m) {
      return m.toBuilder()
          .due(m.due().map(d -> new io.tasks4j.When.At(d.resolve(m.enqueuedAt()))))
          .build();
    }
  },
  STOPS_ITS_CLOCK_WHILE_WAITING {
    @Override
    BackendSettings settings(BackendSettings s) {
      return s.clock(InstantSource.fixed(s.clock().instant()));
    }
  },
  IGNORES_UNIQUE_KEYS {
    @Override
    TaskMessage message(TaskMessage m) {
      return m.toBuilder().unique(Optional.empty()).build();
    }
  },
  NEVER_FREES_UNIQUE_KEYS {
    @Override
    TaskMessage message(TaskMessage m) {
      return m.toBuilder()
          .unique(m.unique().map(u -> UniqueKey.within(u.key(), Duration.ofDays(1))))
          .build();
    }
  },
  FREES_UNIQUE_KEYS_AT_THE_START {
    @Override
    TaskMessage message(TaskMessage m) {
      return m.toBuilder().unique(m.unique().map(u -> UniqueKey.whileWaiting(u.key()))).build();
    }
  },
  KEEPS_WAITING_KEYS_WHILE_RUNNING {
    @Override
    TaskMessage message(TaskMessage m) {
      return m.toBuilder().unique(m.unique().map(u -> UniqueKey.whileLive(u.key()))).build();
    }
  },
  SHARES_UNIQUE_KEYS_BETWEEN_QUEUES {
    @Override
    List<EnqueueResult> enqueue(MutantBackend b, List<TaskMessage> messages) {
      List<EnqueueResult> results = new ArrayList<>();
      for (TaskMessage m : messages) {
        TaskId holder = m.unique().map(u -> b.holder(u, m.id())).orElse(m.id());
        results.addAll(
            holder.equals(m.id())
                ? super.enqueue(b, List.of(m))
                : List.of(new EnqueueResult(holder, false)));
      }
      return results;
    }
  },
  IGNORES_LIMITS {
    @Override
    Claims claim(MutantBackend b, ClaimRequest request) {
      return super.claim(b, request.limits(Limits.NONE));
    }
  },
  IGNORES_LIMITS_OF_NAMES {
    @Override
    Claims claim(MutantBackend b, ClaimRequest request) {
      return super.claim(b, request.limits(new Limits(request.limits().perQueue(), Map.of())));
    }
  },
  STOPS_AT_A_FULL_QUEUE {
    @Override
    Claims claim(MutantBackend b, ClaimRequest request) {
      return request.limits().isEmpty()
          ? super.claim(b, request)
          : super.claim(b, request.queues(request.queues().subList(0, 1)));
    }
  },
  IGNORES_PAUSE {
    @Override
    void pause(MutantBackend b, String queue, boolean paused) {}
  },
  NEVER_RESUMES {
    @Override
    void pause(MutantBackend b, String queue, boolean paused) {
      super.pause(b, queue, true);
    }
  },
  IGNORES_CANCELS {
    @Override
    CancelResult cancel(MutantBackend b, TaskId id) {
      return CancelResult.NOTHING;
    }
  },
  CANCELS_BUT_DOES_NOT_TELL {
    @Override
    CancelResult cancel(MutantBackend b, TaskId id) {
      CancelResult result = super.cancel(b, id);
      return result == CancelResult.REQUESTED ? CancelResult.CANCELLED : result;
    }
  },
  REQUEUES_NOTHING {
    @Override
    boolean requeue(MutantBackend b, TaskId id) {
      return true;
    }
  },
  PURGES_NOTHING {
    @Override
    boolean purge(MutantBackend b, TaskId id) {
      return true;
    }
  },
  LISTS_OLDEST_FIRST {
    @Override
    <T> List<T> listed(List<T> found) {
      return reversed(found);
    }
  },
  LISTS_NOTHING {
    @Override
    <T> List<T> listed(List<T> found) {
      return List.of();
    }
  },
  KEEPS_EVERYTHING {
    @Override
    BackendSettings settings(BackendSettings s) {
      return s.retention(
          new Retention(Duration.ofDays(9_999), 1_000_000, Duration.ofDays(9_999), 1_000_000));
    }
  },
  KEEPS_NOTHING {
    @Override
    BackendSettings settings(BackendSettings s) {
      return s.retention(new Retention(Duration.ofMillis(1), 0, Duration.ofMillis(1), 0));
    }
  },
  GIVES_UP_WAITING_FOR_RESULTS {
    @Override
    Duration wait(Duration timeout) {
      return Duration.ZERO;
    }
  },
  WAITS_FOR_RESULTS_DEAF_TO_INTERRUPTS {
    @Override
    Duration wait(Duration timeout) {
      boolean ignored = waitOut(timeout);
      return Duration.ZERO;
    }
  },
  DELETES_NO_RESULTS {
    @Override
    boolean delete(MutantBackend b, TaskId id) {
      return true;
    }
  },
  WORKS_ON_AFTER_CLOSING {
    @Override
    void close(MutantBackend b) {}
  },
  FAILS_TO_CLOSE_TWICE {
    @Override
    void close(MutantBackend b) {
      if (b.closedBefore()) {
        throw new IllegalStateException("closed before");
      }
      super.close(b);
    }
  };

  BackendSettings settings(BackendSettings s) {
    return s;
  }

  TaskMessage message(TaskMessage m) {
    return m;
  }

  List<EnqueueResult> enqueue(MutantBackend b, List<TaskMessage> messages) {
    List<TaskMessage> changed = new ArrayList<>();
    messages.forEach(m -> changed.add(m == null ? null : message(m)));
    return b.real().enqueue(changed);
  }

  Claims claim(MutantBackend b, ClaimRequest request) {
    return b.real().claim(request);
  }

  Claim held(MutantBackend b, Claim claim) {
    return claim;
  }

  List<ClaimState> renew(MutantBackend b, List<Renewal> renewals, Duration lease) {
    return b.real()
        .renew(
            renewals.stream().map(r -> new Renewal(held(b, r.claim()), r.progress())).toList(),
            lease);
  }

  Outcome outcome(Outcome outcome) {
    return outcome;
  }

  List<Boolean> settle(MutantBackend b, List<Settlement> settlements) {
    return b.real()
        .settle(
            settlements.stream()
                .map(s -> new Settlement(held(b, s.claim()), outcome(s.outcome()), s.followUps()))
                .toList());
  }

  CancelResult cancel(MutantBackend b, TaskId id) {
    return b.real().admin().cancel(id);
  }

  boolean requeue(MutantBackend b, TaskId id) {
    return b.real().admin().requeue(id);
  }

  boolean purge(MutantBackend b, TaskId id) {
    return b.real().admin().purge(id);
  }

  void pause(MutantBackend b, String queue, boolean paused) {
    b.real().admin().pause(queue, paused);
  }

  <T> List<T> listed(List<T> found) {
    return found;
  }

  Duration wait(Duration timeout) {
    return timeout;
  }

  boolean delete(MutantBackend b, TaskId id) {
    return b.real().results().delete(id);
  }

  void close(MutantBackend b) {
    b.real().close();
  }

  private static <T> List<T> reversed(List<T> list) {
    List<T> copy = new ArrayList<>(list);
    Collections.reverse(copy);
    return copy;
  }

  private static TaskMessage copy(TaskMessage m) {
    return TaskMessage.builder(TaskId.next(), m.name(), m.payload(), m.enqueuedAt())
        .queue(m.queue())
        .build();
  }

  /** Waits and hears of no wake-up; true when it was interrupted. */
  private static boolean waitOut(Duration time) {
    try {
      boolean ignored =
          new java.util.concurrent.CountDownLatch(1)
              .await(time.toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS);
      return false;
    } catch (InterruptedException e) {
      return true;
    }
  }
}
