package io.tasks4j.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tasks4j.backend.Claim;
import io.tasks4j.backend.Outcome;
import io.tasks4j.backend.Settlement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class UnansweredTest {
  private static final Duration MOST_BETWEEN_TRIES = Duration.ofSeconds(5);

  // Near its greatest value, where differences alone are right.
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE);
  private final Unanswered unanswered = new Unanswered(now::get);

  @Test
  void an_end_goes_by_its_name_until_it_is_answered() {
    List<Settlement> two = ends(2);
    unanswered.add(two, List.of(1), "call");

    assertEquals(Optional.empty(), unanswered.call(two.get(0)));
    assertEquals(Optional.of("call"), unanswered.call(two.get(1)));
    Settlement otherwise = Settlement.of(two.get(1).claim(), new Outcome.Release(Duration.ZERO));
    assertEquals(Optional.empty(), unanswered.call(otherwise));

    unanswered.remove(two, List.of(0, 1));
    assertEquals(Optional.empty(), unanswered.call(two.get(1)));
  }

  @Test
  void what_nobody_tries_again_is_forgotten() {
    unanswered.add(ends(3), List.of(0, 1, 2), "left");
    now.addAndGet(Unanswered.KEPT_NANOS + 1);

    unanswered.add(ends(1), List.of(0), "new");

    assertEquals(1, unanswered.size());
  }

  @Test
  void what_is_tried_again_and_again_is_kept_however_long_that_goes_on() {
    List<Settlement> one = ends(1);
    unanswered.add(one, List.of(0), "call");
    unanswered.add(ends(1), List.of(0), "left");

    for (long passed = 0; passed < 2 * Unanswered.KEPT_NANOS; ) {
      now.addAndGet(MOST_BETWEEN_TRIES.toNanos());
      passed += MOST_BETWEEN_TRIES.toNanos();
      assertEquals(Optional.of("call"), unanswered.call(one.get(0)));
      unanswered.add(one, List.of(0), "call");
    }

    assertEquals(1, unanswered.size());
  }

  @Test
  void when_there_are_too_many_the_oldest_make_room() {
    List<Settlement> all = ends(Unanswered.MOST + 10);
    for (int i = 0; i < all.size(); i++) {
      unanswered.add(all, List.of(i), "call " + i);
    }

    assertEquals(Unanswered.MOST, unanswered.size());
    assertEquals(Optional.empty(), unanswered.call(all.get(9)));
    assertEquals(Optional.of("call 10"), unanswered.call(all.get(10)));
    assertEquals(Optional.of("call " + (all.size() - 1)), unanswered.call(all.get(all.size() - 1)));
  }

  private static List<Settlement> ends(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> new Claim(Fixtures.task(), 1, 0, 0, false))
        .map(claim -> Settlement.of(claim, Fixtures.SUCCESS))
        .toList();
  }
}
