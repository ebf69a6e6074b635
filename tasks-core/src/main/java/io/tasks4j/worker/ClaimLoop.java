package io.tasks4j.worker;

import io.tasks4j.backend.Claims;
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
        int room = parts.slots().awaitTurn();
        if (room == 0 || !claim(room)) {
          Link.rest(stopped, 1);
        }
        failures = 0;
      } catch (InterruptedException e) {
        // Sent by stop alone, after the latch: the loop's condition sees it.
      } catch (RuntimeException | Error e) {
        // Error too: out of memory passes, and without this thread nothing is claimed any more.
        failures++;
        parts.link().down(e);
        Link.rest(stopped, failures);
      }
    }
  }

  /** False when too much is unsettled to claim more. */
  private boolean claim(int room) {
    Intake intake = parts.intake();
    Claims claims = Claims.NONE;
    try {
      if (intake.isFull(0)) {
        return false;
      }
      claims = parts.backend().claim(intake.request(room, parts.config().pollInterval()));
      parts.link().up();
      return true;
    } finally {
      // In any case: it ends the turn.
      intake.take(claims).forEach(parts.settler()::release);
    }
  }
}
