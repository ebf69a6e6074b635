package io.tasks4j.rabbitmq;

import io.tasks4j.BackendException;
import io.tasks4j.backend.Claims;
import io.tasks4j.backend.Exchange;
import io.tasks4j.backend.Exchanged;
import io.tasks4j.backend.TaskBackend;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What callers send in one breath: the store settles and starts while the broker sends what the
 * claim will need. Thread-safe.
 */
final class ExchangeCalls {
  private static final Logger LOG = LoggerFactory.getLogger(ExchangeCalls.class);

  private final TaskBackend store;
  private final Claimer claimer;

  ExchangeCalls(TaskBackend store, Claimer claimer) {
    this.store = store;
    this.claimer = claimer;
  }

  Exchanged run(Exchange exchange) {
    if (exchange.claim().isEmpty()) {
      return store.exchange(exchange);
    }
    try (Claimer.Begun claim = claimer.begin(exchange.claim().get())) {
      Exchanged done =
          store.exchange(new Exchange(exchange.settlements(), exchange.starts(), Optional.empty()));
      return new Exchanged(done.applied(), done.states(), take(claim));
    }
  }

  private static Claims take(Claimer.Begun claim) {
    try {
      return claim.take();
    } catch (BackendException e) {
      // The settlements stand, and the caller has to know; the next claim meets the error again.
      LOG.debug("claiming after a settlement", e);
      return Claims.NONE;
    }
  }
}
