package io.tasks4j.worker;

import io.tasks4j.worker.InFlightTask.End;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What a worker has claimed: a short buffer, and the tasks that run. Thread-safe.
 *
 * <p>One claims at a time: whoever has the {@link ClaimTurn}. While tasks end, the turn is left to
 * the settler, whose call brings the next tasks along.
 *
 * <p>The buffer holds about 2 ms of work, by a moving average of what tasks took. So quick tasks
 * are claimed by the dozen, and a slow one is claimed only for a free slot, where nothing waits
 * behind it. An average is wrong at times: {@link #takeStale} gives back what waits behind slow
 * tasks.
 */
final class SlotPool {
  private static final long AHEAD = TimeUnit.MILLISECONDS.toNanos(2);
  private static final int MOST_AHEAD = 128;

  /**
   * Of tasks quicker than this one slot does several while another wakes up: the first that is
   * woken wakes the second, and so on while there is something left.
   */
  private static final long QUICK = TimeUnit.MICROSECONDS.toNanos(20);

  /** The weight of the newest task in the average. */
  private static final double NEWEST = 0.1;

  private final int concurrency;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition filled = lock.newCondition();
  private final Condition turn = lock.newCondition();
  private final Condition fewerRun = lock.newCondition();
  private final Deque<InFlightTask> buffer = new ArrayDeque<>();
  private final Set<InFlightTask> running = Collections.newSetFromMap(new IdentityHashMap<>());
  private double average = Double.POSITIVE_INFINITY;
  private int abandoned;
  private boolean closed;

  /** Whether somebody has the turn to claim. */
  private boolean claiming;

  /** Tasks that have ended and are on their way to the settler. */
  private int ended;

  /** Whether the settler brings claims along, and nobody else needs to. */
  private boolean settlerClaims = true;

  SlotPool(int concurrency) {
    this.concurrency = concurrency;
  }

  /** Waits for the turn to claim; one without room when closed. */
  ClaimTurn awaitTurn() throws InterruptedException {
    lock.lock();
    try {
      while (!closed && !turnIsFree()) {
        turn.await();
      }
      claiming = !closed;
      return new ClaimTurn(closed ? 0 : room());
    } finally {
      lock.unlock();
    }
  }

  /** Notes what the settler has taken up; what of it still counts as running runs no more. */
  void settling(List<InFlightTask> taken) {
    lock.lock();
    try {
      if (!closed) {
        for (InFlightTask held : taken) {
          running.remove(held);
          ended -= held.end == End.LEFT_SLOT ? 1 : 0;
          held.end = held.end == End.LEFT_SLOT ? End.OPEN : End.TAKEN_UP;
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** The turn to claim, if it can be had at once; else one without room. */
  ClaimTurn tryTurn() {
    lock.lock();
    try {
      int room = closed || claiming || !settlerClaims ? 0 : room();
      if (room > 0) {
        claiming = true;
      } else {
        // Fewer tasks are on their way to the settler now: the claim loop may have the turn.
        offerTurn();
      }
      return new ClaimTurn(room);
    } finally {
      lock.unlock();
    }
  }

  /** Whether the settler brings claims along: not while it has to settle again. */
  void settlerClaims(boolean does) {
    lock.lock();
    try {
      settlerClaims = does;
      offerTurn();
    } finally {
      lock.unlock();
    }
  }

  /** For whoever has the turn: {@link ClaimTurn#fill}. */
  List<InFlightTask> fill(List<InFlightTask> claims) {
    lock.lock();
    try {
      if (closed) {
        return claims;
      }
      buffer.addAll(claims);
      wake(Math.min(claims.size(), average < QUICK ? 1 : concurrency));
      return List.of();
    } finally {
      lock.unlock();
    }
  }

  /** The next task to run, waiting for it; null when closed. */
  @Nullable InFlightTask take() {
    lock.lock();
    try {
      boolean waited = false;
      while (buffer.isEmpty() && !closed) {
        filled.awaitUninterruptibly();
        waited = true;
      }
      InFlightTask next = buffer.poll();
      if (next != null) {
        if (waited && !buffer.isEmpty()) {
          wake(1);
        }
        next.since = System.nanoTime();
        next.thread = Thread.currentThread();
        running.add(next);
        // Also while nothing ends: behind a long task the other slots want to be filled.
        offerTurn();
      }
      return next;
    } finally {
      lock.unlock();
    }
  }

  /** {@link #done} and, unless another thread has taken this one's place, {@link #take}. */
  @Nullable InFlightTask next(InFlightTask held, long took, boolean settled) {
    lock.lock();
    try {
      done(held, took, settled);
      return held.abandoned ? null : take();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Notes that a task has ended after {@code took} nanoseconds.
   *
   * @param settled whether it was given to the settler, who may have taken it up by now
   */
  void done(InFlightTask held, long took, boolean settled) {
    lock.lock();
    try {
      if (settled && held.end == End.OPEN) {
        ended++;
        held.end = End.LEFT_SLOT;
      } else {
        held.end = End.OPEN;
      }
      if (held.abandoned) {
        abandoned--;
      } else {
        running.remove(held);
        average = average == Double.POSITIVE_INFINITY ? took : average + (took - average) * NEWEST;
      }
      offerTurn();
      fewerRun.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Tasks that still run {@code nanos} after they were asked to stop; each is told once. Those that
   * are abandoned now want another thread in their place; beyond one for each slot they keep it.
   */
  List<InFlightTask> takeAbandoned(long nanos) {
    lock.lock();
    try {
      long now = System.nanoTime();
      List<InFlightTask> found = new ArrayList<>();
      for (InFlightTask held : running) {
        if (held.execution.stopped().isPresent()) {
          held.stoppedAt = held.stoppedAt == 0 ? now : held.stoppedAt;
          if (now - held.stoppedAt >= nanos && !held.overdue) {
            held.overdue = true;
            found.add(held);
          }
        }
      }
      for (InFlightTask held : found) {
        // A second thread for each slot and no more, whatever tasks do.
        if (abandoned < concurrency) {
          held.abandoned = true;
          running.remove(held);
          abandoned++;
        }
      }
      offerTurn();
      fewerRun.signalAll();
      return found;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Empties the buffer when its oldest claim has waited {@code nanos}: tasks are slower than
   * thought.
   */
  List<InFlightTask> takeStale(long nanos) {
    lock.lock();
    try {
      InFlightTask oldest = buffer.peek();
      if (oldest == null || System.nanoTime() - oldest.since < nanos) {
        return List.of();
      }
      average = Double.POSITIVE_INFINITY;
      List<InFlightTask> stale = takeBuffer();
      offerTurn();
      return stale;
    } finally {
      lock.unlock();
    }
  }

  /** Takes nothing more in, ends idle slots, and gives back what has not started. */
  List<InFlightTask> close() {
    lock.lock();
    try {
      closed = true;
      filled.signalAll();
      turn.signalAll();
      return takeBuffer();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until nothing runs but the caller, at most {@code nanos}; abandoned tasks do not count.
   */
  boolean awaitIdle(long nanos) throws InterruptedException {
    lock.lock();
    try {
      long left = nanos;
      while (othersRun() && left > 0) {
        left = fewerRun.awaitNanos(left);
      }
      return !othersRun();
    } finally {
      lock.unlock();
    }
  }

  /** How many tasks go on in spite of all, on threads that were given up. */
  int abandoned() {
    lock.lock();
    try {
      return abandoned;
    } finally {
      lock.unlock();
    }
  }

  /** What runs now. */
  Collection<InFlightTask> running() {
    lock.lock();
    try {
      return List.copyOf(running);
    } finally {
      lock.unlock();
    }
  }

  /** What runs now on other threads than the caller's. */
  List<InFlightTask> others() {
    Thread caller = Thread.currentThread();
    lock.lock();
    try {
      return running.stream().filter(held -> held.thread != caller).toList();
    } finally {
      lock.unlock();
    }
  }

  private boolean othersRun() {
    Thread caller = Thread.currentThread();
    return running.stream().anyMatch(held -> held.thread != caller);
  }

  /** Whether the claim loop may have the turn. */
  private boolean turnIsFree() {
    return !claiming && !(settlerClaims && ended > 0) && room() > 0;
  }

  /** Wakes the claim loop, if there is anything for it to do: a needless wake-up costs a task. */
  private void offerTurn() {
    if (turnIsFree()) {
      turn.signalAll();
    }
  }

  private void wake(int slots) {
    for (int i = 0; i < slots; i++) {
      filled.signal();
    }
  }

  private List<InFlightTask> takeBuffer() {
    List<InFlightTask> all = List.copyOf(buffer);
    buffer.clear();
    return all;
  }

  private int room() {
    int ahead = average > AHEAD ? 0 : (int) Math.min(MOST_AHEAD, AHEAD / average * concurrency);
    // Half a buffer at a time, so that quick tasks are claimed in batches.
    return buffer.size() > ahead / 2
        ? 0
        : Math.max(0, concurrency + ahead - running.size() - buffer.size());
  }

  /**
   * The turn to claim, from {@link #awaitTurn} or {@link #tryTurn} to {@link #close}. One at a time
   * has it, so room is given to nobody twice. Of one thread.
   */
  final class ClaimTurn implements AutoCloseable {
    private final int room;

    /** A turn for so many tasks; 0 is no turn. */
    private ClaimTurn(int room) {
      this.room = room;
    }

    /** How many tasks to claim; 0 when there is none to claim, and nothing to end. */
    int room() {
      return room;
    }

    /** Adds claims to the buffer; gives back those for which it is too late. */
    List<InFlightTask> fill(List<InFlightTask> claims) {
      return SlotPool.this.fill(claims);
    }

    /** Lets others have the turn. */
    @Override
    public void close() {
      if (room == 0) {
        return;
      }
      lock.lock();
      try {
        claiming = false;
        offerTurn();
      } finally {
        lock.unlock();
      }
    }
  }
}
