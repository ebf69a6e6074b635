package io.tasks4j.tck;

import io.tasks4j.TaskError;
import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import io.tasks4j.backend.CancelResult;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.ClaimRequest;
import io.tasks4j.backend.Claims;
import io.tasks4j.backend.EnqueueResult;
import io.tasks4j.backend.LostDelivery;
import io.tasks4j.backend.Outcome;
import io.tasks4j.backend.Settlement;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.backend.TaskState;
import io.tasks4j.backend.Transition.Effect;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.result.TaskMetadata;
import io.tasks4j.result.TaskResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Takes tasks one way together, and lets each take its last step. */
final class TransitionWalk {
  private static final Duration LEASE = Duration.ofSeconds(10);
  private static final Duration LONG_LEASE = Duration.ofDays(300);
  private static final Outcome FAILURE = TransitionStep.FAIL.outcome().orElseThrow();
  private static final Outcome SUCCESS = TransitionStep.SUCCEED.outcome().orElseThrow();

  private final TransitionContract contract;
  private final TaskBackend backend;
  private final Map<TaskId, TransitionWalker> walkers = new LinkedHashMap<>();
  private final Map<TaskId, TransitionWalker> ofParent = new LinkedHashMap<>();
  private final List<String> mistakes;
  private String way = "";

  TransitionWalk(
      TransitionContract contract,
      TaskBackend backend,
      List<TransitionWalker> walkers,
      List<String> mistakes) {
    this.contract = contract;
    this.backend = backend;
    this.mistakes = mistakes;
    walkers.forEach(w -> this.walkers.put(w.message.id(), w));
  }

  void run(List<TransitionStep> steps) throws Exception {
    way = steps.toString();
    enqueue();
    for (TransitionStep step : steps) {
      take(step, List.copyOf(walkers.values()), Map.of());
    }
    for (TransitionStep step : TransitionStep.values()) {
      List<TransitionWalker> takers =
          walkers.values().stream().filter(w -> w.last == step).toList();
      if (!takers.isEmpty()) {
        Map<TaskId, TaskMessage> followers = new LinkedHashMap<>();
        takers.forEach(
            w ->
                followers.put(
                    w.message.id(),
                    TransitionWalker.other("follower", TransitionWalker.FOLLOWERS).build()));
        take(step, takers, followers);
        takers.forEach(w -> compare(w, followers));
      }
    }
    tidy();
  }

  private void enqueue() {
    List<TaskMessage> parents = new ArrayList<>();
    List<TaskMessage> all = new ArrayList<>();
    for (TransitionWalker w : walkers.values()) {
      all.add(w.counter);
      all.add(w.message);
      for (TaskMessage parent : w.newParents()) {
        parents.add(parent);
        ofParent.put(parent.id(), w);
      }
    }
    long from = before();
    backend.enqueue(all);
    long to = after();
    walkers.values().forEach(w -> w.enqueued(from, to));
    if (!parents.isEmpty()) {
      backend.enqueue(parents);
      claimParents();
    }
  }

  private long before() {
    return contract.now() - contract.inaccuracy().toMillis();
  }

  private long after() {
    return contract.now() + contract.inaccuracy().toMillis();
  }

  private ClaimRequest request(String queue, Duration lease) {
    return ClaimRequest.of(TransitionVectors.WORKER, queue, lease).max(2_000);
  }

  private void claimParents() {
    for (Claim claim : backend.claim(request(TransitionWalker.PARENTS, LONG_LEASE)).claims()) {
      TransitionWalker w = ofParent.get(claim.id());
      if (w != null) {
        w.parents.add(claim);
      }
    }
  }

