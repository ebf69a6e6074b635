package io.tasks4j.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tasks4j.TaskId;
import io.tasks4j.result.TaskPage;
import io.tasks4j.result.TaskQuery;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Parts in which nothing is found, each of which takes its time. */
class BoundedListingTest {
  private long now;
  private int looks;

  private TaskPage lookThrough(int parts, Duration each) {
    return BoundedListing.page(
        query -> {
          now += each.toNanos();
          looks++;
          return new TaskPage(
              List.of(), looks == parts ? Optional.empty() : Optional.of(TaskId.next()));
        },
        TaskQuery.all(),
        () -> now);
  }

  @Test
  void quick_parts_are_looked_at_until_the_end() {
    TaskPage page = lookThrough(90, Duration.ofMillis(1));

    assertEquals(Optional.empty(), page.next());
    assertEquals(90, looks);
  }

  @Test
  void a_part_that_would_end_too_late_is_not_begun() {
    TaskPage page = lookThrough(9, Duration.ofMillis(40));

    assertTrue(page.next().isPresent());
    assertEquals(2, looks);
    assertTrue(now <= BoundedListing.LONGEST, "took " + now);
  }

  @Test
  void one_part_is_looked_at_however_long_it_takes() {
    TaskPage page = lookThrough(9, Duration.ofMillis(70));

    assertTrue(page.next().isPresent());
    assertEquals(1, looks);
  }
}
