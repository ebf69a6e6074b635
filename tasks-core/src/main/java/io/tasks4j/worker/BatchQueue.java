package io.tasks4j.worker;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A queue that is emptied in batches, and can be told that no more is to be waited for. */
final class BatchQueue<T> {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition filled = lock.newCondition();
  private final Deque<T> items = new ArrayDeque<>();
  private boolean ended;

  void add(T item) {
    boolean ignored = offer(item, Integer.MAX_VALUE);
  }

  /** Adds an item unless {@code most} are there already; says whether it did. */
  boolean offer(T item, int most) {
    lock.lock();
    try {
      if (items.size() >= most) {
        return false;
      }
      items.add(item);
      filled.signal();
      return true;
    } finally {
      lock.unlock();
    }
  }

  boolean isEmpty() {
    lock.lock();
    try {
      return items.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /** At most {@code most} items, waiting for the first, interrupted or not; none after the end. */
  List<T> take(int most) {
    lock.lock();
    try {
      while (items.isEmpty() && !ended) {
        filled.awaitUninterruptibly();
      }
      List<T> taken = new ArrayList<>(Math.min(most, items.size()));
      while (taken.size() < most && !items.isEmpty()) {
        taken.add(items.remove());
      }
      return taken;
    } finally {
      lock.unlock();
    }
  }

  /** From now on nobody waits. */
  void end() {
    lock.lock();
    try {
      ended = true;
      filled.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
