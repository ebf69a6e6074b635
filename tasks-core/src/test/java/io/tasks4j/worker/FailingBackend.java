package io.tasks4j.worker;

import io.tasks4j.backend.ClaimRequest;
import io.tasks4j.backend.ClaimState;
import io.tasks4j.backend.Claims;
import io.tasks4j.backend.Exchange;
import io.tasks4j.backend.Exchanged;
import io.tasks4j.backend.ForwardingBackend;
import io.tasks4j.backend.Renewal;
import io.tasks4j.backend.Settlement;
import io.tasks4j.backend.memory.MemoryBackend;
import java.time.Duration;
import java.util.List;

/** A memory backend whose calls can be made to fail. */
class FailingBackend extends ForwardingBackend {
  FailingBackend() {
    super(new MemoryBackend());
  }

  /** Called before every claim; may throw. */
  void beforeClaim() {}

  /** Called before every renewal; may throw. */
  void beforeRenew() {}

  /** Called before every settlement; may throw. */
  void beforeSettle(List<Settlement> settlements) {}

  @Override
  public Claims claim(ClaimRequest request) {
    beforeClaim();
    return super.claim(request);
  }

  @Override
  public List<ClaimState> renew(List<Renewal> renewals, Duration lease) {
    beforeRenew();
    return super.renew(renewals, lease);
  }

  @Override
  public Exchanged exchange(Exchange exchange) {
    beforeSettle(exchange.settlements());
    exchange.claim().ifPresent(request -> beforeClaim());
    return super.exchange(exchange);
  }
}