  private void take(
      TransitionStep step, List<TransitionWalker> takers, Map<TaskId, TaskMessage> followers)
      throws Exception {
    contract.advance(step.time());
    long from = before();
    Map<TransitionWalker, Object> answers = new LinkedHashMap<>();
    if (step == TransitionStep.CLAIM) {
      claim(answers);
    } else if (!step.time().isZero()) {
      sweep(answers);
    } else if (step.outcome().isPresent()) {
      settle(step.outcome().get(), takers, followers, answers);
    } else {
      takers.stream().filter(w -> w.concerns(step)).forEach(w -> answers.put(w, call(step, w)));
    }
    long to = after();
    for (TransitionWalker w : takers) {
      boolean concerned = w.concerns(step);
      w.step(step, from, to);
      Object answer = answers.get(w);
      Object expected = expected(step, w);
      boolean asked = concerned && (step.outcome().isEmpty() || answer != null);
      if (asked && !Objects.equals(expected, answer)) {
        mistake(w, step + " answered " + answer + ", not " + expected);
      }
    }
  }

  private static @Nullable Object expected(TransitionStep step, TransitionWalker w) {
    return switch (step) {
      case CLAIM -> w.early.losses() + "/" + w.early.failures();
      case PASS_DUE, PASS_LEASE, PASS_EXPIRY ->
          w.effects.contains(Effect.REPORT_LOSS) ? "lost" : null;
      case CANCEL -> {
        if (!w.applied) {
          yield CancelResult.NOTHING;
        }
        yield w.early.status() == TaskStatus.RUNNING
            ? CancelResult.REQUESTED
            : CancelResult.CANCELLED;
      }
      case PARENT_SUCCEEDS, PARENT_FAILS, PARENT_PUT_BACK -> true;
      default -> w.applied;
    };
  }

  private void claim(Map<TransitionWalker, Object> answers) {
    Claims claims = backend.claim(request(TransitionWalker.QUEUE, LEASE));
    for (Claim claim : claims.claims()) {
      TransitionWalker w = walkers.get(claim.id());
      if (w != null) {
        w.claim = Optional.of(claim);
        answers.put(w, claim.losses() + "/" + claim.failures());
        if (!w.early.ready()) {
          mistake(w, "was handed out");
        }
      }
    }
  }

  /** A claim that is given nothing, as the queue is paused, finds what has lapsed or expired. */
  private void sweep(Map<TransitionWalker, Object> answers) {
    backend.admin().pause(TransitionWalker.QUEUE, true);
    List<LostDelivery> losses;
    do {
      losses = backend.claim(request(TransitionWalker.QUEUE, LEASE)).losses();
      for (LostDelivery loss : losses) {
        TransitionWalker w = walkers.get(loss.message().id());
        if (w != null) {
          answers.put(w, "lost");
        }
      }
    } while (!losses.isEmpty());
    backend.admin().pause(TransitionWalker.QUEUE, false);
  }

  private void settle(
      Outcome outcome,
      List<TransitionWalker> takers,
      Map<TaskId, TaskMessage> followers,
      Map<TransitionWalker, Object> answers) {
    List<TransitionWalker> holders = takers.stream().filter(w -> w.claim.isPresent()).toList();
    List<Settlement> settlements = new ArrayList<>();
    for (TransitionWalker w : holders) {
      TaskMessage follower = followers.get(w.message.id());
      List<TaskMessage> follow = follower == null ? List.of() : List.of(follower);
      settlements.add(Settlement.of(w.claim.orElseThrow(), outcome, follow));
    }
    List<Boolean> applied = backend.settle(settlements);
    for (int i = 0; i < applied.size(); i++) {
      answers.put(holders.get(i), applied.get(i));
    }
  }

  private Object call(TransitionStep step, TransitionWalker w) {
    TaskId id = w.message.id();
    return switch (step) {
      case CANCEL -> backend.admin().cancel(id);
      case REQUEUE -> backend.admin().requeue(id);
      case PURGE -> backend.admin().purge(id);
      case PARENT_SUCCEEDS -> settleParent(w, SUCCESS);
      case PARENT_FAILS -> settleParent(w, FAILURE);
      case PARENT_PUT_BACK -> {
        boolean done = backend.admin().requeue(w.failed.remove(0).id());
        claimParents();
        yield done;
      }
      default -> throw new IllegalStateException(step + " is no call");
    };
  }

