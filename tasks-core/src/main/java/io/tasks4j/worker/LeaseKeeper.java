package io.tasks4j.worker;

import io.tasks4j.backend.ClaimState;
import io.tasks4j.backend.Renewal;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.executor.Execution.Stop;
import io.tasks4j.lock.HeldLock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Renews all leases in one call, every third of a lease and at least once a second: so progress is
 * seen, and a cancel request or a lost lease felt, within a second.
 */
final class LeaseKeeper implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Worker.class);
  private static final long MOST_TICK = 1_000;
  private static final long STALE = TimeUnit.MILLISECONDS.toNanos(250);

  private final Worker.Parts parts;
  private final CountDownLatch ended = new CountDownLatch(1);

  LeaseKeeper(Worker.Parts parts) {
    this.parts = parts;
  }

  void end() {
    ended.countDown();
  }

  @Override
  public void run() {
    long tick = Math.min(MOST_TICK, parts.config().lease().toMillis() / 3);
    while (!ended(tick)) {
      try {
        // First what needs no backend: it happens also while the backend is away.
        abandon();
        parts.slots().takeStale(STALE).forEach(parts.settler()::release);
        stopWhoLostTheirLock();
        renew();
      } catch (RuntimeException | Error e) {
        // The next tick tries again, three times within a lease.
        parts.link().down(e);
      }
    }
  }

  private boolean ended(long millis) {
    try {
      return ended.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      return ended.getCount() == 0;
    }
  }

  private void renew() {
    List<InFlightTask> held = parts.inFlight().all();
    if (held.isEmpty()) {
      return;
    }
    Duration lease = parts.config().lease();
    TaskBackend backend = parts.backend();
    List<Renewal> renewals =
        held.stream().map(h -> new Renewal(h.claim(), h.execution.takeProgress())).toList();
    List<ClaimState> states = backend.renew(renewals, lease);
    parts.link().up();
    for (int i = 0; i < states.size(); i++) {
      parts.listener().renewed(held.get(i).claim(), states.get(i));
      switch (states.get(i)) {
        case HELD -> {}
        case CANCEL_REQUESTED -> held.get(i).execution.stop(Stop.CANCELLED);
        case LOST -> held.get(i).execution.stop(Stop.LEASE_LOST);
      }
    }
  }

  private void stopWhoLostTheirLock() {
    for (InFlightTask held : parts.slots().running()) {
      HeldLock lock = held.lock;
      if (lock != null && !lock.isHeld()) {
        held.execution.stop(Stop.LEASE_LOST);
      }
    }
  }

  private void abandon() {
    long nanos = parts.config().abandonAfter().toNanos();
    for (InFlightTask held : parts.slots().takeAbandoned(nanos)) {
      LOG.warn(
          "task {} ({}) goes on {} after it was asked to end ({}); {}",
          held.claim().id(),
          held.claim().message().name(),
          parts.config().abandonAfter(),
          held.execution.stopped().map(Enum::name).orElse(""),
          held.abandoned
              ? "another thread takes its place"
              : "too many do, so it keeps its place until it ends");
      // Its lease is left to lapse, as its fate is unknown; and nobody waits for it any more.
      parts.inFlight().remove(held);
      parts.listener().abandoned(held.claim());
      if (held.abandoned) {
        parts.startSlot();
      }
    }
  }
}
