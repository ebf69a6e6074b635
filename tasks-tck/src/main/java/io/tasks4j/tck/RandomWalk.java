package io.tasks4j.tck;

import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import io.tasks4j.When;
import io.tasks4j.backend.Capability;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.ClaimState;
import io.tasks4j.backend.Outcome;
import io.tasks4j.backend.Renewal;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.result.QueueStats;
import io.tasks4j.result.TaskMetadata;
import io.tasks4j.result.TaskQuery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Random calls on a backend, compared after each with what may have become of the tasks. */
final class RandomWalk {
  private static final Set<TransitionVectors.Move> MOVES = TransitionVectors.moves();

  private final Rules rules;
  private final SplittableRandom random;
  private final Map<TaskId, TaskMetadata> seen = new LinkedHashMap<>();
  private final List<Claim> claims = new ArrayList<>();
  private final Map<TaskId, Long> latestToken = new LinkedHashMap<>();
  private final List<String> trace = new ArrayList<>();
  private final List<String> wrongMoves = new ArrayList<>();
  private final List<String> wrongAnswers = new ArrayList<>();
  private final List<String> wrongCounts = new ArrayList<>();

  /** The task that an operator put back or removed in this step. */
  private @Nullable TaskId touched;

  RandomWalk(Rules rules, long seed) {
    this.rules = rules;
    this.random = new SplittableRandom(seed);
  }

  void run(int steps) {
    for (int i = 0; i < steps; i++) {
      touched = null;
      step();
      observe();
    }
  }

  List<String> wrongMoves() {
    return wrongMoves;
  }

  List<String> wrongAnswers() {
    return wrongAnswers;
  }

  List<String> wrongCounts() {
    return wrongCounts;
  }

  String trace() {
    return String.join("\n", trace);
  }

  private void step() {
    switch (random.nextInt(20)) {
      case 0, 1, 2, 3 -> enqueue();
      case 4, 5, 6, 7, 8 -> claim();
      case 9, 10, 11, 12, 13 -> settle();
      case 14 -> renew();
      case 15 -> cancel();
      case 16 -> requeue();
      case 17 -> purge();
      case 18 -> pass();
      default -> pause();
    }
  }

  private void enqueue() {
    boolean delayed = rules.has(Capability.DELAY) && random.nextInt(5) == 0;
    TaskMessage.Builder message = delayed ? rules.due(5) : Rules.message();
    if (random.nextInt(6) == 0) {
      message.expiry(Optional.of(new When.After(rules.units(15))));
    }
    note("enqueue " + rules.enqueue(message));
  }

  private void claim() {
    for (Claim claim : rules.claim(1 + random.nextInt(3))) {
      note("claim " + claim.id() + " token " + claim.token());
      TaskMetadata task = rules.find(claim.id());
      if (task.status() != TaskStatus.RUNNING
          || task.failures() != claim.failures()
          || task.losses() != claim.losses()) {
        wrongCounts.add(claim + " but the record is " + task);
      }
      claims.add(claim);
      latestToken.put(claim.id(), claim.token());
    }
  }

  private void settle() {
    pick().ifPresent(this::settle);
  }

  private void settle(Claim claim) {
    Outcome outcome = outcome();
    boolean expected = isHeld(claim);
    note("settle " + claim.id() + " token " + claim.token() + " " + outcome);
    if (rules.settle(claim, outcome) != expected) {
      wrongAnswers.add("settle answered " + !expected + ", " + trace.get(trace.size() - 1));
    }
  }

  private void renew() {
    pick().ifPresent(this::renew);
  }

  private void renew(Claim claim) {
    boolean expected = isHeld(claim);
    note("renew " + claim.id() + " token " + claim.token());
    List<Renewal> renewals = List.of(new Renewal(claim, Optional.empty()));
    ClaimState state = rules.backend().renew(renewals, rules.lease()).get(0);
    if ((state != ClaimState.LOST) != expected) {
      wrongAnswers.add("renew answered " + state + ", " + trace.get(trace.size() - 1));
    }
  }

  private boolean isHeld(Claim claim) {
    return rules.admin().find(claim.id()).filter(t -> t.status() == TaskStatus.RUNNING).isPresent()
        && claim.token() == latestToken.getOrDefault(claim.id(), -1L);
  }

