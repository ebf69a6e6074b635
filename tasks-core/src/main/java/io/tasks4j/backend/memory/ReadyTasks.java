package io.tasks4j.backend.memory;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;
import java.util.function.Predicate;

/**
 * Ready tasks of one queue. Each name has a set of its own, so that those of a name at its limit
 * are not looked at, however many. Not thread-safe.
 */
final class ReadyTasks {
  private final Map<String, SortedTasks> byName = new HashMap<>();

  void add(MemoryTask e, long rank) {
    byName.computeIfAbsent(e.message.name(), name -> new SortedTasks()).add(e, rank);
  }

  /** An entry was removed from its set; says whether nothing is left of any name. */
  boolean removed(MemoryTask e) {
    SortedTasks rest = byName.get(e.message.name());
    if (rest != null && rest.isEmpty()) {
      byName.remove(e.message.name());
    }
    return byName.isEmpty();
  }

  /** In the order to run them, without those whose name is, or becomes meanwhile, passed over. */
  Iterator<MemoryTask> inOrder(Predicate<String> passedOver) {
    PriorityQueue<Name> names =
        new PriorityQueue<>(Comparator.comparing(n -> n.next, SortedTasks.ORDER));
    byName.forEach(
        (name, tasks) -> {
          if (!passedOver.test(name)) {
            names.add(new Name(tasks.inOrder()));
          }
        });
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        Name first = names.peek();
        while (first != null && passedOver.test(first.next.message.name())) {
          names.remove();
          first = names.peek();
        }
        return first != null;
      }

      @Override
      public MemoryTask next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        Name first = names.remove();
        MemoryTask e = first.next;
        if (first.rest.hasNext()) {
          first.next = first.rest.next();
          names.add(first);
        }
        return e;
      }
    };
  }

  /** Where a walk is within the tasks of one name. */
  private static final class Name {
    private final Iterator<MemoryTask> rest;
    private MemoryTask next;

    private Name(Iterator<MemoryTask> tasks) {
      this.next = tasks.next();
      this.rest = tasks;
    }
  }
}
