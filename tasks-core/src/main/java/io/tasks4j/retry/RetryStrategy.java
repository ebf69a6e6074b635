package io.tasks4j.retry;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * When and how often a failed task is tried again. Data: it travels with the task. Immutable.
 *
 * <p>Delay before retry n (from 1): {@code min(maxDelay, initialDelay × multiplier^(n-1))}; with
 * jitter a uniform part of it between 0 and that ("full jitter", M. Brooker, "Exponential Backoff
 * And Jitter", AWS Architecture Blog, 2015).
 *
 * @param maxRetries how often a failure is tried again, from 0 to 10,000; default 3
 * @param initialDelay before the first retry; default 1 s
 * @param multiplier from one delay to the next, from 1 to 100; default 2
 * @param maxDelay no delay is longer; at least {@code initialDelay}; default 60 s
 * @param jitter whether delays are spread, so that tasks that failed together do not return
 *     together
 * @param retryOn names of exception classes worth a retry; empty means all. A subclass counts
 * @param giveUpOn names of exception classes that end the task at once; stronger than {@code
 *     retryOn}
 */
public record RetryStrategy(
    int maxRetries,
    Duration initialDelay,
    double multiplier,
    Duration maxDelay,
    boolean jitter,
    List<String> retryOn,
    List<String> giveUpOn) {
  private static final RetryStrategy DEFAULTS = exponentialBackoff();
  private static final RetryStrategy NONE = exponentialBackoff().maxRetries(0);

  public RetryStrategy {
    check(maxRetries >= 0 && maxRetries <= 10_000, "maxRetries", "from 0 to 10000", maxRetries);
    check(!initialDelay.isNegative(), "initialDelay", "0 or more", initialDelay);
    check(multiplier >= 1 && multiplier <= 100, "multiplier", "from 1 to 100", multiplier);
    check(
        maxDelay.compareTo(initialDelay) >= 0 && maxDelay.compareTo(Duration.ofDays(36_500)) <= 0,
        "maxDelay",
        "from initialDelay (" + initialDelay + ") to 36500 days",
        maxDelay);
    retryOn.forEach(name -> checkClass("retryOn", name));
    giveUpOn.forEach(name -> checkClass("giveUpOn", name));
    retryOn = List.copyOf(retryOn);
    giveUpOn = List.copyOf(giveUpOn);
  }

  /** What a task has that names no strategy: {@link #exponentialBackoff()}. */
  public static RetryStrategy defaults() {
    return DEFAULTS;
  }

  /** 3 retries after 1 s, 2 s and 4 s, with jitter; delays grow to at most 60 s. */
  public static RetryStrategy exponentialBackoff() {
    return new RetryStrategy(
        3, Duration.ofSeconds(1), 2, Duration.ofSeconds(60), true, List.of(), List.of());
  }

  /** 3 retries, each after {@code delay}, without jitter. */
  public static RetryStrategy fixedDelay(Duration delay) {
    return new RetryStrategy(3, delay, 1, delay, false, List.of(), List.of());
  }

  /** No retry: the first failure is final. */
  public static RetryStrategy none() {
    return NONE;
  }

  /** The same with {@code count} retries. */
  public RetryStrategy maxRetries(int count) {
    return new RetryStrategy(count, initialDelay, multiplier, maxDelay, jitter, retryOn, giveUpOn);
  }

  /** The same, starting at {@code delay}; a smaller {@code maxDelay} is raised to it. */
  public RetryStrategy initialDelay(Duration delay) {
    Duration most = maxDelay.compareTo(delay) < 0 ? delay : maxDelay;
    return new RetryStrategy(maxRetries, delay, multiplier, most, jitter, retryOn, giveUpOn);
  }

  /** The same, each delay {@code factor} times the one before. */
  public RetryStrategy multiplier(double factor) {
    return new RetryStrategy(maxRetries, initialDelay, factor, maxDelay, jitter, retryOn, giveUpOn);
  }

  /** The same, no delay longer than {@code delay}. */
  public RetryStrategy maxDelay(Duration delay) {
    return new RetryStrategy(
        maxRetries, initialDelay, multiplier, delay, jitter, retryOn, giveUpOn);
  }

  /** The same, with or without jitter. */
  public RetryStrategy jitter(boolean spread) {
    return new RetryStrategy(
        maxRetries, initialDelay, multiplier, maxDelay, spread, retryOn, giveUpOn);
  }

  /** The same, retrying only exceptions of these classes and their subclasses. */
  @SafeVarargs
  @SuppressWarnings("varargs") // only read
  public final RetryStrategy retryOn(Class<? extends Throwable>... classes) {
    return new RetryStrategy(
        maxRetries,
        initialDelay,
        multiplier,
        maxDelay,
        jitter,
        names(Arrays.stream(classes)),
        giveUpOn);
  }

  /** The same, giving up at once on exceptions of these classes and their subclasses. */
  @SafeVarargs
  @SuppressWarnings("varargs") // only read
  public final RetryStrategy giveUpOn(Class<? extends Throwable>... classes) {
    return new RetryStrategy(
        maxRetries,
        initialDelay,
        multiplier,
        maxDelay,
        jitter,
        retryOn,
        names(Arrays.stream(classes)));
  }

  /** Whether {@code thrown} is worth a retry by {@code retryOn} and {@code giveUpOn}. */
  public boolean retries(Throwable thrown) {
    if (matches(giveUpOn, thrown)) {
      return false;
    }
    return retryOn.isEmpty() || matches(retryOn, thrown);
  }

  /**
   * The delay before retry {@code retry}, from 1, at most {@code maxDelay}; drawn from {@code
   * random} when jitter is on.
   */
  public Duration delay(int retry, RandomGenerator random) {
    check(retry >= 1, "retry", "1 or more", retry);
    double millis = initialDelay.toMillis() * Math.pow(multiplier, retry - 1.0);
    // Compared as doubles: a large power is infinite, and zero times infinity is not a number.
    double most = maxDelay.toMillis();
    long bounded = millis >= 0 && millis < most ? (long) millis : (long) most;
    if (initialDelay.isZero()) {
      bounded = 0;
    }
    return Duration.ofMillis(jitter && bounded > 0 ? random.nextLong(bounded + 1) : bounded);
  }

  private static boolean matches(List<String> names, Throwable thrown) {
    for (Class<?> c = thrown.getClass(); c != null; c = c.getSuperclass()) {
      if (names.contains(c.getName())) {
        return true;
      }
    }
    return false;
  }

  private static List<String> names(Stream<? extends Class<?>> classes) {
    return classes.map(Class::getName).toList();
  }

  /** Half a surrogate pair is no character, and has no UTF-8 form. */
  private static void checkClass(String list, String name) {
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(name)) {
      throw new IllegalArgumentException("a class of " + list + " has half a surrogate pair");
    }
  }

  private static void check(boolean holds, String what, String range, Object found) {
    if (!holds) {
      throw new IllegalArgumentException(what + " must be " + range + ", but is " + found);
    }
  }
}
