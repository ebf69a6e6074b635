package io.tasks4j.tck;

import io.tasks4j.TaskError;
import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import io.tasks4j.When;
import io.tasks4j.backend.ClaimRequest;
import io.tasks4j.backend.Claims;
import io.tasks4j.backend.EnqueueResult;
import io.tasks4j.backend.Outcome;
import io.tasks4j.backend.Settlement;
import io.tasks4j.message.Dependant;
import io.tasks4j.message.Join;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.result.Arrival;
import io.tasks4j.result.TaskMetadata;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Tasks that wait for others. */
enum JoinMutant implements Mutant {
  WAITS_FOR_NOTHING("JOIN-1", "JOIN-8", "JOIN-14", "PARENT-4", "PARENT-10") {
    @Override
    public TaskMessage message(TaskMessage m) {
      return m.toBuilder().join(Optional.empty()).build();
    }
  },
  TELLS_NOBODY(
      "JOIN-2", "JOIN-3", "JOIN-9", "JOIN-10", "JOIN-15", "PARENT-1", "PARENT-2", "PARENT-6") {
    @Override
    public TaskMessage message(TaskMessage m) {
      return m.toBuilder().dependants(List.of()).build();
    }
  },
  RELEASES_TWICE("JOIN-2", "JOIN-10") {
    @Override
    public List<Boolean> settle(MutantBackend b, List<Settlement> settlements) {
      List<Boolean> applied = super.settle(b, settlements);
      settlements.stream()
          .flatMap(s -> s.claim().message().dependants().stream())
          .flatMap(
              d ->
                  b.real().results().joinState(d.id()).stream()
                      .filter(j -> j.parents() == j.arrived())
                      .map(j -> d.id()))
          .flatMap(id -> b.real().admin().find(id).stream())
          .forEach(t -> b.real().enqueue(List.of(Mutants.copy(t.message()))));
      return applied;
    }
  },
  COUNTS_EVERY_END("JOIN-4") {
    @Override
    public List<EnqueueResult> enqueue(MutantBackend b, List<TaskMessage> messages) {
      return b.real()
          .enqueue(
              messages.stream()
                  .map(m -> slots(m, d -> Dependant.of(d.id(), d.queue(), b.count())))
                  .toList());
    }
  },
  KEEPS_PARENTS_OUT_OF_ORDER("JOIN-5") {
    @Override
    public List<Arrival> arrivals(MutantBackend b, List<Arrival> real) {
      return Mutants.reversed(real);
    }
  },
  FORGETS_RESULTS_WITH_THEIR_TASKS("JOIN-6") {
    @Override
    public List<Arrival> arrivals(MutantBackend b, List<Arrival> real) {
      return real.stream().filter(a -> b.real().admin().find(a.parent()).isPresent()).toList();
    }
  },
  COUNTS_DELAYS_FROM_THE_ENQUEUE("JOIN-7") {
    @Override
    public List<EnqueueResult> enqueue(MutantBackend b, List<TaskMessage> messages) {
      return b.real().enqueue(messages.stream().map(m -> absolute(b, m)).toList());
    }
  },
  HANDS_OUT_GATES("JOIN-8", "PARENT-4") {
    @Override
    public TaskMessage message(TaskMessage m) {
      return joined(
          m,
          j -> new Join(j.parents(), j.leastFailures(), j.mostFailures(), false, j.input(), false));
    }
  },
  WAITS_FOR_SOME_OF_MANY("JOIN-9") {
    @Override
    public TaskMessage message(TaskMessage m) {
      return joined(m, j -> j.parents() > 100 ? Join.of(100) : j);
    }
  },
  NEEDS_DEPENDANTS("JOIN-13") {
    @Override
    public List<Boolean> settle(MutantBackend b, List<Settlement> settlements) {
      return super.settle(
          b,
          settlements.stream()
              .filter(
                  s ->
                      s.claim().message().dependants().stream()
                          .allMatch(d -> b.real().admin().find(d.id()).isPresent()))
              .toList());
    }
  },
  DROPS_PARTS("JOIN-14") {
    @Override
    public TaskMessage message(TaskMessage m) {
      return m.toBuilder().part(Optional.empty()).build();
    }
  },
  CANCELS_WHAT_WAITED_AND_WAS_LOST("JOIN-15") {
    @Override
    public Claims claim(MutantBackend b, ClaimRequest request) {
      Claims claims = super.claim(b, request);
      claims.losses().stream()
          .filter(l -> l.message().join().isPresent())
          .forEach(l -> b.real().admin().cancel(l.message().id()));
      return claims;
    }
  },
  TAKES_A_RETRY_FOR_THE_END("PARENT-2") {
    @Override
    public List<Boolean> settle(MutantBackend b, List<Settlement> settlements) {
      settlements.stream()
          .filter(s -> s.outcome() instanceof Outcome.Retry)
          .flatMap(s -> s.claim().message().dependants().stream())
          .forEach(d -> b.real().admin().cancel(d.id()));
      return super.settle(b, settlements);
    }
  },
  BEARS_EVERY_FAILURE("PARENT-3", "PARENT-6", "PARENT-7", "PARENT-9", "PARENT-11") {
    @Override
    public TaskMessage message(TaskMessage m) {
      return joined(m, j -> j.tolerating(j.parents()));
    }
  },
  IS_IMPATIENT("PARENT-4") {
    @Override
    public TaskMessage message(TaskMessage m) {
      return joined(
          m,
          j ->
              new Join(
                  j.parents(), j.leastFailures(), j.mostFailures(), false, j.input(), j.gate()));
    }
  },
  RUNS_WITHOUT_THE_FAILURES_IT_NEEDS("PARENT-5") {
    @Override
    public TaskMessage message(TaskMessage m) {
      return joined(m, j -> j.needing(0));
    }
  },
  TELLS_NO_FURTHER("PARENT-6", "PARENT-10") {
    @Override
    public TaskMessage message(TaskMessage m) {
      return m.join().isPresent() ? m.toBuilder().dependants(List.of()).build() : m;
    }
  },
  REVIVES_NOBODY("PARENT-7", "PARENT-8") {
    @Override
    public boolean requeue(MutantBackend b, TaskId id) {
      boolean done = super.requeue(b, id);
      dependants(b, id).forEach(d -> b.real().admin().cancel(d.id()));
      return done;
    }
  },
  REVIVES_TOO_SOON("PARENT-8") {
    @Override
    public boolean requeue(MutantBackend b, TaskId id) {
      boolean done = super.requeue(b, id);
      dependants(b, id).forEach(d -> addAnew(b, d.id()));
      return done;
    }
  },
  PUTS_BACK_WHAT_CANNOT_RUN("PARENT-9") {
    @Override
    public boolean requeue(MutantBackend b, TaskId id) {
      return super.requeue(b, id) || addAnew(b, id);
    }
  },
  NAMES_THE_LOWEST_SLOT("PARENT-12", "PARENT-13", "PARENT-14") {
    @Override
    public TaskMetadata record(MutantBackend b, TaskMetadata t) {
      return t.error().filter(e -> e.reason() == TaskError.Reason.PARENT).isPresent()
          ? b.real().results().arrivals(t.id(), 0, 9).stream()
              .filter(a -> a.status() != TaskStatus.SUCCESS)
              .findFirst()
              .map(
                  a -> TaskError.parentFailed(a.parent(), a.name(), a.status(), a.error(), b.now()))
              .map(error -> Mutants.withError(t, Optional.of(error)))
              .orElse(t)
          : t;
    }
  },
  KEEPS_GATES_SHUT("PARENT-15") {
    @Override
    public boolean requeue(MutantBackend b, TaskId id) {
      boolean gate =
          b.real().admin().find(id).flatMap(t -> t.message().join()).filter(Join::gate).isPresent();
      return !gate && super.requeue(b, id);
    }
  },
  BINDS_NOTHING("PARENT-11") {
    @Override
    public TaskMessage message(TaskMessage m) {
      return slots(m, d -> Dependant.of(d.id(), d.queue(), d.slot()));
    }
  };

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of
  private final List<String> breaks;

