package io.tasks4j.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.tasks4j.backend.Claim;
import io.tasks4j.backend.Outcome;
import io.tasks4j.backend.Settlement;
import io.tasks4j.redis.LostAnswers.Call;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is kept of calls without an answer, and for how long. */
class LostAnswersMemoryTest {
  private static final List<String> QUEUES = List.of("q");
  private static final Duration MOST_BETWEEN_TRIES = Duration.ofSeconds(5);

  // Near its greatest value, where differences alone are right.
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE);
  private final LostAnswers lost = new LostAnswers(now::get);

  @Test
  void an_end_goes_by_its_name_until_it_is_answered() {
    List<Settlement> two = ends(2);
    lost.add(two.get(1), "call");

    assertEquals(Optional.empty(), lost.settlement(two.get(0)));
    assertEquals(sent("call"), lost.settlement(two.get(1)));
    assertEquals(sent("call"), lost.settlement(two.get(1)));
    Settlement otherwise = Settlement.of(two.get(1).claim(), new Outcome.Release(Duration.ZERO));
    assertEquals(Optional.empty(), lost.settlement(otherwise));

    lost.answered(two);
    assertEquals(Optional.empty(), lost.settlement(two.get(1)));
  }

  @Test
  void a_claim_takes_up_each_name_of_its_worker_and_queues_once() {
    lost.add("w", QUEUES, "first");
    lost.add("w", QUEUES, "second");

    assertFalse(lost.claim("other", QUEUES).sent());
    assertFalse(lost.claim("w", List.of("q", "r")).sent());
    assertEquals(new Call("first", true), lost.claim("w", QUEUES));
    assertEquals(new Call("second", true), lost.claim("w", QUEUES));
    assertFalse(lost.claim("w", QUEUES).sent());
    assertEquals(0, lost.size());
  }

  @Test
  void names_of_one_claimer_have_an_end() {
    for (int i = 0; i < 2 * LostAnswers.MOST_OF_A_CLAIMER; i++) {
      lost.add("w", QUEUES, "call " + i);
    }

    long taken =
        IntStream.range(0, 2 * LostAnswers.MOST_OF_A_CLAIMER)
            .filter(i -> lost.claim("w", QUEUES).sent())
            .count();
    assertEquals(LostAnswers.MOST_OF_A_CLAIMER, taken);
  }

  @Test
  void what_nobody_tries_again_is_forgotten() {
    ends(3).forEach(end -> lost.add(end, "left"));
    lost.add("w", QUEUES, "left");
    now.addAndGet(LostAnswers.KEPT_NANOS + 1);

    assertFalse(lost.claim("w", QUEUES).sent());
    lost.add(ends(1).get(0), "new");

    assertEquals(1, lost.size());
  }

  @Test
  void what_is_tried_again_and_again_is_kept_however_long_that_goes_on() {
    Settlement one = ends(1).get(0);
    lost.add(one, "call");
    lost.add(ends(1).get(0), "left");
    lost.add("w", QUEUES, "claim");

    for (long passed = 0; passed < 2 * LostAnswers.KEPT_NANOS; ) {
      now.addAndGet(MOST_BETWEEN_TRIES.toNanos());
      passed += MOST_BETWEEN_TRIES.toNanos();
      assertEquals(sent("call"), lost.settlement(one));
      assertEquals(new Call("claim", true), lost.claim("w", QUEUES));
      lost.add(one, "call");
      lost.add("w", QUEUES, "claim");
    }

    assertEquals(2, lost.size());
  }

  @Test
  void when_there_are_too_many_the_oldest_make_room() {
    List<Settlement> all = ends(LostAnswers.MOST + 10);
    for (int i = 0; i < all.size(); i++) {
      lost.add(all.get(i), "call " + i);
    }

    assertEquals(LostAnswers.MOST, lost.size());
    assertEquals(Optional.empty(), lost.settlement(all.get(9)));
    assertEquals(sent("call 10"), lost.settlement(all.get(10)));
    assertEquals(sent("call " + (all.size() - 1)), lost.settlement(all.get(all.size() - 1)));
  }

  private static Optional<Call> sent(String name) {
    return Optional.of(new Call(name, true));
  }

  private static List<Settlement> ends(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> new Claim(Fixtures.task(), 1, 0, 0, false))
        .map(claim -> Settlement.of(claim, Fixtures.SUCCESS))
        .toList();
  }
}
