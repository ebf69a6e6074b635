package io.tasks4j.retry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class RetryStrategyTest {
  private final Random random = new Random(1);

  @Test
  void the_default_doubles_from_one_second_to_sixty() {
    RetryStrategy exact = RetryStrategy.exponentialBackoff().jitter(false);

    List<Long> seconds =
        IntStream.rangeClosed(1, 8).mapToObj(n -> exact.delay(n, random).toSeconds()).toList();

    assertEquals(List.of(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L), seconds);
    assertEquals(3, RetryStrategy.defaults().maxRetries());
    assertTrue(RetryStrategy.defaults().jitter());
  }

  @Property
  void a_delay_is_never_negative_and_never_over_the_maximum(
      @ForAll @IntRange(min = 1, max = 10_000) int retry,
      @ForAll @LongRange(min = 0, max = 3_000_000_000_000L) long initial,
      @ForAll @DoubleRange(min = 1, max = 100) double multiplier,
      @ForAll boolean jitter) {
    RetryStrategy strategy =
        RetryStrategy.exponentialBackoff()
            .initialDelay(Duration.ofMillis(initial))
            .multiplier(multiplier)
            .jitter(jitter);

    Duration delay = strategy.delay(retry, random);

    assertFalse(delay.isNegative());
    assertTrue(delay.compareTo(strategy.maxDelay()) <= 0, delay::toString);
  }

  @Test
  void full_jitter_covers_the_whole_range() {
    RetryStrategy strategy = RetryStrategy.exponentialBackoff();

    var delays = IntStream.range(0, 10_000).mapToLong(i -> strategy.delay(1, random).toMillis());
    var stats = delays.summaryStatistics();

    assertTrue(stats.getMin() < 20 && stats.getMax() > 980, stats::toString);
    assertEquals(500, stats.getAverage(), 20);
  }

  @Test
  void exceptions_are_matched_with_their_superclasses() {
    RetryStrategy only = RetryStrategy.defaults().retryOn(IOException.class);
    RetryStrategy not = RetryStrategy.defaults().giveUpOn(IOException.class);

    assertTrue(only.retries(new FileNotFoundException()));
    assertFalse(only.retries(new IllegalStateException()));
    assertFalse(not.retries(new FileNotFoundException()));
    assertTrue(not.retries(new IllegalStateException()));
    assertFalse(only.giveUpOn(FileNotFoundException.class).retries(new FileNotFoundException()));
  }

  @Test
  void the_state_counts_failures_and_says_when_it_is_enough() {
    RetryState state = new RetryState(RetryStrategy.fixedDelay(Duration.ofSeconds(7)), 0);

    assertTrue(state.nextDelay(random).isEmpty());
    for (int i = 0; i < 3; i++) {
      state = state.failed();
      assertEquals(Duration.ofSeconds(7), state.nextDelay(random).orElseThrow());
    }
    state = state.failed();
    assertFalse(state.mayRetry());
    assertTrue(state.nextDelay(random).isEmpty());
    assertEquals(0, state.reset().failures());
  }

  @Test
  void values_out_of_range_are_refused() {
    RetryStrategy s = RetryStrategy.defaults();

    assertThrows(IllegalArgumentException.class, () -> s.maxRetries(-1));
    assertThrows(IllegalArgumentException.class, () -> s.multiplier(0));
    assertThrows(IllegalArgumentException.class, () -> s.multiplier(Double.NaN));
    assertThrows(IllegalArgumentException.class, () -> s.initialDelay(Duration.ofMillis(-1)));
    assertThrows(IllegalArgumentException.class, () -> s.maxDelay(Duration.ofMillis(1)));
  }
}
