package io.tasks4j.redis;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Calls that wait in this process, and what each waits for. Thread-safe. */
final class WaitingCalls {
  private final ReentrantLock lock = new ReentrantLock();
  private final Set<Waiter> waiters = new HashSet<>();
  private boolean closed;

  /** Topic of tasks that may be ready in a queue, as scripts publish it. */
  static String ready(String prefix) {
    return "r" + prefix;
  }

  /** Topic of the end of a task, as scripts publish it. */
  static String ended(String id) {
    return "e" + id;
  }

  /** One call that waits; to be closed. */
  final class Waiter implements AutoCloseable {
    private final Set<String> topics;
    private final Condition changed = lock.newCondition();
    private boolean woken;

    private Waiter(Collection<String> topics) {
      this.topics = Set.copyOf(topics);
    }

    /** Comes before each look at the store, so that what happens during it is not slept through. */
    void look() {
      lock.lock();
      try {
        woken = false;
      } finally {
        lock.unlock();
      }
    }

    /** Waits for something new since the last look; false when the time is up. */
    boolean await(long nanos) throws InterruptedException {
      lock.lockInterruptibly();
      try {
        long left = nanos;
        while (!woken && !closed && left > 0) {
          left = changed.awaitNanos(left);
        }
        return woken || closed;
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void close() {
      lock.lock();
      try {
        waiters.remove(this);
      } finally {
        lock.unlock();
      }
    }
  }

  Waiter waiter(Collection<String> topics) {
    Waiter waiter = new Waiter(topics);
    lock.lock();
    try {
      waiters.add(waiter);
    } finally {
      lock.unlock();
    }
    return waiter;
  }

  boolean isEmpty() {
    lock.lock();
    try {
      return waiters.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  void wake(String topic) {
    lock.lock();
    try {
      for (Waiter waiter : waiters) {
        if (waiter.topics.contains(topic)) {
          waiter.woken = true;
          waiter.changed.signalAll();
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** Lets all look again: something may have been missed. */
  void wakeAll() {
    lock.lock();
    try {
      for (Waiter waiter : waiters) {
        waiter.woken = true;
        waiter.changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  void close() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
    wakeAll();
  }
}
