package io.tasks4j.tck;

import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import io.tasks4j.UniqueKey;
import io.tasks4j.When;
import io.tasks4j.backend.BackendSettings;
import io.tasks4j.backend.Capability;
import io.tasks4j.backend.EnqueueResult;
import io.tasks4j.backend.Outcome;
import io.tasks4j.backend.Retention;
import io.tasks4j.backend.Settlement;
import io.tasks4j.message.Payload;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.result.TaskPage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TimeZone;

/** What is stored, and how it comes back. */
enum StoreMutant implements Mutant {
  FORGETS_WHAT_IT_ACCEPTED("ADMIN-1") {
    @Override
    public List<EnqueueResult> enqueue(MutantBackend b, List<TaskMessage> messages) {
      return messages.stream().map(m -> new EnqueueResult(m.id(), true)).toList();
    }
  },
  DROPS_HEADERS("ENQ-1", "ENQ-4") {
    @Override
    public TaskMessage message(TaskMessage m) {
      return m.toBuilder().headers(Map.of()).build();
    }
  },
  ENDS_HEADERS_AT_NUL("HOSTILE-1") {
    @Override
    public TaskMessage message(TaskMessage m) {
      Map<String, String> cut = new HashMap<>(m.headers());
      cut.replaceAll((name, value) -> value.split("\u0000", 2)[0]);
      return m.toBuilder().headers(cut).build();
    }
  },
  DELAYS_A_YEAR_AT_MOST("HOSTILE-2") {
    @Override
    public TaskMessage message(TaskMessage m) {
      Duration year = Duration.ofDays(365);
      return m.toBuilder()
          .due(m.due().map(w -> w.equals(new When.At(When.LATEST)) ? new When.After(year) : w))
          .build();
    }
  },
  STOPS_AT_WHAT_IT_CANNOT_READ("HOSTILE-5", "HOSTILE-7", "HOSTILE-8") {
    @Override
    public Set<Capability> capabilities(Set<Capability> real) {
      return Mutants.with(real, Capability.DURABLE);
    }

    @Override
    public TaskPage page(TaskPage page) {
      throw new NumberFormatException("a damaged record");
    }
  },
  DROPS_UNKNOWN_MEMBERS("ENQ-3") {
    @Override
    public TaskMessage message(TaskMessage m) {
      return m.toBuilder().extras(Map.of()).build();
    }
  },
  READS_PAYLOADS_AS_TEXT("ENQ-2") {
    @Override
    public TaskMessage message(TaskMessage m) {
      Payload text =
          Payload.of(
              m.payload().text().getBytes(StandardCharsets.UTF_8), m.payload().contentType());
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
  SAYS_EVERY_ID_IS_NEW("ENQ-6", "ENQ-11") {
    @Override
    public List<EnqueueResult> enqueue(MutantBackend b, List<TaskMessage> messages) {
      return super.enqueue(b, messages).stream().map(r -> new EnqueueResult(r.id(), true)).toList();
    }
  },
  FORGETS_ENDED_IDS("CANCEL-8", "SETTLE-1") {
    @Override
    public List<Boolean> settle(MutantBackend b, List<Settlement> settlements) {
      List<Boolean> applied = super.settle(b, settlements);
      settlements.stream()
          .filter(s -> s.outcome() instanceof Outcome.Success)
          .forEach(s -> b.real().admin().purge(s.claim().id()));
      return applied;
    }
  },
  GIVES_RESULTS_IN_REVERSE("ENQ-5", "ENQ-7", "UNIQUE-11") {
    @Override
    public List<EnqueueResult> enqueue(MutantBackend b, List<TaskMessage> messages) {
      return Mutants.reversed(super.enqueue(b, messages));
    }
  },
  STORES_ONE_BY_ONE("ENQ-8") {
    @Override
    public List<EnqueueResult> enqueue(MutantBackend b, List<TaskMessage> messages) {
      List<EnqueueResult> results = new ArrayList<>();
      for (TaskMessage m : messages) {
        results.addAll(super.enqueue(b, List.of(m)));
      }
      return results;
    }
  },
  IGNORES_UNIQUE_KEYS("UNIQUE-1", "UNIQUE-3", "UNIQUE-12", "UNIQUE-15") {
    @Override
    public TaskMessage message(TaskMessage m) {
      return m.toBuilder().unique(Optional.empty()).build();
    }
  },
  NEVER_FREES_UNIQUE_KEYS("UNIQUE-6") {
    @Override
    public TaskMessage message(TaskMessage m) {
      return m.toBuilder()
          .unique(m.unique().map(u -> UniqueKey.within(u.key(), Duration.ofDays(1))))
          .build();
    }
  },
  FREES_UNIQUE_KEYS_AT_THE_START("UNIQUE-4") {
    @Override
    public TaskMessage message(TaskMessage m) {
      return m.toBuilder().unique(m.unique().map(u -> UniqueKey.whileWaiting(u.key()))).build();
    }
  },
  KEEPS_WAITING_KEYS_WHILE_RUNNING("UNIQUE-2") {
    @Override
    public TaskMessage message(TaskMessage m) {
      return m.toBuilder().unique(m.unique().map(u -> UniqueKey.whileLive(u.key()))).build();
    }
  },
  SHARES_UNIQUE_KEYS_BETWEEN_QUEUES("UNIQUE-14") {
    @Override
    public List<EnqueueResult> enqueue(MutantBackend b, List<TaskMessage> messages) {
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
  HANDS_OUT_EARLY("TIME-2") {
    @Override
    public TaskMessage message(TaskMessage m) {
      return m.toBuilder().due(Optional.empty()).build();
    }
  },
  NEVER_EXPIRES("TIME-4", "TIME-5", "TIME-8", "TIME-9") {
    @Override
    public TaskMessage message(TaskMessage m) {
      return m.toBuilder().expiry(Optional.empty()).build();
    }
  },
  COUNTS_DELAYS_BY_THE_PRODUCERS_CLOCK("LEASE-16", "TIME-1", "TIME-3", "WAKE-7", "WAKE-8") {
    @Override
    public TaskMessage message(TaskMessage m) {
      return m.toBuilder().due(m.due().map(d -> new When.At(d.resolve(m.enqueuedAt())))).build();
    }
  },
  KEEPS_DUE_TIMES_AS_LOCAL_TIMES("TIME-14") {
    @Override
    public TaskMessage message(TaskMessage m) {
      Duration offset = Duration.ofMillis(TimeZone.getDefault().getRawOffset());
      return m.toBuilder()
          .due(
              m.due()
                  .map(
                      due ->
                          due instanceof When.After after
                              ? new When.After(after.delay().plus(offset))
                              : due))
          .build();
    }
  },
  KEEPS_EVERYTHING("KEEP-9") {
    @Override
    public BackendSettings settings(BackendSettings s) {
      return s.retention(
          new Retention(Duration.ofDays(9_999), 1_000_000, Duration.ofDays(9_999), 1_000_000));
    }
  },
  KEEPS_NOTHING("TIME-9") {
    @Override
    public BackendSettings settings(BackendSettings s) {
      return s.retention(new Retention(Duration.ofMillis(1), 0, Duration.ofMillis(1), 0));
    }
  },
  FOLDS_CASE("ENQ-12") {
    @Override
    public TaskMessage message(TaskMessage m) {
      return m.toBuilder().queue(m.queue().toLowerCase(Locale.ROOT)).build();
    }
  },
  REFUSES_EMPTY_BATCHES("ENQ-9", "SETTLE-12") {
    @Override
    public List<EnqueueResult> enqueue(MutantBackend b, List<TaskMessage> messages) {
      Mutants.checkNotEmpty(messages);
      return super.enqueue(b, messages);
    }

    @Override
    public List<Boolean> settle(MutantBackend b, List<Settlement> settlements) {
      Mutants.checkNotEmpty(settlements);
      return super.settle(b, settlements);
    }
  },
  STORES_500_OF_A_BATCH("CLAIM-12", "ENQ-10", "RACE-4", "TIME-12") {
    @Override
    public List<EnqueueResult> enqueue(MutantBackend b, List<TaskMessage> messages) {
      super.enqueue(b, messages.subList(0, Math.min(500, messages.size())));
      return messages.stream().map(m -> new EnqueueResult(m.id(), true)).toList();
    }
  },
  FOLDS_UNIQUE_KEYS("UNIQUE-10") {
    @Override
    public TaskMessage message(TaskMessage m) {
      Optional<UniqueKey> folded =
          m.unique()
              .map(
                  u ->
                      new UniqueKey(
                          u.key().strip().toLowerCase(Locale.ROOT), u.scope(), u.window()));
      return m.toBuilder().unique(folded).build();
    }
  },
  HOLDS_KEYS_FOR_THE_LIFE_ALONE("UNIQUE-8", "UNIQUE-9") {
    @Override
    public TaskMessage message(TaskMessage m) {
      Optional<UniqueKey> live =
          m.unique().map(u -> u.window().isEmpty() ? u : UniqueKey.whileLive(u.key()));
      return m.toBuilder().unique(live).build();
    }
  },
  GIVES_EVERY_TASK_A_KEY("ADMIN-1") {
    @Override
    public TaskMessage message(TaskMessage m) {
      Optional<UniqueKey> key = Optional.of(UniqueKey.whileLive("cat"));
      return m.toBuilder().unique(m.unique().isEmpty() ? key : m.unique()).build();
    }
  },
  CUTS_LONG_DELAYS("TIME-10", "TIME-13") {
    @Override
    public TaskMessage message(TaskMessage m) {
      Duration year = Duration.ofDays(360);
      boolean isLong =
          m.due()
              .filter(w -> w instanceof When.After a && a.delay().compareTo(year) > 0)
              .isPresent();
      return isLong ? m.toBuilder().due(Optional.empty()).build() : m;
    }
  },
  ONE_RETENTION_FOR_ALL("KEEP-3", "KEEP-4", "KEEP-5", "KEEP-7") {
    @Override
    public BackendSettings settings(BackendSettings s) {
      Retention r = s.retention();
      return s.retention(
          new Retention(r.finishedAge(), r.finishedCount(), r.finishedAge(), r.finishedCount()));
    }
  },
  REMOVES_WHAT_STILL_WAITS("RACE-3", "STATE-1") {
    @Override
    public List<Boolean> settle(MutantBackend b, List<Settlement> settlements) {
      Mutants.purge(b, TaskStatus.PENDING, t -> t.enqueuedAt());
      return super.settle(b, settlements);
    }
  },
  COUNTS_AGE_FROM_THE_ENQUEUE("KEEP-8") {
    @Override
    public List<Boolean> settle(MutantBackend b, List<Settlement> settlements) {
      Mutants.purge(b, TaskStatus.SUCCESS, t -> t.enqueuedAt());
      return super.settle(b, settlements);
    }
  },
  REMEMBERS_PURGED_IDS("PURGE-3") {
    @Override
    public List<EnqueueResult> enqueue(MutantBackend b, List<TaskMessage> messages) {
      return messages.size() == 1 && b.isMarked(messages.get(0).id())
          ? List.of(new EnqueueResult(messages.get(0).id(), false))
          : super.enqueue(b, messages);
    }

    @Override
    public boolean purge(MutantBackend b, TaskId id) {
      b.mark(id);
      return super.purge(b, id);
    }
  },
  SAYS_IT_IS_DURABLE(
      "DURABLE-1",
      "DURABLE-2",
      "DURABLE-3",
      "DURABLE-4",
      "DURABLE-5",
      "DURABLE-6",
      "DURABLE-7",
      "JOIN-11",
      "SCHED-3") {
    @Override
    public Set<Capability> capabilities(Set<Capability> real) {
      return Mutants.with(real, Capability.DURABLE);
    }
  },
  SAYS_IT_CAN_BE_SHARED("SHARED-1", "SHARED-2", "SHARED-3", "SHARED-4", "SHARED-5", "JOIN-12") {
    @Override
    public Set<Capability> capabilities(Set<Capability> real) {
      return Mutants.with(real, Capability.MULTI_PROCESS);
    }
  },
  GOES_BY_WHAT_ITS_STORE_LOST("SHARED-7") {
    @Override
    public Set<Capability> capabilities(Set<Capability> real) {
      return Mutants.with(Mutants.with(real, Capability.DURABLE), Capability.MULTI_PROCESS);
    }
  },
  SAYS_IT_JOINS_TRANSACTIONS("JDBC-1", "JDBC-2", "JDBC-3") {
    @Override
    public Set<Capability> capabilities(Set<Capability> real) {
      return Mutants.with(real, Capability.JDBC_TRANSACTION);
    }
  },
  ACCEPTS_WHAT_IT_CANNOT_DO("PAUSE-5") {
    @Override
    public Set<Capability> capabilities(Set<Capability> real) {
      return Set.of();
    }
  };

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of
  private final List<String> breaks;

  StoreMutant(String... breaks) {
    this.breaks = List.of(breaks);
  }

  @Override
  public List<String> breaks() {
    return breaks;
  }
}
