package io.tasks4j.internal;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Checks and text forms of durations, as settings use them. */
public final class Durations {
  /**
   * The longest duration accepted anywhere: 36,500 days. Beyond it, epoch milliseconds overflow.
   */
  public static final Duration MAX = Duration.ofDays(36_500);

  private static final Pattern SHORT = Pattern.compile("(\\d{1,15})(ms|s|m|h|d)");

  private Durations() {}

  /**
   * Gives {@code value} back when it is from 0 to {@link #MAX}.
   *
   * @throws IllegalArgumentException when it is not
   */
  public static Duration notNegative(String what, Duration value) {
    if (value.isNegative() || value.compareTo(MAX) > 0) {
      throw new IllegalArgumentException(what + " must be from 0 to 36500 days, but is " + value);
    }
    return value;
  }

  /**
   * Gives {@code value} back when it is from 1 ms to {@link #MAX}.
   *
   * @throws IllegalArgumentException when it is not
   */
  public static Duration positive(String what, Duration value) {
    if (value.compareTo(Duration.ofMillis(1)) < 0 || value.compareTo(MAX) > 0) {
      throw new IllegalArgumentException(
          what + " must be from 1 ms to 36500 days, but is " + value);
    }
    return value;
  }

  /** The nanoseconds of a wait of any length: 0 when it is negative, and at most {@link #MAX}. */
  public static long nanos(Duration wait) {
    if (wait.isNegative()) {
      return 0;
    }
    // Beyond 292 years toNanos throws.
    return (wait.compareTo(MAX) > 0 ? MAX : wait).toNanos();
  }

  /**
   * Reads {@code 500ms}, {@code 30s}, {@code 5m}, {@code 24h}, {@code 7d}, or ISO-8601.
   *
   * @throws IllegalArgumentException when {@code text} is neither
   */
  public static Duration parse(String what, String text) {
    Matcher m = SHORT.matcher(text.toLowerCase(Locale.ROOT));
    try {
      if (!m.matches()) {
        return Duration.parse(text);
      }
      long n = Long.parseLong(m.group(1));
      return switch (m.group(2)) {
        case "ms" -> Duration.ofMillis(n);
        case "s" -> Duration.ofSeconds(n);
        case "m" -> Duration.ofMinutes(n);
        case "h" -> Duration.ofHours(n);
        default -> Duration.ofDays(n);
      };
    } catch (java.time.DateTimeException | ArithmeticException e) {
      throw new IllegalArgumentException(
          what + " must be like 500ms, 30s, 5m, 24h, 7d or PT30S, but is '" + text + "'", e);
    }
  }
}
