package io.tasks4j.worker;

import io.tasks4j.backend.Capability;
import io.tasks4j.backend.ClaimRequest;
import io.tasks4j.backend.ClaimState;
import io.tasks4j.backend.Claims;
import io.tasks4j.backend.EnqueueResult;
import io.tasks4j.backend.Renewal;
import io.tasks4j.backend.Settlement;
import io.tasks4j.backend.TaskAdmin;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.backend.memory.MemoryBackend;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.result.TaskResults;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** A memory backend whose calls can be made to fail. */
class FailingBackend implements TaskBackend {
  private final MemoryBackend memory = new MemoryBackend();

  /** Called before every claim; may throw. */
  void beforeClaim() {}

  /** Called before every renewal; may throw. */
  void beforeRenew() {}

  /** Called before every settlement; may throw. */
  void beforeSettle(List<Settlement> settlements) {}

  @Override
  public Set<Capability> capabilities() {
    return memory.capabilities();
  }

  @Override
  public List<EnqueueResult> enqueue(List<TaskMessage> messages) {
    return memory.enqueue(messages);
  }

  @Override
  public Claims claim(ClaimRequest request) {
    beforeClaim();
    return memory.claim(request);
  }

  @Override
  public List<ClaimState> renew(List<Renewal> renewals, Duration lease) {
    beforeRenew();
    return memory.renew(renewals, lease);
  }

  @Override
  public List<Boolean> settle(List<Settlement> settlements) {
    beforeSettle(settlements);
    return memory.settle(settlements);
  }

  @Override
  public TaskAdmin admin() {
    return memory.admin();
  }

  @Override
  public TaskResults results() {
    return memory.results();
  }

  @Override
  public void close() {
    memory.close();
  }
}
