package io.tasks4j.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.ClaimState;
import io.tasks4j.backend.Outcome;
import io.tasks4j.backend.Settlement;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.result.TaskMetadata;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

abstract class ConcurrencyRules extends Rules {
  ConcurrencyRules(BackendContract contract) {
    super(contract);
  }

  @Test
  @DisplayName("CON-1: 8 claimers and 2 producers: each of 2,000 tasks is handed out once")
  void eachOnce() throws Exception {
    int tasks = 2_000;
    Map<TaskId, AtomicInteger> claimed = new ConcurrentHashMap<>();
    AtomicInteger done = new AtomicInteger();
    ExecutorService threads = Executors.newFixedThreadPool(10);
    try {
      List<Future<?>> all = new ArrayList<>();
      for (int p = 0; p < 2; p++) {
        all.add(
            threads.submit(
                () -> {
                  for (int i = 0; i < tasks / 2; i++) {
                    enqueue();
                  }
                }));
      }
      for (int c = 0; c < 8; c++) {
        int max = 1 + c;
        all.add(
            threads.submit(
                () -> {
                  while (done.get() < tasks) {
                    List<Claim> claims =
                        backend.claim(REQUEST.max(max).maxWait(Duration.ofMillis(50))).claims();
                    for (Claim claim : claims) {
                      claimed
                          .computeIfAbsent(claim.id(), id -> new AtomicInteger())
                          .incrementAndGet();
                    }
                    backend.settle(
                        claims.stream().map(x -> Settlement.of(x, success("1"))).toList());
                    done.addAndGet(claims.size());
                  }
                }));
      }
      for (Future<?> each : all) {
        each.get();
      }
    } finally {
      threads.shutdownNow();
    }

    assertEquals(tasks, claimed.size());
    assertTrue(claimed.values().stream().allMatch(count -> count.get() == 1));
    assertEquals(tasks, stats("default").count(TaskStatus.SUCCESS));
  }

  @Test
  @DisplayName("CON-2: a settlement and a lapse at once: exactly one of them decides")
  void settleAgainstLapse() throws Exception {
    for (int i = 0; i < 200; i++) {
      TaskId id = enqueue();
      Claim claim = claim();
      clock.advance(LEASE.plusSeconds(1));

      CompletableFuture<Boolean> settled =
          CompletableFuture.supplyAsync(() -> settle(claim, success("1")));
      List<Claim> again = backend.claim(REQUEST).claims();

      if (settled.get()) {
        assertEquals(TaskStatus.SUCCESS, status(id));
        // Claimed too only if it lapsed first; then the settlement could not have been applied.
        assertEquals(List.of(), again);
      } else {
        assertEquals(1, again.isEmpty() ? claimIds(1).size() : again.size());
        assertEquals(2, find(id).attempts());
        admin().cancel(id);
        lapse();
      }
    }
  }

  @Test
  @DisplayName("CON-3: two settlements at once: exactly one is applied")
  void settleTwice() throws Exception {
    for (int i = 0; i < 200; i++) {
      enqueue();
      Claim claim = claim();

      CompletableFuture<Boolean> other =
          CompletableFuture.supplyAsync(() -> settle(claim, success("1")));
      boolean mine = settle(claim, success("2"));

      assertTrue(mine ^ other.get());
    }
  }

  @Test
  @DisplayName(
      "CON-4: whatever happens in any order, states move by the rules and nothing is stuck")
  void randomWalk() {
    for (long seed = 1; seed <= 8; seed++) {
      walk(new Random(seed));
    }
  }

  private void walk(Random random) {
    Map<TaskId, TaskStatus> known = new HashMap<>();
    List<Claim> claims = new ArrayList<>();
    for (int step = 0; step < 250; step++) {
      switch (random.nextInt(8)) {
        case 0, 1 -> {
          TaskMessage message = message().priority(random.nextInt(10)).build();
          backend.enqueue(List.of(message));
          known.put(message.id(), TaskStatus.PENDING);
        }
        case 2, 3 -> claims.addAll(backend.claim(REQUEST.max(1 + random.nextInt(3))).claims());
        case 4, 5 -> {
          if (!claims.isEmpty()) {
            Claim claim = claims.get(random.nextInt(claims.size()));
            boolean held = renew(claim, LEASE) != ClaimState.LOST;
            assertEquals(held, settle(claim, anyOutcome(random, claim)));
          }
        }
        case 6 -> clock.advance(Duration.ofSeconds(random.nextInt(40)));
        default -> {
          if (!known.isEmpty()) {
            TaskId id = List.copyOf(known.keySet()).get(random.nextInt(known.size()));
            if (random.nextBoolean()) {
              admin().cancel(id);
            } else {
              admin().requeue(id);
            }
          }
        }
      }
      known.replaceAll(this::moved);
    }
    drain(known.keySet());
  }

  private Outcome anyOutcome(Random random, Claim claim) {
    return switch (random.nextInt(6)) {
      case 0 -> retry(claim, Duration.ofSeconds(random.nextInt(60)));
      case 1 -> new Outcome.Failure(error(claim));
      case 2 -> new Outcome.Release(Duration.ofSeconds(random.nextInt(60)));
      case 3 -> new Outcome.Unknown(Duration.ofSeconds(30));
      case 4 -> new Outcome.Cancelled();
      default -> success("1");
    };
  }

  private TaskStatus moved(TaskId id, TaskStatus before) {
    TaskMetadata task = find(id);
    TaskStatus now = task.status();
    assertTrue(
        now == before || now == TaskStatus.RUNNING || reachable(before, now),
        () -> before + " became " + now);
    assertEquals(now.isTerminal(), task.finishedAt().isPresent());
    return now;
  }

  /** By one move or two: a claim may lose one delivery and hand out the next. */
  private static boolean reachable(TaskStatus from, TaskStatus to) {
    if (from.canMoveTo(to)) {
      return true;
    }
    for (TaskStatus between : TaskStatus.values()) {
      if (from.canMoveTo(between) && between.canMoveTo(to)) {
        return true;
      }
    }
    return false;
  }

  /** Every task can be brought to an end: no state is without a way out. */
  private void drain(Set<TaskId> ids) {
    for (int i = 0; i < 50; i++) {
      clock.advance(Duration.ofMinutes(2));
      backend.claim(REQUEST.max(1_000)).claims().forEach(this::succeed);
    }
    for (TaskId id : ids) {
      assertTrue(status(id).isTerminal(), () -> id + " is " + status(id));
      admin().purge(id);
    }
  }
}
