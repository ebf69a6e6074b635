package io.tasks4j.chaos;

import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import io.tasks4j.chaos.History.Claimed;
import io.tasks4j.chaos.History.Settled;
import io.tasks4j.chaos.History.TaskNotes;
import io.tasks4j.chaos.Load.Kind;
import io.tasks4j.result.TaskMetadata;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Judges the history of a run, and what the store says in the end, by the promises. */
final class Checker {
  static final String LOST = "accepted, and lost";
  static final String UNENDED = "not ended when all was to be done";
  static final String WRONG_END = "ended otherwise than its kind must";
  static final String NEVER_RAN = "SUCCESS without a completed run";
  static final String NO_SETTLEMENT = "SUCCESS, but no worker settled it";
  static final String TWO_RUNS = "ran twice under one token";
  static final String TWO_ENDS = "two ends that took effect";
  static final String EARLY = "began before it was due";
  static final String ORDER = "claimed before an older task of higher priority";
  static final String DUPLICATE = "kept, though its unique key was held";
  static final String CHILD = "follow-up of a success missing";

  private static final Set<String> ENDS = Set.of("Success", "Failure", "Cancelled");

  /** How long after its begin an enqueue that failed may be stored all the same. */
  private static final long LATEST_STORED = TimeUnit.SECONDS.toMicros(60);

  private final History history;
  private final Function<TaskId, Optional<TaskMetadata>> find;
  private final Duration orderBound;
  private final Verdict verdict = new Verdict();

  /**
   * A checker.
   *
   * @param find asks what the store says of a task
   * @param orderBound how soon a task must be there for the order of claims
   */
  Checker(History history, Function<TaskId, Optional<TaskMetadata>> find, Duration orderBound) {
    this.history = history;
    this.find = find;
    this.orderBound = orderBound;
  }

  /** Checks everything. */
  Verdict check() {
    List.of(
            LOST,
            UNENDED,
            WRONG_END,
            NEVER_RAN,
            NO_SETTLEMENT,
            TWO_RUNS,
            TWO_ENDS,
            EARLY,
            ORDER,
            DUPLICATE,
            CHILD)
        .forEach(verdict::rule);
    for (TaskNotes task : history.tasks.values()) {
      check(task);
    }
    Order.violations(history.tasks.values(), history.steps, orderBound)
        .forEach(how -> verdict.violated(ORDER, how));
    new WholeCheck(history, find, verdict).check();
    new TickCheck(history, verdict).check();
    return verdict;
  }

  private void check(TaskNotes task) {
    verdict.count("tasks tried", task.tried > 0 ? 1 : 0);
    verdict.count("tasks accepted", task.accepted > 0 ? 1 : 0);
    verdict.count("enqueues refused by a unique key", task.duplicate ? 1 : 0);
    verdict.count("tasks cancelled", task.cancelled ? 1 : 0);
    verdict.count("follow-ups", task.child ? 1 : 0);
    verdict.count("claims", task.claims.size());
    verdict.count("runs begun", task.runs.size());
    verdict.count("runs completed", task.completed.size());
    verdict.count("settlements", task.settled.size());
    verdict.count("settlements refused", task.settled.stream().filter(s -> !s.applied()).count());

    tokens(task);
    early(task);
    Optional<TaskMetadata> record = find.apply(TaskId.parse(task.id));
    if (record.isPresent()) {
      ended(task, record.get());
    } else if (task.accepted > 0) {
      verdict.violated(LOST, task.kind + " " + task.id);
    }
  }

  private void tokens(TaskNotes task) {
    Set<Long> tokens = new HashSet<>();
    for (History.Run run : task.runs) {
      if (!tokens.add(run.token())) {
        verdict.violated(TWO_RUNS, task.kind + " " + task.id + " token " + run.token());
      }
    }
    List<Settled> ends =
        task.settled.stream().filter(s -> s.applied() && ENDS.contains(s.outcome())).toList();
    if (ends.size() > 1) {
      verdict.violated(TWO_ENDS, task.kind + " " + task.id + " " + ends);
    }
  }

  private void early(TaskNotes task) {
    for (History.Run run : task.runs) {
      notBefore(task.tick, 0, run);
    }
    if (task.tried == 0) {
      return;
    }
    long known = task.accepted > 0 ? task.accepted : task.tried + LATEST_STORED;
    // Stores count in whole milliseconds.
    long due = history.steps.least(task.tried, known) + task.delay - 1_000;
    for (History.Run run : task.runs) {
      notBefore(due, task.tried, run);
    }
  }

  /** The store's clock must have reached {@code due} between {@code since} and the run. */
  private void notBefore(long due, long since, History.Run run) {
    long reached = history.steps.most(since, run.at());
    if (reached < due) {
      verdict.violated(EARLY, run.id() + " by " + (due - reached) + " µs");
    }
  }

  private void ended(TaskNotes task, TaskMetadata record) {
    TaskStatus status = record.status();
    String what = task.kind + " " + task.id + " " + status;
    if (task.duplicate) {
      verdict.violated(DUPLICATE, what);
    }
    if (!status.isTerminal()) {
      verdict.violated(UNENDED, what);
      return;
    }
    verdict.count("ended " + status, 1);
    if (task.accepted > 0 && !mayEnd(task).contains(status)) {
      verdict.violated(WRONG_END, what + record.error().map(e -> ": " + e.message()).orElse(""));
    }
    if (status == TaskStatus.SUCCESS) {
      succeeded(task, what);
    }
  }

  private void succeeded(TaskNotes task, String what) {
    if (task.completed.isEmpty()) {
      verdict.violated(NEVER_RAN, what);
      return;
    }
    boolean settled =
        task.settled.stream().anyMatch(s -> s.applied() && s.outcome().equals("Success"));
    // A worker that was killed may have settled without noting it.
    boolean excused =
        task.completed.stream()
            .anyMatch(
                run ->
                    task.settled.stream()
                        .noneMatch(
                            s -> s.token() == run.token() && s.worker().equals(run.worker())));
    if (!settled && !excused) {
      verdict.violated(NO_SETTLEMENT, what + " " + task.settled);
    }
    for (String child : task.children) {
      if (find.apply(TaskId.parse(child)).isEmpty()) {
        verdict.violated(CHILD, child + " of " + task.id);
      }
    }
  }

  private static Set<TaskStatus> mayEnd(TaskNotes task) {
    return switch (task.kind) {
      case DEAD -> Set.of(TaskStatus.FAILURE);
      // One that was frozen beyond its timeout may be done before it is interrupted.
      case SLOW -> Set.of(TaskStatus.FAILURE, TaskStatus.SUCCESS);
      case CANCELLED ->
          task.cancelled
              ? Set.of(TaskStatus.CANCELLED)
              : Set.of(TaskStatus.CANCELLED, TaskStatus.SUCCESS);
      default -> Set.of(TaskStatus.SUCCESS);
    };
  }

  /** For the order of claims. */
  static boolean isPlain(TaskNotes task) {
    return task.accepted > 0 && (task.kind == Kind.PLAIN || task.kind == Kind.PARENT);
  }

  /** The first claim of a task, if that is the first there was. */
  static Optional<Claimed> firstClaim(TaskNotes task) {
    return task.claims.stream()
        .min(Comparator.comparingLong(Claimed::token))
        .filter(claim -> claim.attempt() == 1);
  }
}
