package io.tasks4j.worker;

import io.tasks4j.backend.Claim;
import io.tasks4j.backend.ClaimRequest;
import io.tasks4j.backend.Claims;
import io.tasks4j.backend.LostDelivery;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Claims for free slots, on one thread. An interrupt, which only stop sends, ends its waits. */
final class ClaimLoop implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

  /** So many claims may be unsettled beyond the slots before no more are made. */
  private static final int MOST_UNSETTLED = 1_000;

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
        int room = parts.slots().awaitRoom();
        if (room > 0 && parts.inFlight().size() < MOST_UNSETTLED + parts.config().concurrency()) {
          take(parts.backend().claim(request(room)));
          parts.link().up();
          failures = 0;
        } else {
          Link.rest(stopped, 1);
        }
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

  private ClaimRequest request(int room) {
    WorkerConfig config = parts.config();
    return new ClaimRequest(
        config.name(),
        order(),
        room,
        config.lease(),
        config.pollInterval(),
        config.limits(),
        parts.inFlight().hasSuspect() ? 0 : 1);
  }

  private void take(Claims claims) {
    long now = System.nanoTime();
    List<Held> held = new ArrayList<>(claims.claims().size());
    for (Claim claim : claims.claims()) {
      Held each = new Held(claim, now);
      parts.inFlight().add(each);
      held.add(each);
    }
    parts.slots().add(held).forEach(parts.settler()::release);
    for (LostDelivery lost : claims.losses()) {
      LOG.warn(
          "task {} ({}): delivery lost by worker {}, {} so far; now {}",
          lost.message().id(),
          lost.message().name(),
          lost.worker(),
          lost.losses(),
          lost.next());
      parts.listener().lost(lost);
    }
  }

  /**
   * The order of queues for one claim. Weighted: a random permutation in which a queue is first
   * with a probability in proportion to its weight (P. Efraimidis and P. Spirakis, "Weighted random
   * sampling with a reservoir", 2006).
   */
  private List<String> order() {
    Map<String, Integer> queues = parts.config().queues();
    List<String> order = new ArrayList<>(queues.keySet());
    if (parts.config().weighted()) {
      Map<String, Double> keys = new HashMap<>();
      queues.forEach(
          (queue, weight) ->
              keys.put(queue, -Math.log(1 - ThreadLocalRandom.current().nextDouble()) / weight));
      order.sort(Comparator.comparing(keys::get));
    }
    return order;
  }
}
