package io.tasks4j.tck;

import io.tasks4j.BackendException;
import io.tasks4j.TaskError;
import io.tasks4j.TaskId;
import io.tasks4j.TaskProgress;
import io.tasks4j.TaskStatus;
import io.tasks4j.UniqueKey;
import io.tasks4j.When;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.ClaimRequest;
import io.tasks4j.backend.Exchange;
import io.tasks4j.backend.Exchanged;
import io.tasks4j.backend.Outcome;
import io.tasks4j.backend.Renewal;
import io.tasks4j.backend.Settlement;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.message.Dependant;
import io.tasks4j.message.Join;
import io.tasks4j.message.Payload;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.result.QueueStats;
import io.tasks4j.result.TaskMetadata;
import io.tasks4j.result.TaskQuery;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a process does to a store until it is stopped, what it was told, and whether what others
 * find there afterwards agrees with it. One thread.
 */
final class StopScenario {
  static final Duration LEASE = Duration.ofSeconds(30);
  private static final int ROUNDS = 60;

  private final TaskMessage follower = message("follower").build();
  private final TaskMessage child =
      message("child").queue("other").join(Optional.of(Join.of(2))).build();
  private final TaskMessage first = parent("first", 0);
  private final TaskMessage second = parent("second", 1);
  private final List<TaskMessage> plain =
      List.of(
          message("plain").build(),
          message("leads").build(),
          message("retries").build(),
          message("releases").build(),
          message("dies").build(),
          message("is-cancelled").build(),
          message("is-cancelled-running").build(),
          message("later").due(Optional.of(new When.After(LEASE))).build(),
          message("unique").unique(Optional.of(UniqueKey.whileLive("key"))).build());
  private final List<TaskMessage> graph = List.of(child, first, second);

  private final Duration patience;
  private final Set<TaskId> accepted = new HashSet<>();
  private final Set<TaskId> refused = new HashSet<>();
  private final Set<TaskId> done = new HashSet<>();
  private final Map<TaskId, Integer> successes = new HashMap<>();
  private final List<String> wrong = new ArrayList<>();
  private @Nullable BackendException error;

  StopScenario(Duration patience) {
    this.patience = patience;
  }

  /** Works until the end, or until a call fails; false in that case. */
  boolean run(TaskBackend backend) {
    try {
      enqueue(backend, plain);
      enqueue(backend, graph);
      backend.admin().cancel(idOf("is-cancelled"));
      List<Claim> held = new ArrayList<>();
      for (int i = 0; i < ROUNDS; i++) {
        if (held.isEmpty()) {
          held.addAll(backend.claim(request(3)).claims());
          if (held.isEmpty()) {
            break;
          }
          note(held);
        }
        if (i == 1) {
          TaskProgress half = new TaskProgress(1, 2, "half");
          Object ignored =
              backend.renew(
                  held.stream().map(c -> new Renewal(c, Optional.of(half))).toList(), LEASE);
        }
        List<Settlement> ends = new ArrayList<>();
        for (Claim claim : held) {
          if (claim.message().name().equals("is-cancelled-running")) {
            backend.admin().cancel(claim.id());
          }
          ends.add(end(claim));
        }
        held.clear();
        if (i % 2 == 0) {
          record(ends, backend.settle(ends));
        } else {
          Exchanged both = backend.exchange(Exchange.of(ends).claim(request(2)));
          record(ends, both.applied());
          held.addAll(both.claims().claims());
          note(held);
        }
      }
      backend.admin().requeue(idOf("dies"));
      return true;
    } catch (BackendException e) {
      error = e;
      return false;
    }
  }

  /** Works off what there is, without the end of a task that waits in vain; false when none is. */
  boolean goOn(TaskBackend backend) {
    for (int i = 0; i < ROUNDS; i++) {
      List<Claim> claims = backend.claim(request(10)).claims();
      if (claims.isEmpty()) {
        break;
      }
      note(claims);
      List<Settlement> ends = claims.stream().map(StopScenario.this::end).toList();
      record(ends, backend.settle(ends));
    }
    return backend.admin().stats().values().stream().anyMatch(s -> s.live() > 0);
  }

