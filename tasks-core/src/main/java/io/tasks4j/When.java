package io.tasks4j;

import io.tasks4j.internal.Durations;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;

/**
 * A point in time: fixed, or counted from the enqueue.
 *
 * <p>A backend resolves it with its own clock, so a producer whose clock is wrong delays rightly.
 */
public sealed interface When {
  /** The latest fixed point in time accepted: the end of the year 9999. */
  Instant LATEST = Instant.parse("9999-12-31T23:59:59.999Z");

  /** The moment this stands for, when the task is enqueued at {@code enqueuedAt}. */
  Instant resolve(Instant enqueuedAt);

  /** A fixed instant, millisecond precision. */
  record At(Instant instant) implements When {
    public At {
      Objects.requireNonNull(instant, "instant");
      if (instant.isBefore(Instant.EPOCH) || instant.isAfter(LATEST)) {
        throw new IllegalArgumentException(
            "a time must lie between 1970 and " + LATEST + ", but is " + instant);
      }
      instant = instant.truncatedTo(ChronoUnit.MILLIS);
    }

    @Override
    public Instant resolve(Instant enqueuedAt) {
      return instant;
    }
  }

  /** An amount of time after the enqueue; not negative. */
  record After(Duration delay) implements When {
    public After {
      Durations.notNegative("a delay", delay);
    }

    @Override
    public Instant resolve(Instant enqueuedAt) {
      return enqueuedAt.plus(delay);
    }
  }
}
