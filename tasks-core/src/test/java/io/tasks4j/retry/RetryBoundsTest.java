package io.tasks4j.retry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is just inside a range is accepted, and what is just outside refused. */
class RetryBoundsTest {
  private static final Duration LONGEST = Duration.ofDays(36_500);

  @Test
  void numbers() {
    RetryStrategy base = RetryStrategy.defaults().jitter(false);

    assertEquals(0, base.maxRetries(0).maxRetries());
    assertEquals(10_000, base.maxRetries(10_000).maxRetries());
    refused(() -> base.maxRetries(-1));
    refused(() -> base.maxRetries(10_001));
    assertEquals(1, base.multiplier(1).multiplier());
    assertEquals(100, base.multiplier(100).multiplier());
    refused(() -> base.multiplier(0.99));
    refused(() -> base.multiplier(100.01));
    refused(() -> base.multiplier(Double.NaN));
  }

  @Test
  void delays() {
    RetryStrategy base = RetryStrategy.defaults().jitter(false);

    assertEquals(LONGEST, base.maxDelay(LONGEST).maxDelay());
    refused(() -> base.maxDelay(LONGEST.plusMillis(1)));
    refused(() -> base.maxDelay(Duration.ofMillis(999)));
    refused(() -> base.initialDelay(Duration.ofMillis(-1)));
    assertEquals(base.maxDelay(), base.initialDelay(Duration.ofSeconds(59)).maxDelay());
    assertEquals(Duration.ofSeconds(61), base.initialDelay(Duration.ofSeconds(61)).maxDelay());
    refused(() -> base.delay(0, new Random(1)));
    assertEquals(Duration.ofSeconds(1), base.delay(1, new Random(1)));
    assertEquals(Duration.ofSeconds(60), base.delay(7, new Random(1)));
    assertEquals(
        Duration.ZERO,
        base.initialDelay(Duration.ZERO).multiplier(100).delay(10_000, new Random(1)));
  }

  @Test
  void names_of_classes_are_whole_characters() {
    List<String> half = List.of("\ud800");
    refused(() -> with(half, List.of()));
    refused(() -> with(List.of(), half));
  }

  private static RetryStrategy with(List<String> retryOn, List<String> giveUpOn) {
    return new RetryStrategy(1, Duration.ZERO, 1, Duration.ZERO, false, retryOn, giveUpOn);
  }

  private static void refused(org.junit.jupiter.api.function.Executable call) {
    assertThrows(IllegalArgumentException.class, call);
  }
}