  /** What is wrong with the store, when nobody has anything left to do; empty when nothing is. */
  String verdict(TaskBackend backend) {
    List<TaskMetadata> all = backend.admin().list(TaskQuery.all().limit(1_000));
    Map<TaskId, TaskMetadata> byId = new HashMap<>();
    all.forEach(t -> byId.put(t.id(), t));
    check(byId.size() == all.size(), "a task is listed twice");
    for (TaskId id : accepted) {
      check(byId.containsKey(id), "lost " + nameOf(id));
    }
    for (List<TaskMessage> batch : List.of(plain, graph)) {
      long there = batch.stream().filter(m -> byId.containsKey(m.id())).count();
      check(there == 0 || there == batch.size(), there + " of a batch of " + batch.size());
    }
    for (TaskMetadata task : all) {
      String what = task.message().name() + " is " + task.status();
      check(task.status().isTerminal(), what);
      TaskStatus right =
          switch (task.message().name()) {
            case "is-cancelled", "is-cancelled-running" -> task.status();
            case "dies" -> task.failures() > 0 ? TaskStatus.FAILURE : TaskStatus.SUCCESS;
            default -> TaskStatus.SUCCESS;
          };
      check(task.status() == right, what);
      check(successes.getOrDefault(task.id(), 0) <= 1, what + " more than once");
      check(
          backend.results().find(task.id()).isPresent(), what + ", but nobody finds how it ended");
    }
    check(
        byId.containsKey(follower.id()) == byId.containsKey(idOf("leads")),
        "what follows a success is there without it, or it without that");
    counts(backend, all);
    TaskMessage again = message("again").unique(Optional.of(UniqueKey.whileLive("key"))).build();
    check(backend.enqueue(List.of(again)).get(0).accepted(), "a unique key is stuck");
    return String.join("; ", wrong);
  }

  private void counts(TaskBackend backend, List<TaskMetadata> all) {
    Map<String, Map<TaskStatus, Long>> counted = new HashMap<>();
    for (TaskMetadata t : all) {
      counted
          .computeIfAbsent(t.message().queue(), q -> new HashMap<>())
          .merge(t.status(), 1L, Long::sum);
    }
    Map<String, QueueStats> stats = backend.admin().stats();
    for (String queue : List.of("default", "other")) {
      for (TaskStatus status : TaskStatus.values()) {
        long said = stats.containsKey(queue) ? stats.get(queue).count(status) : 0;
        long is = counted.getOrDefault(queue, Map.of()).getOrDefault(status, 0L);
        check(said == is, "the stats of " + queue + " say " + said + " " + status + " for " + is);
      }
    }
  }

  private void check(boolean holds, String what) {
    if (!holds) {
      wrong.add(what);
    }
  }

  private void enqueue(TaskBackend backend, List<TaskMessage> batch) {
    backend.enqueue(batch).forEach(r -> accepted.add(r.id()));
  }

  /** Claims of what has ended, as its worker was told, are wrong. */
  private void note(List<Claim> claims) {
    for (Claim claim : claims) {
      check(!done.contains(claim.id()), claim.message().name() + " was handed out after its end");
    }
  }

  private Settlement end(Claim claim) {
    Outcome success = new Outcome.Success(Optional.of(Payload.json("1")));
    TaskError no =
        new TaskError(
            TaskError.Reason.EXECUTION, "java.io.IOException", "no", "", 1, Instant.EPOCH);
    return switch (claim.message().name()) {
      case "leads" -> Settlement.of(claim, success, List.of(follower));
      case "retries" ->
          Settlement.of(
              claim, claim.failures() == 0 ? new Outcome.Retry(Duration.ZERO, no) : success);
      case "releases" ->
          Settlement.of(
              claim, refused.add(claim.id()) ? new Outcome.Release(Duration.ZERO) : success);
      case "dies" ->
          Settlement.of(claim, refused.add(claim.id()) ? new Outcome.Failure(no) : success);
      case "is-cancelled-running" -> Settlement.of(claim, new Outcome.Cancelled());
      default -> Settlement.of(claim, success);
    };
  }

  private void record(List<Settlement> ends, List<Boolean> applied) {
    for (int i = 0; i < ends.size(); i++) {
      Settlement end = ends.get(i);
      boolean ended =
          end.outcome() instanceof Outcome.Success || end.outcome() instanceof Outcome.Cancelled;
      if (applied.get(i) && ended) {
        TaskId id = end.claim().id();
        done.add(id);
        successes.merge(id, 1, Integer::sum);
        end.followUps().forEach(f -> accepted.add(f.id()));
      }
    }
  }

  private TaskId idOf(String name) {
    return plain.stream().filter(m -> m.name().equals(name)).findFirst().orElseThrow().id();
  }

  private String nameOf(TaskId id) {
    return List.of(plain, graph, List.of(follower)).stream()
        .flatMap(List::stream)
        .filter(m -> m.id().equals(id))
        .map(TaskMessage::name)
        .findFirst()
        .orElse("" + id);
  }

  private TaskMessage parent(String name, int slot) {
    return message(name).dependants(List.of(Dependant.of(child.id(), child.queue(), slot))).build();
  }

  private static TaskMessage.Builder message(String name) {
    return TaskMessage.builder(TaskId.next(), name, Payload.json("{}"), Instant.EPOCH);
  }

  private ClaimRequest request(int max) {
    return ClaimRequest.of("w", "default", LEASE)
        .queues(List.of("default", "other"))
        .max(max)
        .maxWait(patience);
  }

  @Override
  public String toString() {
    return accepted.size() + " accepted, " + done.size() + " done, then " + error;
  }
}
