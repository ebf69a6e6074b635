package io.tasks4j.backend;

import io.tasks4j.backend.memory.MemoryBackend;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.result.ResultBackend;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** A backend with what every one must have, and no method beyond: joins and delays alone. */
public final class LeastBackend implements TaskBackend {
  private final TaskBackend memory = new MemoryBackend();

  @Override
  public Set<Capability> capabilities() {
    return EnumSet.of(Capability.DELAY, Capability.JOIN);
  }

  @Override
  public List<EnqueueResult> enqueue(List<TaskMessage> messages) {
    return memory.enqueue(messages);
  }

  @Override
  public Claims claim(ClaimRequest request) {
    return memory.claim(request);
  }

  @Override
  public List<ClaimState> renew(List<Renewal> renewals, Duration lease) {
    return memory.renew(renewals, lease);
  }

  @Override
  public Exchanged exchange(Exchange exchange) {
    return memory.exchange(exchange);
  }

  @Override
  public TaskAdmin admin() {
    return memory.admin();
  }

  @Override
  public ResultBackend results() {
    return memory.results();
  }

  @Override
  public void close() {
    memory.close();
  }
}