  JoinMutant(String... breaks) {
    this.breaks = List.of(breaks);
  }

  @Override
  public List<String> breaks() {
    return breaks;
  }

  private static TaskMessage joined(TaskMessage m, UnaryOperator<Join> change) {
    return m.toBuilder().join(m.join().map(change)).build();
  }

  private static TaskMessage slots(TaskMessage m, UnaryOperator<Dependant> change) {
    return m.toBuilder().dependants(m.dependants().stream().map(change).toList()).build();
  }

  private static TaskMessage absolute(MutantBackend b, TaskMessage m) {
    Optional<When> due = m.due().map(when -> new When.At(when.resolve(b.now())));
    return m.toBuilder().due(due).build();
  }

  private static List<Dependant> dependants(MutantBackend b, TaskId id) {
    return b.real().admin().find(id).stream()
        .flatMap(t -> t.message().dependants().stream())
        .toList();
  }

  /** Puts a task that was cancelled back as if it had never been. */
  private static boolean addAnew(MutantBackend b, TaskId id) {
    Optional<TaskMetadata> task =
        b.real().admin().find(id).filter(t -> t.status() == TaskStatus.CANCELLED);
    task.ifPresent(
        t -> {
          b.real().admin().purge(id);
          b.real().enqueue(List.of(t.message()));
        });
    return task.isPresent();
  }
}
