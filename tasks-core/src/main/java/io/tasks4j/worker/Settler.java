package io.tasks4j.worker;

import io.tasks4j.BackendUnavailableException;
import io.tasks4j.backend.Exchange;
import io.tasks4j.backend.Exchanged;
import io.tasks4j.backend.Outcome;
import io.tasks4j.backend.Settlement;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.worker.SlotPool.ClaimTurn;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Settles what has ended, in batches, on one thread that is never interrupted; where slots are
 * free, the same call claims for them.
 *
 * <p>While the backend is away it goes on trying, and the lease keeper goes on holding the claims.
 */
final class Settler implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Worker.class);
  private static final int BATCH = 256;

  /**
   * How often a settlement is tried that the backend refuses for another reason than being away.
   */
  private static final int MOST_ATTEMPTS = 5;

  private record Ended(InFlightTask held, Settlement settlement, long nanos) {}

  private final TaskBackend backend;
  private final InFlight inFlight;
  private final SlotPool slots;
  private final ClaimRequests intake;
  private final OutageLog link;
  private final WorkerListener listener;
  private final OutcomeLog outcomes = new OutcomeLog();
  private final BatchQueue<Ended> inbox = new BatchQueue<>();
  private final CountDownLatch aborted = new CountDownLatch(1);
  private volatile boolean ended;

  /** Outcomes that did not count, since the task was no longer held. */
  private final AtomicInteger refused = new AtomicInteger();

  Settler(
      TaskBackend backend,
      InFlight inFlight,
      SlotPool slots,
      ClaimRequests intake,
      OutageLog link,
      WorkerListener listener) {
    this.backend = backend;
    this.inFlight = inFlight;
    this.slots = slots;
    this.intake = intake;
    this.link = link;
    this.listener = listener;
  }

  void add(InFlightTask held, Settlement settlement, long nanos) {
    // The last progress goes along, so that the end shows it: the renewal that took it may have
    // failed, or come too late.
    Settlement whole = held.execution.lastProgress().map(settlement::progress).orElse(settlement);
    inbox.add(new Ended(held, whole, nanos));
    if (ended) {
      // A task that stopped its own worker ends after it, as does a claim that was under way.
      settleAll();
    }
  }

  /** Gives a claim back as if it had not been claimed. */
  void release(InFlightTask held) {
    add(held, Settlement.of(held.claim(), new Outcome.Release(Duration.ZERO)), 0);
  }

  int refused() {
    return refused.get();
  }

  /** Lets {@link #run} end once everything is settled. */
  void end() {
    inbox.end();
  }

  /** Stops trying: what is not settled now is left to its lease. */
  void abort() {
    inbox.end();
    aborted.countDown();
  }

  @Override
  public void run() {
    settleAll();
    ended = true;
    // Again, for what was added before this was seen to have ended.
    settleAll();
  }

  private void settleAll() {
    for (List<Ended> batch = inbox.take(BATCH); !batch.isEmpty(); batch = inbox.take(BATCH)) {
      slots.settling(batch.stream().map(Ended::held).toList());
      settle(batch);
    }
  }

  private void settle(List<Ended> batch) {
    for (int attempt = 1; !batch.isEmpty(); attempt++) {
      try {
        List<Boolean> applied = exchange(batch);
        link.up();
        slots.settlerClaims(true);
        for (int i = 0; i < batch.size(); i++) {
          finish(batch.get(i), applied.get(i));
        }
        return;
      } catch (RuntimeException | Error e) {
        // Until it works again it is the claim loop's part to claim: the others wait for no retry.
        slots.settlerClaims(false);
        boolean away = e instanceof BackendUnavailableException;
        if (!away && batch.size() > 1) {
          // One of them is at fault: the others must not wait for it.
          batch.forEach(ended -> settle(List.of(ended)));
          return;
        }
        if (away) {
          link.down(e);
        }
        if ((!away && attempt == MOST_ATTEMPTS) || !OutageLog.rest(aborted, attempt)) {
          drop(batch, e);
          return;
        }
      }
    }
  }

  /** Settles; where slots are free, the same call claims for them. */
  private List<Boolean> exchange(List<Ended> batch) {
    Exchange ends = Exchange.of(batch.stream().map(Ended::settlement).toList());
    try (ClaimTurn turn = slots.tryTurn()) {
      if (turn.room() == 0 || intake.isFull(batch.size())) {
        return backend.exchange(ends).applied();
      }
      Exchanged both = backend.exchange(ends.claim(intake.request(turn.room(), Duration.ZERO)));
      turn.fill(intake.held(both.claims())).forEach(this::release);
      return both.applied();
    }
  }

  private void finish(Ended ended, boolean applied) {
    if (!applied) {
      refused.incrementAndGet();
      LOG.info(
          "task {} was no longer held when it ended; another delivery decides",
          ended.held.claim().id());
    }
    inFlight.remove(ended.held);
    Settlement s = ended.settlement;
    if (applied) {
      outcomes.settled(s.claim(), s.outcome());
    }
    listener.settled(s.claim(), s.outcome(), applied, Duration.ofNanos(ended.nanos));
  }

  /** Leaves claims to their leases. */
  private void drop(List<Ended> batch, Throwable cause) {
    for (Ended ended : batch) {
      inFlight.leave(ended.held);
      LOG.warn(
          "task {} could not be settled; it is delivered again when its lease lapses",
          ended.held.claim().id(),
          cause);
    }
  }
}
