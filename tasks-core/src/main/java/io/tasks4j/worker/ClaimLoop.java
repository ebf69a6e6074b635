package io.tasks4j.worker;

import io.tasks4j.backend.Claims;
import io.tasks4j.worker.SlotPool.ClaimTurn;
import java.util.concurrent.CountDownLatch;

/**
 * Claims for free slots, on one thread, and waits where nothing is ready. While tasks end, the
 * settler claims instead, in the call that settles. An interrupt, which only stop sends, ends its
 * waits.
 */
final class ClaimLoop implements Runnable {
  private final Worker.Parts parts;
  private final CountDownLatch stopped = new CountDownLatch(1);

  ClaimLoop(Worker.Parts parts) {
    this.parts = parts;
  }

  void stop() {
    stopped.countDown();
  }

  @Override
  public void run() {
    int failures = 0;
    while (stopped.getCount() > 0) {
      try {
        if (!claim()) {
          OutageLog.rest(stopped, 1);
        }
        failures = 0;
      } catch (InterruptedException e) {
        // Sent by stop alone, after the latch: the loop's condition sees it.
      } catch (RuntimeException | Error e) {
        // Error too: out of memory passes, and without this thread nothing is claimed any more.
        failures++;
        parts.link().down(e);
        OutageLog.rest(stopped, failures);
      }
    }
  }

  /** False when the worker stops, or too much is unsettled to claim more. */
  private boolean claim() throws InterruptedException {
    ClaimRequests intake = parts.intake();
    try (ClaimTurn turn = parts.slots().awaitTurn()) {
      if (turn.room() == 0 || intake.isFull(0)) {
        return false;
      }
      Claims claims =
          parts.backend().claim(intake.request(turn.room(), parts.config().pollInterval()));
      parts.link().up();
      turn.fill(intake.held(claims)).forEach(parts.settler()::release);
      return true;
    }
  }
}
