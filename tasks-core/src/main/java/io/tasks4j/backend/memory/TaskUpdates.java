package io.tasks4j.backend.memory;

import io.tasks4j.TaskError;
import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import io.tasks4j.backend.BackendSettings;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.ClaimRequest;
import io.tasks4j.backend.ClaimState;
import io.tasks4j.backend.EarlyStart;
import io.tasks4j.backend.EnqueueResult;
import io.tasks4j.backend.LostDelivery;
import io.tasks4j.backend.Outcome;
import io.tasks4j.backend.Renewal;
import io.tasks4j.backend.Settlement;
import io.tasks4j.backend.TaskEvent;
import io.tasks4j.backend.TaskState;
import io.tasks4j.backend.Transition;
import io.tasks4j.backend.Transition.Effect;
import io.tasks4j.backend.Transitions;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.result.Arrival;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Applies what happens to the tasks of a table. Not thread-safe; the backend locks. */
final class TaskUpdates {
  private final TaskTable table;
  private final BackendSettings settings;
  private final Transitions transitions;
  private final Runnable ready;
  private final Runnable ended;
  private final Joins joins;
  private long lastToken;

  /**
   * Updates of a table.
   *
   * @param ready told when a task may have become ready
   * @param ended told when a task has ended
   */
  TaskUpdates(TaskTable table, BackendSettings settings, Runnable ready, Runnable ended) {
    this.table = table;
    this.settings = settings;
    this.transitions = new Transitions(settings.maxDeliveries());
    this.ready = ready;
    this.ended = ended;
    this.joins = new Joins(table, this);
  }

  Joins joins() {
    return joins;
  }

  long now() {
    return settings.clock().millis();
  }

  /** Lets something happen to a task, with all that comes of it. */
  Transition apply(MemoryTask e, TaskEvent event) {
    Transition transition = transitions.apply(e.state, event);
    if (transition.has(Effect.HOLD_KEY)) {
      table.holdAgain(e);
    }
    if (transition.has(Effect.UNBIND)) {
      e.unbound = true;
    }
    keep(e, transition, event.now());
    if (transition.has(Effect.REVIVE_DEPENDANTS)) {
      joins.putBack(e);
    }
    if (transition.has(Effect.TELL_DEPENDANTS)) {
      joins.ended(e);
    }
    if (transition.has(Effect.REMOVE)) {
      table.remove(e);
    }
    if (transition.has(Effect.TELL_ENDED)) {
      ended.run();
    }
    if (transition.has(Effect.WAKE)) {
      ready.run();
    }
    return transition;
  }

  /** One that is refused leaves the very state that there was. */
  @SuppressWarnings("ReferenceEquality")
  private void keep(MemoryTask e, Transition transition, long now) {
    if (transition.state() == e.state) {
      return;
    }
    table.lift(e);
    e.state = transition.state();
    if (transition.has(Effect.NAME_PARENT)) {
      e.state = e.state.withError(parentFailed(e, now));
    }
    if (transition.has(Effect.TELL_ENDED)) {
      e.keepsKey = e.uniqueUntil != TaskState.NEVER && e.uniqueUntil > now;
    }
    table.place(e);
  }

  private static TaskError parentFailed(MemoryTask e, long now) {
    Arrival first = e.arrivals().firstFailure();
    Instant at = Instant.ofEpochMilli(now);
    return TaskError.parentFailed(first.parent(), first.name(), first.status(), first.error(), at);
  }

  /** Ends tasks that are of no use any more. */
  void drop(List<MemoryTask> useless) {
    for (MemoryTask e : useless) {
      joins.notNeeded(e).ifPresent(by -> apply(e, new TaskEvent.NotNeeded(by, now())));
    }
  }

  /** Takes back a due time, unless the task was claimed before. */
  EarlyStart.State startNow(TaskId id) {
    MemoryTask e = table.find(id);
    if (e == null) {
      return EarlyStart.State.UNKNOWN;
    }
    apply(e, new TaskEvent.StartEarly(e.enqueuedAt, now()));
    return e.state.ready() ? EarlyStart.State.READY : EarlyStart.State.NOT_READY;
  }

