package io.tasks4j.worker;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether the backend answers; says so once per change. Thread-safe. */
final class Link {
  private static final Logger LOG = LoggerFactory.getLogger(Worker.class);
  private static final long FIRST_DELAY = 50;

  /** Small enough that a worker is back within 10 s of its backend. */
  private static final long LONGEST_DELAY = 5_000;

  private final String worker;
  private final WorkerListener listener;
  private boolean away;

  Link(String worker, WorkerListener listener) {
    this.worker = worker;
    this.listener = listener;
  }

  /** Notes that a call came through. */
  void up() {
    synchronized (this) {
      if (!away) {
        return;
      }
      away = false;
    }
    LOG.info("worker {}: the backend is back", worker);
    listener.backendBack();
  }

  /** Notes that a call failed. */
  void down(Throwable cause) {
    synchronized (this) {
      if (away) {
        return;
      }
      away = true;
    }
    LOG.warn("worker {}: the backend fails, trying again until it is back", worker, cause);
    listener.backendAway(cause);
  }

  /** Rests before attempt {@code n}, from 1, with jitter; false when {@code end} came meanwhile. */
  static boolean rest(CountDownLatch end, int n) {
    long most = Math.min(LONGEST_DELAY, FIRST_DELAY << Math.min(n - 1, 10));
    long millis = most / 2 + ThreadLocalRandom.current().nextLong(most / 2 + 1);
    try {
      return !end.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      // An interrupt only ends a rest: the worker's own threads end by their latches.
      return end.getCount() > 0;
    }
  }
}
