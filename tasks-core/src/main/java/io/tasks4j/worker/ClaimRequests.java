package io.tasks4j.worker;

import io.tasks4j.backend.Claim;
import io.tasks4j.backend.ClaimRequest;
import io.tasks4j.backend.Claims;
import io.tasks4j.backend.LostDelivery;
import io.tasks4j.internal.LogText;
import io.tasks4j.result.ResultBackend;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a worker asks for, and what it gets. For whoever has the turn to claim. */
final class ClaimRequests {
  private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

  /** So many claims may be unsettled beyond the slots before no more are made. */
  private static final int MOST_UNSETTLED = 1_000;

  private final WorkerConfig config;
  private final InFlight inFlight;
  private final WorkerListener listener;
  private final ResultBackend results;

  ClaimRequests(
      WorkerConfig config, InFlight inFlight, WorkerListener listener, ResultBackend results) {
    this.config = config;
    this.results = results;
    this.inFlight = inFlight;
    this.listener = listener;
  }

  /** Whether so much is unsettled, {@code settling} apart, that no more is to be claimed. */
  boolean isFull(int settling) {
    return inFlight.size() - settling >= MOST_UNSETTLED + config.concurrency();
  }

  /** A request for as many tasks as there is room. */
  ClaimRequest request(int room, Duration maxWait) {
    return new ClaimRequest(
        config.name(),
        order(),
        room,
        config.lease(),
        maxWait,
        config.limits(),
        inFlight.hasSuspect() ? 0 : 1);
  }

  /** Claims as this worker holds them from now on; tells of the losses found with them. */
  List<InFlightTask> held(Claims claims) {
    long now = System.nanoTime();
    List<InFlightTask> held = new ArrayList<>(claims.claims().size());
    for (Claim claim : claims.claims()) {
      InFlightTask each = new InFlightTask(claim, results, now);
      inFlight.add(each);
      held.add(each);
    }
    for (LostDelivery lost : claims.losses()) {
      LOG.warn(
          "task {} ({}): delivery lost by worker {}, {} so far; now {}",
          lost.message().id(),
          lost.message().name(),
          LogText.line(lost.worker()),
          lost.losses(),
          lost.next());
      listener.lost(lost);
    }
    return held;
  }

  /**
   * The order of queues for one claim. Weighted: a random permutation in which a queue is first
   * with a probability in proportion to its weight (P. Efraimidis and P. Spirakis, "Weighted random
   * sampling with a reservoir", 2006).
   */
  private List<String> order() {
    Map<String, Integer> queues = config.queues();
    List<String> order = new ArrayList<>(queues.keySet());
    if (config.weighted()) {
      Map<String, Double> keys = new HashMap<>();
      queues.forEach(
          (queue, weight) ->
              keys.put(queue, -Math.log(1 - ThreadLocalRandom.current().nextDouble()) / weight));
      order.sort(Comparator.comparing(keys::get));
    }
    return order;
  }
}
