package io.tasks4j.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GrowthTest {
  @Test
  void the_rise_is_that_of_the_later_half() {
    double[] line = IntStream.range(0, 100).mapToDouble(i -> i < 50 ? 7 : 100 + i).toArray();

    assertEquals(49, Growth.rise(line), 1e-9);
  }

  @Test
  void noise_around_a_level_and_a_fall_are_no_growth_but_a_slow_leak_in_noise_is() {
    Random random = new Random(1);
    double[] noise = IntStream.range(0, 120).mapToDouble(i -> 50 + random.nextInt(20)).toArray();
    double[] fall = IntStream.range(0, 120).mapToDouble(i -> 200 - i).toArray();
    double[] leak = IntStream.range(0, 120).mapToDouble(i -> noise[i] + i * 0.3).toArray();

    assertFalse(Growth.grows(noise, 3));
    assertFalse(Growth.grows(fall, 3));
    assertTrue(Growth.grows(leak, 3));
  }

  @Test
  void what_is_below_the_floor_is_no_growth() {
    double[] one = IntStream.range(0, 120).mapToDouble(i -> i < 90 ? 3 : 4).toArray();

    assertFalse(Growth.grows(one, 2));
    assertTrue(Growth.grows(one, 0.5));
  }
}
