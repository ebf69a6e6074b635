package io.tasks4j.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RealTimeTest {
  /** One of each kind of use that rules make of time; all of them would take minutes. */
  private static final List<String> RULES =
      List.of("LEASE-1", "LEASE-5", "TIME-1", "TIME-4", "RETRY-1", "KEEP-7");

  @Test
  void rules_hold_on_a_backend_whose_clock_cannot_be_turned() {
    assertEquals(Set.of(), MutantsTest.broken(ServerClockContract.class, RULES));
  }
}
