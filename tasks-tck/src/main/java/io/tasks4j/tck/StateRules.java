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
  void state_1_a_status_moves_only_along_the_state_machine_and_ends_are_final() {
    walk(RandomWalk::wrongMoves);
  }

  @Test
  @DisplayName(
      "STATE-2: a settlement or renewal counts exactly when its claim is the task's latest")
  void state_2_a_settlement_or_renewal_counts_exactly_when_its_claim_is_the_tasks_latest() {
    walk(RandomWalk::wrongAnswers);
  }

  @Test
  @DisplayName("STATE-3: attempts never shrink, and claims, records and stats agree on every count")
  void state_3_attempts_never_shrink_and_claims_records_and_stats_agree_on_every_count() {
    walk(RandomWalk::wrongCounts);
  }

  @Test
  @DisplayName("STATE-4: there is no state without a way out: whatever was done, all tasks end")
  void state_4_there_is_no_state_without_a_way_out_whatever_was_done_all_tasks_end() {
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
