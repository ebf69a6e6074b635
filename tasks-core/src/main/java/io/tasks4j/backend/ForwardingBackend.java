package io.tasks4j.backend;

import io.tasks4j.message.TaskMessage;
import io.tasks4j.result.TaskResults;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * A backend that hands every call to another one: the base of those that add or change something.
 *
 * <p>But {@link #settleAndClaim} goes through {@link #settle} and {@link #claim} of this one, so
 * that a change of those is never passed by. Override it too to keep it one step.
 */
public abstract class ForwardingBackend implements TaskBackend {
  private final TaskBackend next;

  /** A backend in front of {@code next}. */
  protected ForwardingBackend(TaskBackend next) {
    this.next = Objects.requireNonNull(next, "next");
  }

  @Override
  public Set<Capability> capabilities() {
    return next.capabilities();
  }

  @Override
  public List<EnqueueResult> enqueue(List<TaskMessage> messages) {
    return next.enqueue(messages);
  }

  @Override
  public Claims claim(ClaimRequest request) {
    return next.claim(request);
  }

  @Override
  public List<ClaimState> renew(List<Renewal> renewals, Duration lease) {
    return next.renew(renewals, lease);
  }

  @Override
  public List<Boolean> settle(List<Settlement> settlements) {
    return next.settle(settlements);
  }

  @Override
  public TaskAdmin admin() {
    return next.admin();
  }

  @Override
  public TaskResults results() {
    return next.results();
  }

  @Override
  public ScheduleStore schedules() {
    return next.schedules();
  }

  @Override
  public void close() {
    next.close();
  }
}
