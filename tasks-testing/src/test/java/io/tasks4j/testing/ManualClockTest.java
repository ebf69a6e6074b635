package io.tasks4j.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ManualClockTest {
  private final ManualClock clock = new ManualClock();

  @Test
  void it_starts_at_a_fixed_time_and_stands_still() {
    assertEquals(Instant.parse("2024-01-01T00:00:00Z"), clock.instant());
    assertEquals(ManualClock.START.toEpochMilli(), clock.millis());
  }

  @Test
  void it_starts_where_it_is_told_to() {
    Instant start = Instant.parse("2030-05-05T05:05:05Z");

    assertEquals(start, new ManualClock(start).instant());
  }

  @Test
  void it_moves_by_an_amount() {
    clock.advance(Duration.ofHours(2));
    clock.advance(Duration.ofMillis(5));

    assertEquals(Instant.parse("2024-01-01T02:00:00.005Z"), clock.instant());
  }

  @Test
  void it_moves_to_a_time_also_back() {
    clock.set(Instant.EPOCH);

    assertEquals(Instant.EPOCH, clock.instant());
  }

  @Test
  void it_refuses_to_advance_backwards() {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> clock.advance(Duration.ofSeconds(-1)));

    assertEquals("time must be from 0 to 36500 days, but is PT-1S", e.getMessage());
  }

  @Test
  void watchers_see_the_new_time_until_they_leave() {
    List<Instant> seen = new ArrayList<>();
    Runnable watcher = () -> seen.add(clock.instant());
    clock.watch(watcher);

    clock.advance(Duration.ofSeconds(1));
    clock.set(Instant.EPOCH);
    clock.unwatch(watcher);
    clock.advance(Duration.ofSeconds(1));

    assertEquals(List.of(ManualClock.START.plusSeconds(1), Instant.EPOCH), seen);
  }
}
