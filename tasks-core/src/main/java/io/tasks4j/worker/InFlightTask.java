package io.tasks4j.worker;

import io.tasks4j.backend.Claim;
import io.tasks4j.executor.Execution;
import io.tasks4j.lock.HeldLock;
import io.tasks4j.result.ResultBackend;
import org.jspecify.annotations.Nullable;

/** A claim this worker holds, from the claim to its settlement. Guarded by {@link SlotPool}. */
final class InFlightTask {
  /** Who has seen its end: its slot and the settler both do, in either order. */
  enum End {
    OPEN,
    LEFT_SLOT,
    TAKEN_UP
  }

  final Execution execution;

  /** When it entered the buffer, then when it started, by the monotonic clock. */
  long since;

  /** When it was first seen to go on after a stop; 0 when it was not. */
  long stoppedAt;

  /** Whether it was told that it goes on for too long after a stop. */
  boolean overdue;

  volatile boolean abandoned;

  End end = End.OPEN;

  /** Of an exclusive task that runs: what keeps others of its key from it. */
  volatile @Nullable HeldLock lock;

  /** The thread it runs on; null while it waits in the buffer. */
  @Nullable Thread thread;

  InFlightTask(Claim claim, ResultBackend results, long now) {
    this.execution = new Execution(claim, results);
    this.since = now;
  }

  Claim claim() {
    return execution.claim();
  }
}
