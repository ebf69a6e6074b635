package io.tasks4j.backend.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.tasks4j.TaskId;
import io.tasks4j.backend.TaskState;
import io.tasks4j.message.Payload;
import io.tasks4j.message.TaskMessage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.BeforeTry;
import org.junit.jupiter.api.Test;

class SortedTasksTest {
  private static final TaskMessage MESSAGE =
      TaskMessage.builder(TaskId.next(), "sorted", Payload.json("1"), Instant.EPOCH).build();

  private SortedTasks tasks = new SortedTasks();

  /** What it must be like: entries by key, then by the order of their enqueue. */
  private final TreeSet<MemoryTask> expected =
      new TreeSet<>(
          Comparator.<MemoryTask>comparingLong(e -> e.key).thenComparingLong(e -> e.sequence));

  private final List<MemoryTask> removed = new ArrayList<>();

  @BeforeTry
  void startEmpty() {
    tasks = new SortedTasks();
    expected.clear();
    removed.clear();
  }

  /**
   * A move below 20 adds a new entry under that key, one below 40 adds one again that was removed,
   * and the others remove one from a place between first and last.
   */
  @Property
  void is_in_order_whatever_comes_and_goes(
      @ForAll @Size(max = 200) List<@IntRange(max = 79) Integer> moves) {
    for (int i = 0; i < moves.size(); i++) {
      int move = moves.get(i);
      if (move < 20) {
        add(new MemoryTask(MESSAGE, i, 0), move);
      } else if (move < 40 && !removed.isEmpty()) {
        add(removed.remove(move % removed.size()), move - 20);
      } else if (move >= 40 && !expected.isEmpty()) {
        remove(List.copyOf(expected).get((move - 40) * expected.size() / 40));
      }

      assertSame(expected.isEmpty() ? null : expected.first(), tasks.first());
      assertEquals(expected.size(), tasks.size());
    }
    assertEquals(List.copyOf(expected), inOrder());
  }

  @Test
  void without_entries_the_first_key_never_comes() {
    assertEquals(TaskState.NEVER, tasks.firstKey());
  }

  private void add(MemoryTask e, long key) {
    tasks.add(e, key);
    expected.add(e);
  }

  private void remove(MemoryTask e) {
    expected.remove(e);
    tasks.remove(e);
    removed.add(e);
  }

  private List<MemoryTask> inOrder() {
    List<MemoryTask> all = new ArrayList<>();
    tasks.inOrder().forEachRemaining(all::add);
    return all;
  }
}
