package io.tasks4j.benchmarks.compare;

import java.util.Arrays;
import java.util.Optional;

/**
 * The ratios of some rounds, more being better: their median, and how sure it is.
 *
 * <p>The interval is that of the sign test, which assumes nothing of how the ratios are spread but
 * that rounds do not depend on each other: of n values the median lies outside the r-th from below
 * and the r-th from above with twice the probability of less than r heads in n throws of a coin
 * (Thompson, On Confidence Ranges for the Median, Annals of Mathematical Statistics 7, 1936; David
 * and Nagaraja, Order Statistics, 3rd edition, 7.1). The r is the largest that leaves at most 5 %,
 * so with ten rounds the interval is from the second to the ninth, 97.9 %. Fewer than six rounds
 * have none.
 */
record Ratios(double median, Optional<Interval> interval) {
  private static final double MOST_OUTSIDE = 0.05;

  /** No interval lies wholly below this. */
  static final double INTERVAL_FLOOR = 0.97;

  /** No median is below this. */
  static final double MEDIAN_FLOOR = 0.95;

  record Interval(double from, double to) {}

  static Ratios of(double[] values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("no rounds");
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int n = sorted.length;
    int rank = rank(n);
    return new Ratios(
        (sorted[(n - 1) / 2] + sorted[n / 2]) / 2,
        rank == 0
            ? Optional.empty()
            : Optional.of(new Interval(sorted[rank - 1], sorted[n - rank])));
  }

  /** Which value from below and from above bounds the median, from 1; 0 when none does. */
  static int rank(int n) {
    double exactly = Math.pow(0.5, n);
    double below = exactly;
    int rank = 0;
    while (2 * below <= MOST_OUTSIDE) {
      rank++;
      exactly *= (n - rank + 1.0) / rank;
      below += exactly;
    }
    return rank;
  }

  /** Whether the new one is slower than it may be. */
  boolean areTooLow() {
    return median < MEDIAN_FLOOR || interval.filter(i -> i.to < INTERVAL_FLOOR).isPresent();
  }
}
