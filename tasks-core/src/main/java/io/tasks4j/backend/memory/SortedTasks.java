package io.tasks4j.backend.memory;

import io.tasks4j.backend.TaskState;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Tasks by a key, and those of one key in the order they were enqueued. Not thread-safe.
 *
 * <p>Tasks mostly come in their order: leases lapse, tasks end and wait one after the other. So
 * they form a list through the entries themselves, where nothing is compared or allocated but with
 * the last one; who comes before that one is kept in a tree.
 */
final class SortedTasks {
  static final Comparator<MemoryTask> ORDER =
      (a, b) -> a.key != b.key ? Long.compare(a.key, b.key) : Long.compare(a.sequence, b.sequence);

  private @Nullable TreeSet<MemoryTask> outOfOrder;
  private @Nullable MemoryTask first;
  private @Nullable MemoryTask last;
  private int size;

  /** Adds an entry that is in no such set, under a key that it keeps until it is removed. */
  void add(MemoryTask e, long key) {
    e.set = this;
    e.key = key;
    size++;
    if (last != null && ORDER.compare(e, last) < 0) {
      e.listed = false;
      if (outOfOrder == null) {
        outOfOrder = new TreeSet<>(ORDER);
      }
      outOfOrder.add(e);
      return;
    }
    e.listed = true;
    e.before = last;
    if (last == null) {
      first = e;
    } else {
      last.after = e;
    }
    last = e;
  }

  void remove(MemoryTask e) {
    e.set = null;
    size--;
    if (!e.listed && outOfOrder != null) {
      outOfOrder.remove(e);
      return;
    }
    if (e.before == null) {
      first = e.after;
    } else {
      e.before.after = e.after;
    }
    if (e.after == null) {
      last = e.before;
    } else {
      e.after.before = e.before;
    }
    e.before = null;
    e.after = null;
  }

  boolean isEmpty() {
    return size == 0;
  }

  int size() {
    return size;
  }

  @Nullable MemoryTask first() {
    return outOfOrder == null || outOfOrder.isEmpty() ? first : earlier(first, outOfOrder.first());
  }

  /** The smallest key; {@link TaskState#NEVER} when there is none. */
  long firstKey() {
    MemoryTask e = first();
    return e == null ? TaskState.NEVER : e.key;
  }

  /** All in order; valid while nothing is added or removed. */
  Iterator<MemoryTask> inOrder() {
    Iterator<MemoryTask> others =
        outOfOrder == null ? Collections.emptyIterator() : outOfOrder.iterator();
    return new Iterator<>() {
      private @Nullable MemoryTask listed = first;
      private @Nullable MemoryTask other = others.hasNext() ? others.next() : null;

      @Override
      public boolean hasNext() {
        return listed != null || other != null;
      }

      @Override
      public MemoryTask next() {
        MemoryTask next = other == null ? listed : earlier(listed, other);
        if (next == null) {
          throw new NoSuchElementException();
        }
        if (next.listed) {
          listed = next.after;
        } else {
          other = others.hasNext() ? others.next() : null;
        }
        return next;
      }
    };
  }

  private static MemoryTask earlier(@Nullable MemoryTask a, MemoryTask b) {
    return a != null && ORDER.compare(a, b) < 0 ? a : b;
  }
}
