package io.tasks4j.backend.memory;

import io.tasks4j.BackendException;
import io.tasks4j.Durations;
import io.tasks4j.TaskError;
import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import io.tasks4j.backend.BackendSettings;
import io.tasks4j.backend.Capability;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.ClaimRequest;
import io.tasks4j.backend.ClaimState;
import io.tasks4j.backend.Claims;
import io.tasks4j.backend.EnqueueResult;
import io.tasks4j.backend.LostDelivery;
import io.tasks4j.backend.Outcome;
import io.tasks4j.backend.Renewal;
import io.tasks4j.backend.Settlement;
import io.tasks4j.backend.TaskAdmin;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.result.TaskResult;
import io.tasks4j.result.TaskResults;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The reference backend: every promise but durability, in one JVM, under one lock. Thread-safe.
 *
 * <p>{@code memory:} by address. Ended tasks are kept by age and count like anywhere else.
 */
public final class MemoryBackend implements TaskBackend {
  private static final Set<Capability> CAPABILITIES =
      Collections.unmodifiableSet(
          EnumSet.of(
              Capability.DELAY,
              Capability.PRIORITY,
              Capability.UNIQUE,
              Capability.LIMITS,
              Capability.PAUSE));
  private static final long MIN_WAIT_NANOS = 1_000_000;
  private static final long MIN_UNKNOWN_DELAY = 1_000;
  private static final long MAX_UNKNOWN_DELAY = 60_000;

  final TaskTable table;
  final Set<String> paused = new HashSet<>();
  private final BackendSettings settings;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Condition ended = lock.newCondition();
  private long lastToken;
  private boolean closed;

  /** A backend with default settings. */
  public MemoryBackend() {
    this(BackendSettings.defaults());
  }

  /** An empty backend. */
  public MemoryBackend(BackendSettings settings) {
    this.settings = settings;
    this.table = new TaskTable(settings.ageing());
  }

  @Override
  public Set<Capability> capabilities() {
    return CAPABILITIES;
  }

  @Override
  public List<EnqueueResult> enqueue(List<TaskMessage> messages) {
    // Copied first: a null among them is found before anything is stored.
    List<TaskMessage> all = List.copyOf(messages);
    return locked(
        () -> {
          expire(now());
          List<EnqueueResult> results = new ArrayList<>(all.size());
          all.forEach(message -> results.add(add(message, now())));
          changed.signalAll();
          return results;
        });
  }

  @Override
  public Claims claim(ClaimRequest request) {
    lock.lock();
    try {
      checkOpen();
      long deadline = System.nanoTime() + request.maxWait().toNanos();
      while (!closed) {
        List<LostDelivery> losses = tidy();
        List<Claim> claims = pick(request);
        long left = deadline - System.nanoTime();
        if (!claims.isEmpty() || !losses.isEmpty() || left <= 0) {
          return new Claims(claims, losses);
        }
        // What is left is of no use: the deadline counts.
        long ignored = changed.awaitNanos(Math.min(left, nanosToNextEvent()));
      }
      return Claims.NONE;
    } catch (InterruptedException e) {
      // Thrown by the wait alone, when nothing is claimed.
      Thread.currentThread().interrupt();
      return Claims.NONE;
    } finally {
      lock.unlock();
    }
  }

  /** Ids of all tasks that wait, due or not, in the order they were enqueued. */
  public List<TaskId> waiting() {
    return upToDate(table::waiting);
  }

  /**
   * Claims one task by id, wherever it stands in its queue, for a caller that runs it itself.
   *
   * @return the claim; empty when the task is not waiting
   */
  public Optional<Claim> claim(TaskId id, ClaimRequest request) {
    return locked(
        () ->
            Optional.ofNullable(table.find(id))
                .filter(Entry::waits)
                .map(e -> start(e, request, now())));
  }

  @Override
  public List<ClaimState> renew(List<Renewal> renewals, Duration lease) {
    return locked(() -> renewals.stream().map(r -> renew(r, lease)).toList());
  }

  @Override
  public List<Boolean> settle(List<Settlement> settlements) {
    return locked(
        () -> {
          List<Boolean> applied = settlements.stream().map(this::settle).toList();
          tidyFinished();
          changed.signalAll();
          ended.signalAll();
          return applied;
        });
  }

