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
import io.tasks4j.message.Join;
import io.tasks4j.message.TaskMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The moves of the state machine, on the table. Not thread-safe; the backend locks. */
final class Moves {
  private static final long MIN_UNKNOWN_DELAY = 1_000;
  private static final long MAX_UNKNOWN_DELAY = 60_000;

  private final TaskTable table;
  private final BackendSettings settings;
  private final Runnable ready;
  private final Runnable ended;
  private final Joins joins;
  private long lastToken;

  /**
   * Moves on a table.
   *
   * @param ready told when a task may have become ready
   * @param ended told when a task has ended
   */
  Moves(TaskTable table, BackendSettings settings, Runnable ready, Runnable ended) {
    this.table = table;
    this.settings = settings;
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

  /** Ends a task. */
  void end(Entry e, TaskStatus status, @Nullable TaskError error) {
    long now = now();
    table.lift(e);
    e.status = status;
    e.finishedAt = now;
    e.keepsKey = e.uniqueUntil != Entry.NEVER && e.uniqueUntil > now;
    e.error = error != null ? error : e.error;
    table.place(e);
    ended.run();
    joins.ended(e);
  }

  /** Lets a task go that waited for others. */
  void release(Entry e) {
    table.lift(e);
    e.release(now());
    table.place(e);
    if (e.message.join().filter(Join::gate).isPresent()) {
      end(e, TaskStatus.SUCCESS, null);
    } else {
      ready.run();
    }
  }

  /** Lets a task wait for others that ended because one of them did not succeed. */
  void waitAgain(Entry e) {
    table.lift(e);
    e.status = TaskStatus.PENDING;
    e.finishedAt = Entry.NEVER;
    e.error = null;
    table.place(e);
  }

  /** Ends tasks that are of no use any more. */
  void drop(List<Entry> useless) {
    for (Entry e : useless) {
      Instant at = Instant.ofEpochMilli(now());
      joins.notNeeded(e).ifPresent(by -> end(e, TaskStatus.CANCELLED, TaskError.notNeeded(by, at)));
    }
  }

  /** Removes a task that does not run; those that wait for it hear of it. */
  void purge(Entry e) {
    if (e.waits()) {
      joins.ended(e);
    }
    table.remove(e);
  }

  /** Puts back a task that did not succeed; false when a parent of it did not. */
  boolean requeue(Entry e) {
    if (e.blocked && Joins.isBarred(e)) {
      joins.leaveToParents(e);
      return false;
    }
    putBack(e, now(), true);
    if (e.blocked && e.arrivals != null && e.arrivals.verdict() == Join.Verdict.RELEASE) {
      release(e);
    }
    joins.revived(e);
    return true;
  }

  /** Makes a task wait until {@code dueAt}. */
  void putBack(Entry e, long dueAt, boolean fresh) {
    long now = now();
    if (fresh) {
      table.holdAgain(e);
    }
    table.lift(e);
    if (fresh) {
      e.failures = 0;
      e.losses = 0;
      e.expiresAt = Entry.NEVER;
      e.putBack = true;
      e.unknownSince = Entry.NEVER;
    }
    e.finishedAt = Entry.NEVER;
    e.cancelRequested = false;
    e.status = e.waitingStatus();
    e.dueAt = dueAt;
    e.delayed = dueAt > now;
    table.place(e);
    ready.run();
  }

  /** Takes back a due time, unless the task was claimed before. */
  EarlyStart.State startNow(TaskId id) {
    Entry e = table.find(id);
    if (e != null && e.waits() && !e.blocked && e.token == 0 && e.dueAt > e.enqueuedAt) {
      table.lift(e);
      e.dueAt = e.enqueuedAt;
      e.delayed = false;
      table.place(e);
      ready.run();
    }
    if (e == null) {
      return EarlyStart.State.UNKNOWN;
    }
    return e.ready() ? EarlyStart.State.READY : EarlyStart.State.NOT_READY;
  }

  EnqueueResult add(TaskMessage message, long now) {
    if (table.find(message.id()) != null) {
      return new EnqueueResult(message.id(), false);
    }
    Entry holder =
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
    for (Entry e; (e = upTo(table.leased(), now)) != null; ) {
      losses.add(lose(e, now));
    }
    expire(now);
    for (Entry e; (e = upTo(table.delayed(), now)) != null; ) {
      table.lift(e);
      e.delayed = false;
      table.place(e);
    }
    tidyFinished();
    return losses;
  }

  /** Ends tasks that expired by {@code now}. */
  void expire(long now) {
    while (table.firstExpiry() <= now) {
      end(table.expiring().first(), TaskStatus.CANCELLED, null);
    }
  }

  void tidyFinished() {
    long now = now();
    for (Entry e; (e = upTo(table.keepingKeys(), now)) != null; ) {
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
    for (Entry e; (e = ended.first()) != null && (ended.size() > count || e.key < oldest); ) {
      table.remove(e);
    }
  }

  private static @Nullable Entry upTo(SortedTasks set, long now) {
    Entry first = set.first();
    return first == null || first.key > now ? null : first;
  }

  private LostDelivery lose(Entry e, long now) {
    e.losses++;
    if (e.cancelRequested) {
      end(e, TaskStatus.CANCELLED, null);
    } else if (e.losses >= settings.maxDeliveries()) {
      int attempt = e.failures + e.losses;
      Instant at = Instant.ofEpochMilli(now);
      end(e, TaskStatus.FAILURE, TaskError.lost(e.worker, e.losses, attempt, at));
    } else {
      putBack(e, Math.min(e.dueAt, now), false);
    }
    return new LostDelivery(e.message, e.losses, e.worker, e.status);
  }

  Claim start(Entry e, ClaimRequest request, long now) {
    long token = ++lastToken;
    table.lift(e);
    e.status = TaskStatus.RUNNING;
    e.token = token;
    e.worker = request.worker();
    e.startedAt = now;
    e.leaseUntil = now + request.lease().toMillis();
    e.progress = null;
    table.place(e);
    boolean last = settings.isLastDelivery(e.losses);
    return new Claim(e.message, token, e.failures, e.losses, last);
  }

  ClaimState renew(Renewal renewal, Duration lease) {
    Entry e = held(renewal.claim());
    if (e == null) {
      return ClaimState.LOST;
    }
    table.lift(e);
    e.leaseUntil = now() + lease.toMillis();
    e.progress = renewal.progress().orElse(e.progress);
    table.place(e);
    return e.cancelRequested || joins.notNeeded(e).isPresent()
        ? ClaimState.CANCEL_REQUESTED
        : ClaimState.HELD;
  }

  boolean settle(Settlement settlement) {
    Entry e = held(settlement.claim());
    if (e == null) {
      return false;
    }
    e.progress = settlement.progress().orElse(e.progress);
    Outcome outcome = settlement.outcome();
    if (e.cancelRequested && !(outcome instanceof Outcome.Success)) {
      end(e, TaskStatus.CANCELLED, errorOf(outcome));
      return true;
    }
    apply(e, outcome);
    if (!settlement.followUps().isEmpty()) {
      settlement.followUps().forEach(message -> add(message, now()));
    }
    return true;
  }

  private void apply(Entry e, Outcome outcome) {
    long now = now();
    if (outcome instanceof Outcome.Success success) {
      e.result = success.result();
      end(e, TaskStatus.SUCCESS, null);
    } else if (outcome instanceof Outcome.Retry retry) {
      e.failures++;
      e.error = retry.error();
      putBack(e, now + retry.delay().toMillis(), false);
    } else if (outcome instanceof Outcome.Failure failure) {
      e.failures++;
      end(e, TaskStatus.FAILURE, failure.error());
    } else if (outcome instanceof Outcome.Cancelled) {
      end(e, TaskStatus.CANCELLED, null);
    } else if (outcome instanceof Outcome.Release release) {
      // Without a delay it keeps its place, which by ageing depends on when it was due.
      long due =
          release.delay().isZero() ? Math.min(e.dueAt, now) : now + release.delay().toMillis();
      putBack(e, due, false);
    } else if (outcome instanceof Outcome.Unknown unknown) {
      putBackUnknown(e, unknown, now);
      return;
    }
    e.unknownSince = Entry.NEVER;
  }

  private void putBackUnknown(Entry e, Outcome.Unknown unknown, long now) {
    e.unknownSince = Math.min(e.unknownSince, now);
    long unknownFor = now - e.unknownSince;
    if (unknownFor >= unknown.giveUpAfter().toMillis()) {
      int attempt = 1 + e.failures + e.losses;
      Instant at = Instant.ofEpochMilli(now);
      Duration duration = Duration.ofMillis(unknownFor);
      end(e, TaskStatus.FAILURE, TaskError.unknownName(e.message.name(), duration, attempt, at));
    } else {
      long delay = Math.min(Math.max(unknownFor, MIN_UNKNOWN_DELAY), MAX_UNKNOWN_DELAY);
      putBack(e, now + delay, false);
    }
  }

  private @Nullable Entry held(Claim claim) {
    Entry e = table.find(claim.id());
    return e != null && e.status == TaskStatus.RUNNING && e.token == claim.token() ? e : null;
  }

  private static @Nullable TaskError errorOf(Outcome outcome) {
    if (outcome instanceof Outcome.Retry retry) {
      return retry.error();
    }
    return outcome instanceof Outcome.Failure failure ? failure.error() : null;
  }
}
