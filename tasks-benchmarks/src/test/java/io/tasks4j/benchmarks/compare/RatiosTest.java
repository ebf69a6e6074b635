package io.tasks4j.benchmarks.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RatiosTest {
  /** Ranks for 95 % from published tables of the sign test, such as Conover's. */
  @Test
  void the_rank_that_bounds_the_median_is_that_of_the_tables() {
    List<Integer> sizes = List.of(5, 6, 8, 9, 10, 11, 12, 15, 17, 20, 25, 30, 40, 50, 100);

    List<Integer> ranks = sizes.stream().map(Ratios::rank).toList();

    assertEquals(List.of(0, 1, 1, 2, 2, 2, 3, 4, 5, 6, 8, 10, 14, 18, 40), ranks);
  }

  @Test
  void ten_rounds_have_the_interval_from_the_second_to_the_ninth() {
    Ratios ratios = Ratios.of(new double[] {10, 3, 1, 7, 9, 2, 8, 4, 6, 5});

    assertEquals(5.5, ratios.median());
    assertEquals(Optional.of(new Ratios.Interval(2, 9)), ratios.interval());
  }

  @Test
  void two_rounds_have_a_median_but_no_interval() {
    Ratios ratios = Ratios.of(new double[] {0.9, 1.2});

    assertEquals(1.05, ratios.median(), 1e-12);
    assertEquals(Optional.empty(), ratios.interval());
    assertFalse(ratios.areTooLow());
  }

  @Test
  void a_median_below_its_floor_is_too_low_and_one_at_it_is_not() {
    assertTrue(Ratios.of(new double[] {0.949}).areTooLow());
    assertFalse(Ratios.of(new double[] {0.95}).areTooLow());
  }

  @Test
  void an_interval_wholly_below_its_floor_is_too_low_and_one_that_reaches_it_is_not() {
    assertTrue(Ratios.of(ten(0.96, 0.969)).areTooLow());
    assertFalse(Ratios.of(ten(0.96, 0.97)).areTooLow());
  }

  /** Eight of one and two of another, which is where the interval ends. */
  private static double[] ten(double eight, double two) {
    return IntStream.range(0, 10).mapToDouble(i -> i < 8 ? eight : two).toArray();
  }
}