  @Override
  public TaskAdmin admin() {
    return new MemoryAdmin(this);
  }

  @Override
  public TaskResults results() {
    return new MemoryTaskResults(this);
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
      ended.signalAll();
    } finally {
      lock.unlock();
    }
  }

  <T> T locked(Supplier<T> action) {
    lock.lock();
    try {
      checkOpen();
      return action.get();
    } finally {
      lock.unlock();
    }
  }

  /** Runs {@code action} under the lock, after ending what has expired. */
  <T> T upToDate(Supplier<T> action) {
    return locked(
        () -> {
          expire(now());
          return action.get();
        });
  }

  long now() {
    return settings.clock().millis();
  }

  Optional<TaskResult> awaitResult(TaskId id, Duration timeout) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long deadline = System.nanoTime() + Durations.nanos(timeout);
      while (true) {
        checkOpen();
        // Here too: when a task expires, it is often because no worker is there to notice.
        expire(now());
        Optional<TaskResult> result = resultOf(id);
        long left = deadline - System.nanoTime();
        if (result.isPresent() || left <= 0) {
          return result;
        }
        // What is left is of no use: the deadline counts.
        long ignored = ended.awaitNanos(Math.min(left, nanosToNextExpiry()));
      }
    } finally {
      lock.unlock();
    }
  }

  void pause(String queue, boolean pause) {
    lock.lock();
    try {
      checkOpen();
      setPaused(queue, pause);
    } finally {
      lock.unlock();
    }
  }

  private void setPaused(String queue, boolean pause) {
    if (pause) {
      paused.add(queue);
    } else {
      paused.remove(queue);
      changed.signalAll();
    }
  }

  /** Under the lock: ends a task. */
  void end(Entry e, TaskStatus status, @Nullable TaskError error) {
    long now = now();
    table.change(
        e,
        t -> {
          t.status = status;
          t.finishedAt = now;
          t.keepsKey = t.uniqueUntil != Entry.NEVER && t.uniqueUntil > now;
          t.error = error != null ? error : t.error;
        });
    changed.signalAll();
    ended.signalAll();
  }

  /** Under the lock: makes a task wait until {@code dueAt}. */
  void putBack(Entry e, long dueAt, boolean fresh) {
    long now = now();
    if (fresh) {
      table.holdAgain(e);
    }
    table.change(
        e,
        t -> {
          t.failures = fresh ? 0 : t.failures;
          t.losses = fresh ? 0 : t.losses;
          t.expiresAt = fresh ? Entry.NEVER : t.expiresAt;
          t.unknownSince = fresh ? Entry.NEVER : t.unknownSince;
          t.finishedAt = Entry.NEVER;
          t.cancelRequested = false;
          t.status = t.waitingStatus();
          t.dueAt = dueAt;
          t.delayed = dueAt > now;
        });
    changed.signalAll();
  }

  private void checkOpen() {
    if (closed) {
      throw new BackendException("the memory backend is closed", null);
    }
  }

  private EnqueueResult add(TaskMessage message, long now) {
    if (table.find(message.id()) != null) {
      return new EnqueueResult(message.id(), false);
    }
    Entry holder =
        message.unique().map(u -> table.holder(message.queue(), u, null, now)).orElse(null);
    if (holder != null) {
      return new EnqueueResult(holder.message.id(), false);
    }
    table.add(message, now);
    return new EnqueueResult(message.id(), true);
  }

  /** Brings everything to the present: expiry, due times, lapsed leases, retention. */
  private List<LostDelivery> tidy() {
    long now = now();
    List<LostDelivery> losses = new ArrayList<>();
    for (Entry e; (e = upTo(table.leased(), now, t -> t.leaseUntil)) != null; ) {
      losses.add(lose(e, now));
    }
    expire(now);
    for (Entry e; (e = upTo(table.delayed(), now, t -> t.dueAt)) != null; ) {
      table.change(e, t -> t.delayed = false);
    }
    tidyFinished();
    return losses;
  }

  /** Under the lock: ends tasks that expired by {@code now}. */
  void expire(long now) {
    for (Entry e; (e = upTo(table.expiring(), now, t -> t.expiresAt)) != null; ) {
      end(e, TaskStatus.CANCELLED, null);
    }
  }

  private void tidyFinished() {
    long now = now();
    for (Entry e; (e = upTo(table.keepingKeys(), now, t -> t.uniqueUntil)) != null; ) {
      table.change(e, t -> t.keepsKey = false);
    }
    var kept = settings.retention();
    trim(table.finished(), kept.finishedAge(), kept.finishedCount());
    trim(table.dead(), kept.deadAge(), kept.deadCount());
  }

  private void trim(NavigableSet<Entry> set, Duration age, int count) {
    long oldest = now() - age.toMillis();
    while (!set.isEmpty() && (set.size() > count || set.first().finishedAt < oldest)) {
      table.remove(set.first());
    }
  }

  private static @Nullable Entry upTo(
      NavigableSet<Entry> set, long now, ToLongFunction<Entry> time) {
    return set.isEmpty() || time.applyAsLong(set.first()) > now ? null : set.first();
  }

  private LostDelivery lose(Entry e, long now) {
    table.change(e, t -> t.losses++);
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

  private List<Claim> pick(ClaimRequest request) {
    List<Entry> picked = new ArrayList<>();
    Quota quota = new Quota(request, table, settings);
    for (String queue : request.queues()) {
      if (paused.contains(queue)) {
        continue;
      }
      for (Entry e : table.ready(queue)) {
        if (picked.size() == request.max() || quota.usedUp(queue)) {
          break;
        }
        if (quota.take(e)) {
          picked.add(e);
        }
      }
    }
    long now = now();
    List<Claim> claims = new ArrayList<>(picked.size());
    picked.forEach(e -> claims.add(start(e, request, now)));
    return claims;
  }

  private Claim start(Entry e, ClaimRequest request, long now) {
    long token = ++lastToken;
    table.change(
        e,
        t -> {
          t.status = TaskStatus.RUNNING;
          t.token = token;
          t.worker = request.worker();
          t.startedAt = now;
          t.leaseUntil = now + request.lease().toMillis();
          t.progress = null;
        });
    boolean last = settings.isLastDelivery(e.losses);
    return new Claim(e.message, token, e.failures, e.losses, last);
  }

  private long nanosToNextEvent() {
    long next = Long.MAX_VALUE;
    next = Math.min(next, table.delayed().isEmpty() ? next : table.delayed().first().dueAt);
    next = Math.min(next, table.leased().isEmpty() ? next : table.leased().first().leaseUntil);
    next = Math.min(next, table.expiring().isEmpty() ? next : table.expiring().first().expiresAt);
    return next == Long.MAX_VALUE
        ? next
        : Math.max(TimeUnit.MILLISECONDS.toNanos(next - now()), MIN_WAIT_NANOS);
  }

  private long nanosToNextExpiry() {
    return table.expiring().isEmpty()
        ? Long.MAX_VALUE
        : Math.max(
            TimeUnit.MILLISECONDS.toNanos(table.expiring().first().expiresAt - now()),
            MIN_WAIT_NANOS);
  }

  private ClaimState renew(Renewal renewal, Duration lease) {
    Entry e = held(renewal.claim());
    if (e == null) {
      return ClaimState.LOST;
    }
    long until = now() + lease.toMillis();
    table.change(
        e,
        t -> {
          t.leaseUntil = until;
          t.progress = renewal.progress().orElse(t.progress);
        });
    return e.cancelRequested ? ClaimState.CANCEL_REQUESTED : ClaimState.HELD;
  }

  private boolean settle(Settlement settlement) {
    Entry e = held(settlement.claim());
    if (e == null) {
      return false;
    }
    Outcome outcome = settlement.outcome();
    if (e.cancelRequested && !(outcome instanceof Outcome.Success)) {
      end(e, TaskStatus.CANCELLED, errorOf(outcome));
      return true;
    }
    apply(e, outcome);
    settlement.followUps().forEach(message -> add(message, now()));
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

  /** Result of a task that ended, under the lock. */
  Optional<TaskResult> resultOf(TaskId id) {
    Entry e = table.find(id);
    if (e == null || !e.status.isTerminal()) {
      return Optional.empty();
    }
    return Optional.of(
        new TaskResult(
            id,
            e.status,
            e.result,
            Optional.ofNullable(e.error),
            e.metadata().attempts(),
            Instant.ofEpochMilli(e.enqueuedAt),
            Instant.ofEpochMilli(e.finishedAt)));
  }
}
