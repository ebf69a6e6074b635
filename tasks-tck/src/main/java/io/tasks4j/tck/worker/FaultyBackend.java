package io.tasks4j.tck.worker;

import io.tasks4j.BackendUnavailableException;
import io.tasks4j.backend.ClaimRequest;
import io.tasks4j.backend.ClaimState;
import io.tasks4j.backend.Claims;
import io.tasks4j.backend.Exchange;
import io.tasks4j.backend.Exchanged;
import io.tasks4j.backend.ForwardingBackend;
import io.tasks4j.backend.Renewal;
import io.tasks4j.backend.TaskBackend;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A backend whose calls fail, before or after they took effect, as often as a rule says. */
final class FaultyBackend extends ForwardingBackend {
  /** How many of the next calls fail. Thread-safe. */
  static final class Faults {
    final AtomicInteger claims = new AtomicInteger();
    final AtomicInteger renewals = new AtomicInteger();
    final AtomicInteger settlements = new AtomicInteger();

    /** Settlements that take effect, though their answer is lost on the way back. */
    final AtomicInteger lostAnswers = new AtomicInteger();

    private static boolean take(AtomicInteger left) {
      return left.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
    }
  }

  private final Faults faults;

  FaultyBackend(TaskBackend real, Faults faults) {
    super(real);
    this.faults = faults;
  }

  private static void fail(AtomicInteger left) {
    if (Faults.take(left)) {
      throw new BackendUnavailableException("made to fail by the rule", null);
    }
  }

  @Override
  public Claims claim(ClaimRequest request) {
    fail(faults.claims);
    return super.claim(request);
  }

  @Override
  public List<ClaimState> renew(List<Renewal> renewals, Duration lease) {
    fail(faults.renewals);
    return super.renew(renewals, lease);
  }

  @Override
  public Exchanged exchange(Exchange exchange) {
    if (exchange.settlements().isEmpty()) {
      return super.exchange(exchange);
    }
    fail(faults.settlements);
    Exchanged done = super.exchange(exchange);
    fail(faults.lostAnswers);
    return done;
  }
}
