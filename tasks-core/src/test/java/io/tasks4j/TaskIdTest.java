package io.tasks4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class TaskIdTest {
  @Test
  void ids_sort_in_the_order_they_were_made() {
    List<TaskId> ids = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      ids.add(TaskId.next());
    }

    assertEquals(ids, ids.stream().sorted().toList());
    assertEquals(ids.size(), new HashSet<>(ids).size());
  }

  @Test
  void an_id_is_a_version_7_uuid_of_its_time() {
    Instant later = Instant.now(java.time.Clock.systemUTC()).plusSeconds(1_000_000);
    TaskId id = TaskId.next(InstantSource.fixed(later));

    assertEquals(7, id.value().version());
    assertEquals(2, id.value().variant());
    assertEquals(later.toEpochMilli(), id.value().getMostSignificantBits() >>> 16);
  }

  @Test
  void a_clock_that_steps_back_does_not_break_the_order() {
    TaskId first = TaskId.next();
    TaskId second = TaskId.next(InstantSource.fixed(Instant.EPOCH));

    assertTrue(first.compareTo(second) < 0);
  }

  @Property
  void derived_ids_are_equal_for_equal_causes(@ForAll String role, @ForAll String other) {
    TaskId cause = TaskId.derived("cause");

    assertEquals(TaskId.derived(cause, role), TaskId.derived(cause, role));
    assertEquals(8, TaskId.derived(cause, role).value().version());
    if (!role.equals(other)) {
      assertNotEquals(TaskId.derived(cause, role), TaskId.derived(cause, other));
    }
  }

  @Test
  void text_goes_there_and_back() {
    TaskId id = TaskId.next();

    assertEquals(id, TaskId.parse(id.toString()));
    var e = assertThrows(IllegalArgumentException.class, () -> TaskId.parse("no id"));
    assertTrue(e.getMessage().contains("no id"));
  }
}