  private boolean settleParent(TransitionWalker w, Outcome outcome) {
    Claim claim = w.parents.remove(w.parents.size() - 1);
    if (outcome.equals(FAILURE)) {
      w.failed.add(claim.message());
    }
    return backend.settle(List.of(Settlement.of(claim, outcome))).get(0);
  }

  private void compare(TransitionWalker w, Map<TaskId, TaskMessage> followers) {
    TaskId id = w.message.id();
    Optional<TaskMetadata> found = backend.admin().find(id);
    if (w.isGone() || found.isEmpty()) {
      check(w, "gone", w.isGone(), found.isEmpty());
    } else {
      compare(w, found.get());
    }
    if (w.hasCounter()) {
      check(w, "told", Optional.of(w.counted()), backend.results().joinState(w.counter.id()));
    }
    boolean ended = w.early.status().isTerminal() && !w.isGone();
    check(
        w,
        "end",
        ended ? Optional.of(w.early.status()) : Optional.empty(),
        backend.results().find(id).map(TaskResult::status));
    TaskMessage follower = followers.get(id);
    if (w.last.outcome().isPresent() && follower != null) {
      boolean follows = w.effects.contains(Effect.STORE_FOLLOW_UPS);
      boolean stored = backend.admin().purge(follower.id());
      check(w, "follow-up", follows, stored);
    }
    compareKey(w);
  }

  private void compare(TransitionWalker w, TaskMetadata found) {
    TaskState state = w.early;
    if (state.status() != w.late.status()) {
      mistake(w, "the machine is too slow: " + state + " or " + w.late);
    }
    check(w, "status", state.status(), found.status());
    check(w, "failures", state.failures(), found.failures());
    check(w, "losses", state.losses(), found.losses());
    boolean runs = state.status() == TaskStatus.RUNNING;
    if (runs || state.waits()) {
      check(w, "cancel request", state.cancelRequested(), found.cancelRequested());
      check(w, "expiry", true, w.mayBe(TaskState::expires, found.expiresAt()));
    }
    if (state.waits() && !state.blocked()) {
      check(w, "due", true, w.mayBe(TaskState::due, Optional.of(found.dueAt())));
    }
    check(w, "finished", true, w.mayBe(TaskState::finished, found.finishedAt()));
    check(
        w,
        "error",
        state.error().map(TransitionWalk::text),
        found.error().map(TransitionWalk::text));
  }

  private static String text(TaskError error) {
    return error.reason() + " " + error.type() + " " + error.attempt() + " " + error.origin();
  }

  /** Whether the key is held shows by who else gets it. */
  private void compareKey(TransitionWalker w) {
    if (w.message.unique().isEmpty()) {
      return;
    }
    TaskMessage rival =
        TransitionWalker.other("rival", TransitionWalker.QUEUE).unique(w.message.unique()).build();
    boolean held =
        !w.isGone()
            && w.early.holdsKey(w.message.unique().get().scope(), TaskState.NEVER, contract.now());
    List<EnqueueResult> stored = backend.enqueue(List.of(rival));
    check(w, "key held", held, !stored.get(0).accepted());
    purge(rival);
  }

  private void check(TransitionWalker w, String what, Object expected, Object actual) {
    if (!expected.equals(actual)) {
      mistake(w, what + " is " + actual + ", not " + expected);
    }
  }

  private void mistake(TransitionWalker w, String what) {
    mistakes.add(w.shape + " " + way + " " + w.last + ": " + what);
  }

  /** Leaves nothing that waits or runs. */
  private void tidy() {
    List<Settlement> rest = new ArrayList<>();
    for (TransitionWalker w : walkers.values()) {
      w.claim.ifPresent(claim -> rest.add(Settlement.of(claim, SUCCESS)));
      w.parents.forEach(claim -> rest.add(Settlement.of(claim, SUCCESS)));
    }
    List<Boolean> ignored = backend.settle(rest);
    for (TransitionWalker w : walkers.values()) {
      purge(w.message);
      purge(w.counter);
    }
  }

  /** Whether it is still there, or runs, does not matter. */
  private void purge(TaskMessage message) {
    boolean ignored = backend.admin().purge(message.id());
  }
}
