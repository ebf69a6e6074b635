package io.tasks4j.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tasks4j.TaskError;
import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import io.tasks4j.When;
import io.tasks4j.backend.BackendSettings;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.ClaimRequest;
import io.tasks4j.backend.Outcome;
import io.tasks4j.backend.Settlement;
import io.tasks4j.backend.TaskEvent;
import io.tasks4j.backend.TaskState;
import io.tasks4j.backend.Transition;
import io.tasks4j.backend.Transitions;
import io.tasks4j.message.Payload;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.result.TaskMetadata;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What one statement does to many tasks is what {@link Transitions} does to each of them. */
class BulkTest {
  private static final int TASKS = 120;
  private static final int ROUNDS = 25;

  @TempDir Path folder;
  private final ManualClock clock = new ManualClock();
  private final BackendSettings settings = BackendSettings.defaults().clock(clock);
  private final Transitions transitions = new Transitions(settings.maxDeliveries());
  private final Map<TaskId, TaskState> expected = new LinkedHashMap<>();
  private final Map<TaskId, Long> tokens = new HashMap<>();
  private final List<Claim> claims = new ArrayList<>();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void batches_of_claims_settlements_due_times_and_expiries_are_many_single_ones(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    SqliteConfig config = SqliteConfig.defaults().settings(settings);
    try (SqliteBackend backend = SqliteBackend.open(folder.resolve("tasks.db"), config)) {
      enqueue(backend, random);
      for (int round = 0; round < ROUNDS; round++) {
        switch (random.nextInt(4)) {
          case 0, 1 -> claim(backend, 1 + random.nextInt(50));
          case 2 -> settle(backend, random);
          default -> pass(random);
        }
        compare(backend, round);
      }
    }
  }

  private void enqueue(SqliteBackend backend, SplittableRandom random) {
    List<TaskMessage> messages = new ArrayList<>();
    for (int i = 0; i < TASKS; i++) {
      TaskMessage.Builder message =
          TaskMessage.builder(TaskId.next(), "task", Payload.json("1"), Instant.EPOCH);
      if (random.nextBoolean()) {
        message.due(Optional.of(new When.After(Duration.ofSeconds(random.nextInt(60)))));
      }
      if (random.nextBoolean()) {
        message.expiry(Optional.of(new When.After(Duration.ofSeconds(random.nextInt(90)))));
      }
      messages.add(message.build());
    }
    backend.enqueue(messages);
    messages.forEach(m -> expected.put(m.id(), TaskState.enqueued(m, now())));
  }

  private long now() {
    return clock.millis();
  }

  private Transition apply(TaskId id, TaskEvent event) {
    Transition transition = transitions.apply(expected.get(id), event);
    expected.put(id, transition.state());
    return transition;
  }

  /** What a claim does before it claims. */
  private void sweep() {
    for (TaskId id : expected.keySet()) {
      apply(id, new TaskEvent.Expire(now()));
      apply(id, new TaskEvent.Promote(now()));
    }
  }

  private void claim(SqliteBackend backend, int max) {
    sweep();
    long ready = expected.values().stream().filter(TaskState::ready).count();
    Duration lease = Duration.ofHours(1);
    List<Claim> some = backend.claim(ClaimRequest.of("w", "default", lease).max(max)).claims();

    assertEquals(Math.min(ready, max), some.size());
    for (Claim claim : some) {
      assertEquals(true, apply(claim.id(), new TaskEvent.Claimed(now())).applied());
      tokens.put(claim.id(), claim.token());
      claims.add(claim);
    }
  }

  /** Claims that are held, that were, and some of them twice. */
  private void settle(SqliteBackend backend, SplittableRandom random) {
    List<Settlement> settlements = new ArrayList<>();
    List<Boolean> answers = new ArrayList<>();
    for (int i = 0; i < 40 && !claims.isEmpty(); i++) {
      Claim claim = claims.get(random.nextInt(claims.size()));
      Outcome outcome = outcome(random);
      boolean latest = tokens.get(claim.id()) == claim.token();
      settlements.add(Settlement.of(claim, outcome));
      answers.add(
          latest && apply(claim.id(), new TaskEvent.Settled(outcome, "task", now())).applied());
    }

    assertEquals(answers, backend.settle(settlements));
  }

  private static Outcome outcome(SplittableRandom random) {
    TaskError error =
        new TaskError(TaskError.Reason.EXECUTION, "E", "broken", "", 1, Instant.EPOCH);
    return switch (random.nextInt(12)) {
      case 0 -> new Outcome.Retry(Duration.ofSeconds(random.nextInt(9)), error);
      case 1 -> new Outcome.Failure(error);
      case 2 -> new Outcome.Release(Duration.ofSeconds(random.nextInt(9)));
      default -> new Outcome.Success(Optional.of(Payload.json("" + random.nextInt(9))));
    };
  }

  private void pass(SplittableRandom random) {
    clock.advance(Duration.ofSeconds(random.nextInt(20)));
  }

  private void compare(SqliteBackend backend, int round) {
    // A look at a task ends what has expired before.
    for (TaskId id : expected.keySet()) {
      apply(id, new TaskEvent.Expire(now()));
    }
    Map<TaskId, String> found = new LinkedHashMap<>();
    Map<TaskId, String> wanted = new LinkedHashMap<>();
    expected.forEach(
        (id, state) -> {
          found.put(id, text(backend.admin().find(id).orElseThrow()));
          wanted.put(id, text(state));
        });
    assertEquals(wanted, found, () -> "round " + round);
  }

  private static String text(TaskState s) {
    return text(s.status(), s.failures(), s.losses(), s.due(), s.expires(), s.finished());
  }

  private static String text(TaskMetadata t) {
    return text(
        t.status(),
        t.failures(),
        t.losses(),
        t.dueAt().toEpochMilli(),
        t.expiresAt().map(Instant::toEpochMilli).orElse(TaskState.NEVER),
        t.finishedAt().map(Instant::toEpochMilli).orElse(TaskState.NEVER));
  }

  private static String text(
      TaskStatus status, int failures, int losses, long due, long expires, long finished) {
    return status + " " + failures + " " + losses + " " + due + " " + expires + " " + finished;
  }
}
