package io.tasks4j.backend.memory;

import io.tasks4j.BackendException;
import io.tasks4j.TaskId;
import io.tasks4j.backend.BackendSettings;
import io.tasks4j.backend.Capability;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.ClaimRequest;
import io.tasks4j.backend.ClaimState;
import io.tasks4j.backend.Claims;
import io.tasks4j.backend.EarlyStart;
import io.tasks4j.backend.EnqueueResult;
import io.tasks4j.backend.Exchange;
import io.tasks4j.backend.Exchanged;
import io.tasks4j.backend.LostDelivery;
import io.tasks4j.backend.Renewal;
import io.tasks4j.backend.ScheduleStore;
import io.tasks4j.backend.Settlement;
import io.tasks4j.backend.TaskAdmin;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.backend.TaskState;
import io.tasks4j.internal.Durations;
import io.tasks4j.lock.LockStore;
import io.tasks4j.message.Dependant;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.result.ResultBackend;
import io.tasks4j.result.TaskResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

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
              Capability.PAUSE,
              Capability.LOCKS,
              Capability.EARLY_START,
              Capability.JOIN,
              Capability.SCHEDULES));
  private static final long MIN_WAIT_NANOS = 1_000_000;

  final TaskTable table;
  final TaskUpdates updates;
  final Set<String> paused = new HashSet<>();
  private final BackendSettings settings;
  private final LockStore locks;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Condition ended = lock.newCondition();
  private final MemoryScheduleStore schedules;
  private boolean closed;

  /** A backend with default settings. */
  public MemoryBackend() {
    this(BackendSettings.defaults());
  }

  /** An empty backend. */
  public MemoryBackend(BackendSettings settings) {
    this.settings = settings;
    this.locks = new MemoryLockStore(this, settings.clock());
    this.table = new TaskTable(settings.ageing());
    this.schedules = new MemoryScheduleStore(settings.clock());
    this.updates = new TaskUpdates(table, settings, changed::signalAll, this::taskEnded);
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
          updates.expire(updates.now());
          List<EnqueueResult> results = new ArrayList<>(all.size());
          for (TaskMessage message : all) {
            results.add(updates.add(message, updates.now()));
          }
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
        Claims found = claimNow(request);
        long left = deadline - System.nanoTime();
        if (!found.claims().isEmpty() || !found.losses().isEmpty() || left <= 0) {
          return found;
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
   * @return the claim; empty when the task is not waiting, or waits for others
   */
  public Optional<Claim> claim(TaskId id, ClaimRequest request) {
    return locked(
        () ->
            Optional.ofNullable(table.find(id))
                .filter(e -> e.state.waits() && !e.state.blocked())
                .map(e -> updates.start(e, request, updates.now())));
  }

  /**
   * Ids of the tasks that wait no longer since {@code parent} has ended, for a caller that runs
   * them itself; of those that ended because of it the dependants count too.
   */
  public List<TaskId> released(TaskMessage parent) {
    return locked(
        () -> {
          List<TaskId> released = new ArrayList<>();
          Set<TaskId> seen = new HashSet<>();
          Deque<TaskMessage> todo = new ArrayDeque<>(List.of(parent));
          for (TaskMessage message; (message = todo.poll()) != null; ) {
            for (Dependant d : message.dependants()) {
              MemoryTask e = table.find(d.id());
              if (e != null && seen.add(d.id())) {
                if (e.state.waits() && !e.state.blocked()) {
                  released.add(d.id());
                } else if (e.state.status().isTerminal()) {
                  todo.add(e.message);
                }
              }
            }
          }
          return released;
        });
  }

  @Override
  public List<ClaimState> renew(List<Renewal> renewals, Duration lease) {
    return locked(() -> renewals.stream().map(r -> updates.renew(r, lease)).toList());
  }

  @Override
  public Exchanged exchange(Exchange exchange) {
    return locked(
        () -> {
          List<Boolean> applied = settleAll(exchange.settlements());
          List<EarlyStart.State> states = exchange.starts().map(this::startEarly).orElse(List.of());
          return new Exchanged(
              applied, states, exchange.claim().map(this::claimNow).orElse(Claims.NONE));
        });
  }

  private List<EarlyStart.State> startEarly(EarlyStart starts) {
    updates.expire(updates.now());
    return starts.ids().stream().map(updates::startNow).toList();
  }

  private Claims claimNow(ClaimRequest request) {
    List<LostDelivery> losses = updates.tidy();
    return new Claims(pick(request), losses);
  }

  @Override
  public boolean withdraw(List<TaskMessage> messages) {
    return locked(() -> updates.withdraw(messages));
  }

  @Override
  public LockStore locks() {
    return locks;
  }

  @Override
  public TaskAdmin admin() {
    return new MemoryAdmin(this);
  }

  @Override
  public ResultBackend results() {
    return new TableResults(this);
  }

  @Override
  public ScheduleStore schedules() {
    return schedules;
  }

  @Override
  public void close() {
    schedules.close();
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
          updates.expire(updates.now());
          return action.get();
        });
  }

  Optional<TaskResult> awaitResult(TaskId id, Duration timeout) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long deadline = System.nanoTime() + Durations.nanos(timeout);
      while (true) {
        checkOpen();
        // Here too: when a task expires, it is often because no worker is there to notice.
        updates.expire(updates.now());
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

  private void taskEnded() {
    changed.signalAll();
    ended.signalAll();
  }

  private void checkOpen() {
    if (closed) {
      throw new BackendException("the memory backend is closed", null);
    }
  }

  private List<Boolean> settleAll(List<Settlement> settlements) {
    if (settlements.isEmpty()) {
      return List.of();
    }
    List<Boolean> applied = settlements.stream().map(updates::settle).toList();
    updates.tidyFinished();
    // A place under a limit may be free.
    changed.signalAll();
    return applied;
  }

  private List<Claim> pick(ClaimRequest request) {
    List<MemoryTask> picked = new ArrayList<>();
    List<MemoryTask> useless = new ArrayList<>();
    ClaimQuota quota = new ClaimQuota(request, table, settings);
    for (String queue : request.queues()) {
      ReadyTasks ofQueue = table.ready(queue);
      if (ofQueue == null || paused.contains(queue)) {
        continue;
      }
      Iterator<MemoryTask> ready = ofQueue.inOrder(quota::nameUsedUp);
      while (picked.size() < request.max() && !quota.usedUp(queue) && ready.hasNext()) {
        MemoryTask e = ready.next();
        if (updates.joins().notNeeded(e).isPresent()) {
          useless.add(e);
        } else if (quota.take(e)) {
          picked.add(e);
        }
      }
    }
    updates.drop(useless);
    long now = updates.now();
    List<Claim> claims = new ArrayList<>(picked.size());
    picked.forEach(e -> claims.add(updates.start(e, request, now)));
    return claims;
  }

  private long nanosToNextEvent() {
    return nanosUntil(
        Math.min(
            Math.min(table.delayed().firstKey(), table.leased().firstKey()), table.firstExpiry()));
  }

  private long nanosToNextExpiry() {
    return nanosUntil(table.firstExpiry());
  }

  private long nanosUntil(long time) {
    return time == TaskState.NEVER
        ? Long.MAX_VALUE
        : Math.max(TimeUnit.MILLISECONDS.toNanos(time - updates.now()), MIN_WAIT_NANOS);
  }

  /** Result of a task that ended, under the lock. */
  Optional<TaskResult> resultOf(TaskId id) {
    MemoryTask e = table.find(id);
    if (e == null || !e.state.status().isTerminal()) {
      return Optional.empty();
    }
    return Optional.of(
        new TaskResult(
            id,
            e.state.status(),
            e.result,
            e.state.error(),
            e.metadata().attempts(),
            Instant.ofEpochMilli(e.enqueuedAt),
            Instant.ofEpochMilli(e.state.finished())));
  }
}
