package io.tasks4j.worker;

import io.tasks4j.internal.Backoff;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether the backend answers; says so once per change. Thread-safe. */
final class OutageLog {
  private static final Logger LOG = LoggerFactory.getLogger(Worker.class);
  private static final Duration FIRST_DELAY = Duration.ofMillis(50);

  /** Small enough that a worker is back within 10 s of its backend. */
  private static final Duration LONGEST_DELAY = Duration.ofSeconds(5);

  private final String worker;
  private final WorkerListener listener;
  private boolean away;

  OutageLog(String worker, WorkerListener listener) {
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
    Duration delay = Backoff.delay(n, FIRST_DELAY, LONGEST_DELAY);
    try {
      return !end.await(delay.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      // An interrupt only ends a rest: the worker's own threads end by their latches.
      return end.getCount() > 0;
    }
  }
}