  private Outcome outcome() {
    return switch (random.nextInt(8)) {
      case 0 -> Rules.FAILURE;
      case 1 -> Rules.CANCELLED;
      case 2 -> Rules.RELEASE;
      case 3 -> new Outcome.Release(rules.units(random.nextInt(5)));
      case 4, 5 -> new Outcome.Retry(rules.units(random.nextInt(5)), Rules.error("for the moment"));
      case 6 -> new Outcome.Unknown(Duration.ofHours(1));
      default -> Rules.SUCCESS;
    };
  }

  private void cancel() {
    known().ifPresent(id -> note("cancel " + id + " " + rules.admin().cancel(id)));
  }

  private void requeue() {
    known()
        .ifPresent(
            id -> {
              boolean done = rules.admin().requeue(id);
              touched = done ? id : null;
              note("requeue " + id + " " + done);
            });
  }

  private void purge() {
    known()
        .ifPresent(
            id -> {
              boolean done = rules.admin().purge(id);
              touched = done ? id : null;
              note("purge " + id + " " + done);
            });
  }

  private void pass() {
    int units = 1 + random.nextInt(12);
    rules.pass(units);
    note("pass " + units);
  }

  private void pause() {
    if (rules.has(Capability.PAUSE)) {
      boolean paused = random.nextInt(4) == 0;
      rules.admin().pause(Rules.QUEUE, paused);
      note("pause " + paused);
    }
  }

  /** Any claim, mostly a late one. */
  private Optional<Claim> pick() {
    if (claims.isEmpty()) {
      return Optional.empty();
    }
    int back = Math.min(claims.size(), random.nextBoolean() ? 4 : claims.size());
    return Optional.of(claims.get(claims.size() - 1 - random.nextInt(back)));
  }

  private Optional<TaskId> known() {
    List<TaskId> ids = List.copyOf(seen.keySet());
    return ids.isEmpty() ? Optional.empty() : Optional.of(ids.get(random.nextInt(ids.size())));
  }

  private void note(String text) {
    trace.add(text);
  }

  private void observe() {
    Map<TaskId, TaskMetadata> now;
    Map<String, QueueStats> stats;
    Map<TaskId, TaskMetadata> next = listing();
    do {
      now = next;
      stats = rules.admin().stats();
      next = listing();
      // Where time goes on by itself, something may have ended between the two calls.
    } while (!statuses(now).equals(statuses(next)));
    Map<TaskId, TaskMetadata> after = now;
    seen.forEach((id, before) -> compare(before, after.get(id)));
    for (TaskStatus status : TaskStatus.values()) {
      long listed = Collections.frequency(statuses(now), status);
      long counted = stats.values().stream().mapToLong(queue -> queue.count(status)).sum();
      if (listed != counted) {
        wrongCounts.add(counted + " in the stats, " + listed + " in the listing are " + status);
      }
    }
    seen.clear();
    seen.putAll(now);
  }

  private Map<TaskId, TaskMetadata> listing() {
    Map<TaskId, TaskMetadata> listing = new LinkedHashMap<>();
    for (TaskMetadata task : rules.admin().list(TaskQuery.all().limit(10_000))) {
      listing.put(task.id(), task);
    }
    return listing;
  }

  private static List<TaskStatus> statuses(Map<TaskId, TaskMetadata> listing) {
    return listing.values().stream().map(TaskMetadata::status).toList();
  }

  private void compare(TaskMetadata before, @Nullable TaskMetadata after) {
    boolean asked = before.id().equals(touched);
    if (after == null) {
      if (!asked) {
        wrongMoves.add(before.id() + " vanished, it was " + before.status());
      }
      return;
    }
    if (!mayMove(before.status(), after.status(), asked)) {
      wrongMoves.add(before.id() + ": " + before.status() + " to " + after.status());
    }
    if (!asked && (after.failures() < before.failures() || after.losses() < before.losses())) {
      wrongCounts.add(before + " became " + after);
    }
  }

  private static boolean moves(TaskStatus from, TaskStatus to) {
    return MOVES.contains(new TransitionVectors.Move(from, to));
  }

  private static boolean mayMove(TaskStatus from, TaskStatus to, boolean requeued) {
    if (from.isTerminal()) {
      return from == to || (requeued && moves(from, to));
    }
    if (from == to || moves(from, to)) {
      return true;
    }
    // One call may find a task due to end in two moves: lost, and claimed again or expired.
    for (TaskStatus between : TaskStatus.values()) {
      if (!between.isTerminal() && moves(from, between) && moves(between, to)) {
        return true;
      }
    }
    return false;
  }
}
