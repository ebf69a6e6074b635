package io.tasks4j.sqlite;

import io.tasks4j.backend.ClaimRequest;
import io.tasks4j.sqlite.file.ReadConnection;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;

/**
 * Lets a claim wait until it is worth another try.
 *
 * <p>What ends the wait: a commit of this process, at once; a commit of another process, or a turn
 * of the clock, at the next poll; and the time of the next due task, lapsing lease or expiry.
 * Whatever it is, a look at the indexes comes first, so that an idle worker writes nothing.
 */
final class ClaimWait {
  /** A waiting claim tries again this often in any case: retention is done by claims too. */
  private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Writer writer;
  private final ReadConnection reader;
  private final CommitWakeUps wakeups;
  private final InstantSource clock;
  private final long pollNanos;

  ClaimWait(
      Writer writer,
      ReadConnection reader,
      CommitWakeUps wakeups,
      InstantSource clock,
      long pollNanos) {
    this.writer = writer;
    this.reader = reader;
    this.wakeups = wakeups;
    this.clock = clock;
    this.pollNanos = pollNanos;
  }

  Turn begin(ClaimRequest request) {
    return new Turn(request);
  }

  /** One call of claim; to be closed. Not thread-safe. */
  final class Turn implements AutoCloseable {
    private final ClaimRequest request;
    private final boolean limited;
    private final long start = System.nanoTime();
    private long seen;
    private boolean waited;

    private Turn(ClaimRequest request) {
      this.request = request;
      this.limited = !request.limits().isEmpty() && !request.maxWait().isZero();
      if (limited) {
        // Before the first try: an end that the try does not see is to be told of.
        wakeups.limited.incrementAndGet();
      }
    }

    /** Comes before each try, so that a commit during the try is not slept through. */
    void look() {
      seen = wakeups.ready.version();
    }

    boolean hasWaited() {
      return waited;
    }

    /**
     * Waits for work.
     *
     * @param nextTime when something becomes ready by itself
     * @return false when the claim is to give up
     */
    boolean awaitWork(long nextTime) {
      waited = true;
      long begun = System.nanoTime();
      long next = nextTime;
      while (true) {
        long left = request.maxWait().toNanos() - (System.nanoTime() - start);
        if (left <= 0 || writer.isClosed() || Thread.currentThread().isInterrupted()) {
          return false;
        }
        wakeups.ready.await(seen, Math.min(left, nanosUntil(next)));
        writer.lookAround();
        long version = wakeups.ready.version();
        if (version != seen || clock.millis() >= next) {
          seen = version;
          next = nextTry();
          if (next <= clock.millis()) {
            return true;
          }
        }
        if (System.nanoTime() - begun >= LONGEST_NANOS) {
          return true;
        }
      }
    }

    @Override
    public void close() {
      if (limited) {
        wakeups.limited.decrementAndGet();
      }
    }

    private long nanosUntil(long time) {
      long millis = time - clock.millis();
      return millis >= TimeUnit.NANOSECONDS.toMillis(pollNanos)
          ? pollNanos
          : TimeUnit.MILLISECONDS.toNanos(Math.max(millis, 1));
    }

    /** When a try is worth while: now, or at the next time that something happens by itself. */
    private long nextTry() {
      return reader.read(
          sql -> {
            for (String queue : request.queues()) {
              if (sql.exists(TaskSql.HAS_READY, queue)) {
                return Long.MIN_VALUE;
              }
            }
            return Sweeper.NextTimes.read(sql).first();
          });
    }
  }
}
