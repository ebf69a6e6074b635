package io.tasks4j.chaos;

import io.tasks4j.backend.Claim;
import io.tasks4j.backend.ClaimRequest;
import io.tasks4j.backend.Claims;
import io.tasks4j.backend.Exchange;
import io.tasks4j.backend.Exchanged;
import io.tasks4j.backend.ForwardingBackend;
import io.tasks4j.backend.Settlement;
import io.tasks4j.backend.TaskBackend;
import java.util.List;

/** Notes every claim and every settlement of a worker, at the door to the backend. */
final class RecordingBackend extends ForwardingBackend {
  private final Notes notes;

  RecordingBackend(TaskBackend next, Notes notes) {
    super(next);
    this.notes = notes;
  }

  @Override
  public Claims claim(ClaimRequest request) {
    long begin = Notes.now();
    Claims claims = super.claim(request);
    note(begin, claims);
    return claims;
  }

  @Override
  public Exchanged exchange(Exchange exchange) {
    long begin = Notes.now();
    Exchanged done = super.exchange(exchange);
    note(exchange.settlements(), done.applied());
    note(begin, done.claims());
    return done;
  }

  private void note(long begin, Claims claims) {
    for (Claim claim : claims.claims()) {
      notes.add("claim", claim.id(), claim.token(), begin, claim.attempt());
    }
  }

  private void note(List<Settlement> settlements, List<Boolean> applied) {
    for (int i = 0; i < settlements.size(); i++) {
      Settlement s = settlements.get(i);
      notes.add(
          "settle",
          s.claim().id(),
          s.claim().token(),
          s.outcome().getClass().getSimpleName(),
          applied.get(i));
    }
  }
}