  /** Removes all of these tasks, unless one of them is more than what was enqueued. */
  boolean withdraw(List<TaskMessage> messages) {
    for (TaskMessage message : messages) {
      MemoryTask e = table.find(message.id());
      if (e == null || !e.state.waitsUnclaimed()) {
        return false;
      }
    }
    for (TaskMessage message : messages) {
      MemoryTask e = table.find(message.id());
      if (e != null) {
        apply(e, new TaskEvent.Purge(now()));
      }
    }
    return true;
  }

  EnqueueResult add(TaskMessage message, long now) {
    if (table.find(message.id()) != null) {
      return new EnqueueResult(message.id(), false);
    }
    MemoryTask holder =
        message.unique().isEmpty()
            ? null
            : table.holder(message.queue(), message.unique().get(), null, now);
    if (holder != null) {
      return new EnqueueResult(holder.message.id(), false);
    }
    table.add(message, now);
    return new EnqueueResult(message.id(), true);
  }

  /** Brings everything to the present: expiry, due times, lapsed leases, retention. */
  List<LostDelivery> tidy() {
    long now = now();
    List<LostDelivery> losses = new ArrayList<>();
    for (MemoryTask e; (e = upTo(table.leased(), now)) != null; ) {
      apply(e, new TaskEvent.Lapsed(e.worker, now));
      losses.add(new LostDelivery(e.message, e.state.losses(), e.worker, e.state.status()));
    }
    expire(now);
    for (MemoryTask e; (e = upTo(table.delayed(), now)) != null; ) {
      apply(e, new TaskEvent.Promote(now));
    }
    tidyFinished();
    return losses;
  }

  /** Ends tasks that expired by {@code now}. */
  void expire(long now) {
    while (table.firstExpiry() <= now) {
      apply(table.expiring().first(), new TaskEvent.Expire(now));
    }
  }

  void tidyFinished() {
    long now = now();
    for (MemoryTask e; (e = upTo(table.keepingKeys(), now)) != null; ) {
      table.lift(e);
      e.keepsKey = false;
      table.place(e);
    }
    var kept = settings.retention();
    trim(table.finished(), kept.finishedAge(), kept.finishedCount());
    trim(table.dead(), kept.deadAge(), kept.deadCount());
  }

  private void trim(SortedTasks ended, Duration age, int count) {
    long oldest = now() - age.toMillis();
    for (MemoryTask e; (e = ended.first()) != null && (ended.size() > count || e.key < oldest); ) {
      table.remove(e);
    }
  }

  private static @Nullable MemoryTask upTo(SortedTasks set, long now) {
    MemoryTask first = set.first();
    return first == null || first.key > now ? null : first;
  }

  Claim start(MemoryTask e, ClaimRequest request, long now) {
    long token = ++lastToken;
    e.token = token;
    e.worker = request.worker();
    e.startedAt = now;
    e.leaseUntil = now + request.lease().toMillis();
    e.progress = null;
    TaskState state = apply(e, new TaskEvent.Claimed(now)).state();
    boolean last = settings.isLastDelivery(state.losses());
    return new Claim(e.message, token, state.failures(), state.losses(), last);
  }

  ClaimState renew(Renewal renewal, Duration lease) {
    MemoryTask e = held(renewal.claim());
    if (e == null) {
      return ClaimState.LOST;
    }
    table.lift(e);
    e.leaseUntil = now() + lease.toMillis();
    e.progress = renewal.progress().orElse(e.progress);
    table.place(e);
    return e.state.cancelRequested() || joins.notNeeded(e).isPresent()
        ? ClaimState.CANCEL_REQUESTED
        : ClaimState.HELD;
  }

  boolean settle(Settlement settlement) {
    MemoryTask e = held(settlement.claim());
    if (e == null) {
      return false;
    }
    e.progress = settlement.progress().orElse(e.progress);
    Outcome outcome = settlement.outcome();
    if (outcome instanceof Outcome.Success success) {
      // Before it has ended: those that wait for it are told of the result.
      e.result = success.result();
    }
    Transition transition = apply(e, new TaskEvent.Settled(outcome, e.message.name(), now()));
    if (transition.has(Effect.STORE_FOLLOW_UPS)) {
      for (TaskMessage message : settlement.followUps()) {
        add(message, now());
      }
    }
    return true;
  }

  private @Nullable MemoryTask held(Claim claim) {
    MemoryTask e = table.find(claim.id());
    return e != null && e.state.status() == TaskStatus.RUNNING && e.token == claim.token()
        ? e
        : null;
  }
}
