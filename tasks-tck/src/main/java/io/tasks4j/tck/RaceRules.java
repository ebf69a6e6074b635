package io.tasks4j.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.Settlement;
import io.tasks4j.result.TaskMetadata;
import io.tasks4j.result.TaskQuery;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

abstract class RaceRules extends Rules {
  private static final int THREADS = 6;
  private static final int EACH = 100;

  RaceRules(BackendContract contract) {
    super(contract);
  }

  @Test
  @DisplayName("RACE-1: of two workers that race for one task, one gets it and the other nothing")
  void race_1_of_two_workers_that_race_for_one_task_one_gets_it_and_the_other_nothing()
      throws Exception {
    for (int round = 0; round < 200; round++) {
      TaskId id = enqueue();

      List<List<Claim>> claims = Threads.race(2, patience(), i -> () -> claim(1));

      assertEquals(1, claims.get(0).size() + claims.get(1).size());
      assertSettles(claims.get(claims.get(0).isEmpty() ? 1 : 0).get(0), SUCCESS);
      assertStatus(TaskStatus.SUCCESS, id);
    }
  }

  @Test
  @DisplayName("RACE-2: of 6 threads that settle one claim, one does")
  void race_2_of_6_threads_that_settle_one_claim_one_does() throws Exception {
    for (int round = 0; round < 30; round++) {
      TaskId id = enqueue();
      Claim claim = claim(id);

      List<Boolean> answers =
          Threads.race(
              THREADS, patience(), i -> () -> settle(claim, i % 2 == 0 ? SUCCESS : FAILURE));

      assertEquals(1, answers.stream().filter(answer -> answer).count());
      assertStatus(answers.indexOf(true) % 2 == 0 ? TaskStatus.SUCCESS : TaskStatus.FAILURE, id);
    }
  }

  @Test
  @DisplayName(
      "RACE-3: enqueued, claimed, lost, retried and settled at once, each ends exactly once")
  void race_3_enqueued_claimed_lost_retried_and_settled_at_once_each_ends_exactly_once()
      throws Exception {
    backend();
    ConcurrentLinkedQueue<TaskId> enqueued = new ConcurrentLinkedQueue<>();
    ConcurrentLinkedQueue<TaskId> succeeded = new ConcurrentLinkedQueue<>();
    AtomicInteger reported = new AtomicInteger();
    Threads.race(
        THREADS,
        patience(),
        i ->
            () -> {
              SplittableRandom random = new SplittableRandom(i);
              for (int n = 0; n < EACH; n++) {
                enqueued.add(enqueue());
                var claims = look(request().max(1 + random.nextInt(3)));
                reported.addAndGet(claims.losses().size());
                for (Claim claim : claims.claims()) {
                  step(claim, random, succeeded);
                }
                if (i == 0 && n % 25 == 0) {
                  lapse();
                }
              }
              return true;
            });

    drain(succeeded, reported);

    assertEquals(THREADS * EACH, enqueued.size());
    Set<TaskId> dead = new HashSet<>();
    int losses = 0;
    for (TaskMetadata task : admin().list(TaskQuery.all().limit(10_000))) {
      losses += task.losses();
      if (task.status() == TaskStatus.FAILURE) {
        dead.add(task.id());
      }
    }
    assertEquals(succeeded.size(), new HashSet<>(succeeded).size());
    assertEquals(THREADS * EACH, succeeded.size() + dead.size());
    assertEquals(losses, reported.get(), "each loss is reported once");
  }

  private void step(Claim claim, SplittableRandom random, ConcurrentLinkedQueue<TaskId> succeeded) {
    switch (random.nextInt(6)) {
      case 0 -> {
        // Its worker vanishes.
      }
      case 1 -> settle(claim, RETRY);
      case 2 -> settle(claim, RELEASE);
      default -> {
        if (settle(claim, SUCCESS)) {
          succeeded.add(claim.id());
        }
      }
    }
  }

  private void drain(ConcurrentLinkedQueue<TaskId> succeeded, AtomicInteger reported) {
    for (int round = 0; round < 50; round++) {
      lapse();
      var claims = look(request().max(1_000));
      reported.addAndGet(claims.losses().size());
      for (Claim claim : claims.claims()) {
        assertSettles(claim, SUCCESS);
        succeeded.add(claim.id());
      }
      if (claims.claims().isEmpty() && claims.losses().isEmpty()) {
        return;
      }
    }
  }

  @Test
  @DisplayName(
      "RACE-4: batches that are claimed and settled by many threads lose and double nothing")
  void race_4_batches_that_are_claimed_and_settled_by_many_threads_lose_and_double_nothing()
      throws Exception {
    List<TaskId> enqueued = enqueue(1_200);
    ConcurrentLinkedQueue<TaskId> ended = new ConcurrentLinkedQueue<>();

    Threads.race(
        THREADS,
        patience(),
        i ->
            () -> {
              for (List<Claim> claims = claim(20); !claims.isEmpty(); claims = claim(20)) {
                List<Boolean> answers =
                    backend().settle(claims.stream().map(c -> Settlement.of(c, SUCCESS)).toList());
                assertTrue(answers.stream().allMatch(answer -> answer));
                ended.addAll(ids(claims));
              }
              return true;
            });

    assertEquals(enqueued.size(), ended.size());
    assertEquals(new HashSet<>(enqueued), new HashSet<>(ended));
    assertEquals(1_200, stats(QUEUE).count(TaskStatus.SUCCESS));
  }
}
