package io.tasks4j.backend;

import io.tasks4j.lock.LockStore;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.result.ResultBackend;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

/**
 * A backend that hands every call to another one: the base of those that add or change something.
 *
 * <p>{@link #claim} and the claim within an {@link #exchange} are two doors, and so are the two
 * {@code enqueue}: who changes one of them changes both. {@link #settle} goes through {@link
 * #exchange}.
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
  public List<EnqueueResult> enqueue(Connection connection, List<TaskMessage> messages) {
    return next.enqueue(connection, messages);
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
  public Exchanged exchange(Exchange exchange) {
    return next.exchange(exchange);
  }

  /** Through {@link #exchange} of this one. */
  @Override
  public final List<Boolean> settle(List<Settlement> settlements) {
    return TaskBackend.super.settle(settlements);
  }

  @Override
  public boolean withdraw(List<TaskMessage> messages) {
    return next.withdraw(messages);
  }

  @Override
  public TaskAdmin admin() {
    return next.admin();
  }

  @Override
  public ResultBackend results() {
    return next.results();
  }

  @Override
  public ScheduleStore schedules() {
    return next.schedules();
  }

  @Override
  public LockStore locks() {
    return next.locks();
  }

  @Override
  public void attach(Function<Claim, Settlement> executor) {
    next.attach(executor);
  }

  @Override
  public void detach(Function<Claim, Settlement> executor) {
    next.detach(executor);
  }

  @Override
  public void close() {
    next.close();
  }
}
