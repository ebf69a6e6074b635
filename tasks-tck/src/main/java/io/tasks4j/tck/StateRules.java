package io.tasks4j.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.TaskId;
import io.tasks4j.backend.Capability;
import io.tasks4j.backend.Claim;
import io.tasks4j.result.QueueStats;
import io.tasks4j.result.TaskMetadata;
import io.tasks4j.result.TaskQuery;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Each rule looks at the same walks for another kind of mistake. */
abstract class StateRules extends Rules {
  private static final int STEPS = 150;

  StateRules(BackendContract contract) {
    super(contract);
  }

  private void walk(Function<RandomWalk, List<String>> mistakes) {
    // Where time really passes, one walk takes long enough.
    int seeds = contract().unit().compareTo(Duration.ofSeconds(1)) < 0 ? 1 : 8;
    for (int seed = 0; seed < seeds; seed++) {
      open(settings());
      RandomWalk walk = new RandomWalk(this, seed);
      walk.run(STEPS);
      int by = seed;
      assertEquals(List.of(), mistakes.apply(walk), () -> "seed " + by + "\n" + walk.trace());
    }
  }

  @Test
  @DisplayName("STATE-1: a status moves only along the state machine, and ends are final")
  void moves() {
    walk(RandomWalk::wrongMoves);
  }

  @Test
  @DisplayName(
      "STATE-2: a settlement or renewal counts exactly when its claim is the task's latest")
  void answers() {
    walk(RandomWalk::wrongAnswers);
  }

  @Test
  @DisplayName("STATE-3: attempts never shrink, and claims, records and stats agree on every count")
  void counts() {
    walk(RandomWalk::wrongCounts);
  }

  @Test
  @DisplayName("STATE-4: there is no state without a way out: whatever was done, all tasks end")
  void drained() {
    walk(
        walk -> {
          drain();
          return List.of();
        });
  }

  private void drain() {
    if (has(Capability.PAUSE)) {
      admin().pause(QUEUE, false);
    }
    for (int round = 0; round < 40 && live() > 0; round++) {
      lapse();
      for (Claim claim : claim(1_000)) {
        assertSettles(claim, SUCCESS);
      }
    }

    assertEquals(0, live());
    for (TaskMetadata task : admin().list(TaskQuery.all().limit(1_000))) {
      TaskId id = task.id();
      assertTrue(task.status().isTerminal(), () -> id + " is " + task.status());
      assertTrue(backend().results().find(id).isPresent());
    }
  }

  private long live() {
    return admin().stats().values().stream().mapToLong(QueueStats::live).sum();
  }
}
