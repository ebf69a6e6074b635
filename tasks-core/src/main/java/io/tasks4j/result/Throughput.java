package io.tasks4j.result;

import io.tasks4j.internal.Durations;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * How many tasks ended in one span of time, of those that the store still keeps: what retention, a
 * requeue or a purge has taken away counts no more.
 *
 * @param from when the span began, by the store's clock
 * @param width how long it is
 * @param finished tasks that ended SUCCESS or CANCELLED
 * @param dead tasks that ended FAILURE
 */
public record Throughput(Instant from, Duration width, long finished, long dead) {
  /** The most spans that can be asked for at once. */
  public static final int MOST_SPANS = 1_000;

  /**
   * When the first of {@code spans} began of which the last is going on at {@code now}. Spans begin
   * at whole multiples of their width since 1970, UTC, so they stay the same from call to call.
   *
   * @throws IllegalArgumentException when the width is not from 1 s to a day, or {@code spans} not
   *     from 1 to {@value #MOST_SPANS}
   */
  public static Instant first(Instant now, Duration width, int spans) {
    if (Durations.positive("width", width).compareTo(Duration.ofSeconds(1)) < 0
        || width.compareTo(Duration.ofDays(1)) > 0) {
      throw new IllegalArgumentException("width must be from 1 s to a day, but is " + width);
    }
    if (spans < 1 || spans > MOST_SPANS) {
      throw new IllegalArgumentException(
          "spans must be from 1 to " + MOST_SPANS + ", but is " + spans);
    }
    long last = Math.floorDiv(now.toEpochMilli(), width.toMillis());
    return Instant.ofEpochMilli((last - spans + 1) * width.toMillis());
  }

  /** Spans from {@code first} on, one for each pair of counts. */
  public static List<Throughput> of(Instant first, Duration width, long[] finished, long[] dead) {
    List<Throughput> spans = new ArrayList<>(finished.length);
    for (int i = 0; i < finished.length; i++) {
      spans.add(new Throughput(first.plus(width.multipliedBy(i)), width, finished[i], dead[i]));
    }
    return List.copyOf(spans);
  }
}
