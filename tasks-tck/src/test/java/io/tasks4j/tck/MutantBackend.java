package io.tasks4j.tck;

import io.tasks4j.TaskError;
import io.tasks4j.TaskId;
import io.tasks4j.TaskProgress;
import io.tasks4j.UniqueKey;
import io.tasks4j.backend.BackendSettings;
import io.tasks4j.backend.CancelResult;
import io.tasks4j.backend.Capability;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.ClaimRequest;
import io.tasks4j.backend.ClaimState;
import io.tasks4j.backend.Claims;
import io.tasks4j.backend.EnqueueResult;
import io.tasks4j.backend.Exchange;
import io.tasks4j.backend.Exchanged;
import io.tasks4j.backend.ForwardingBackend;
import io.tasks4j.backend.Limits;
import io.tasks4j.backend.LostDelivery;
import io.tasks4j.backend.Renewal;
import io.tasks4j.backend.ScheduleStore;
import io.tasks4j.backend.Settlement;
import io.tasks4j.backend.TaskAdmin;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.backend.memory.MemoryBackend;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.result.Arrival;
import io.tasks4j.result.JoinState;
import io.tasks4j.result.QueueStats;
import io.tasks4j.result.ResultBackend;
import io.tasks4j.result.TaskMetadata;
import io.tasks4j.result.TaskPage;
import io.tasks4j.result.TaskQuery;
import io.tasks4j.result.TaskResult;
import io.tasks4j.result.Throughput;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** The memory backend, with one thing wrong. */
final class MutantBackend extends ForwardingBackend {
  private final TaskBackend real;
  private final Mutant mutant;
  private final AtomicInteger calls = new AtomicInteger();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Map<TaskId, Claim> latest = new ConcurrentHashMap<>();
  private final Map<String, TaskId> holders = new ConcurrentHashMap<>();
  private final List<LostDelivery> told = new ArrayList<>();

  private final Set<TaskId> marks = ConcurrentHashMap.newKeySet();
  private final Map<TaskId, TaskResult> results = new ConcurrentHashMap<>();
  private final Map<TaskId, TaskError> firstErrors = new ConcurrentHashMap<>();
  private final Map<TaskId, TaskId> firsts = new ConcurrentHashMap<>();
  private final AtomicInteger handedOut = new AtomicInteger();
  private final InstantSource clock;
  private volatile Optional<TaskProgress> progress = Optional.empty();
  private volatile Limits limits = Limits.NONE;

  MutantBackend(Mutant mutant, BackendSettings settings) {
    this(mutant, settings.clock(), new MemoryBackend(mutant.settings(settings)));
  }

  private MutantBackend(Mutant mutant, InstantSource clock, TaskBackend real) {
    super(real);
    this.mutant = mutant;
    this.clock = clock;
    this.real = real;
  }

  Instant now() {
    return clock.instant();
  }

  void mark(TaskId id) {
    marks.add(id);
  }

  boolean isMarked(TaskId id) {
    return marks.contains(id);
  }

  Settlement marked(Settlement settlement) {
    mark(settlement.claim().id());
    return settlement;
  }

  void keepBatch(List<TaskMessage> messages) {
    if (messages.stream().map(TaskMessage::queue).distinct().count() > 1) {
      messages.forEach(message -> firsts.put(message.id(), messages.get(0).id()));
    }
  }

  /** Of a batch of several queues its first task, else the task itself. */
  TaskId firstOfBatch(TaskId id) {
    return firsts.getOrDefault(id, id);
  }

  void keepResult(TaskResult result) {
    results.put(result.id(), result);
  }

  Optional<TaskResult> keptResult(TaskId id) {
    return Optional.ofNullable(results.get(id));
  }

  Optional<TaskError> firstError(TaskMetadata t) {
    return t.error().map(e -> firstErrors.computeIfAbsent(t.id(), id -> e));
  }

  int handedOut() {
    return handedOut.get();
  }

  void handOut(int count) {
    handedOut.addAndGet(count);
  }

  /** Limits of this claim, or of the latest that had any. */
  Limits limits(Limits asked) {
    limits = asked.isEmpty() ? limits : asked;
    return limits;
  }

  Optional<TaskProgress> lastProgress() {
    return progress;
  }

  void noteProgress(Optional<TaskProgress> said) {
    progress = said.or(() -> progress);
  }

  /** Finds what is lost, and tells nobody. */
  void reap() {
    real.claim(ClaimRequest.of("reaper", "nowhere", Duration.ofSeconds(1)));
  }

  boolean isToBeCancelled(Settlement s) {
    return real.admin().find(s.claim().id()).filter(TaskMetadata::cancelRequested).isPresent();
  }

  boolean isExpired(TaskId id) {
    return real.admin()
        .find(id)
        .flatMap(TaskMetadata::expiresAt)
        .filter(at -> at.isBefore(now()))
        .isPresent();
  }

  @Override
  public Set<Capability> capabilities() {
    return mutant.capabilities(real.capabilities());
  }

  TaskBackend real() {
    return real;
  }

  int count() {
    return calls.incrementAndGet();
  }

  boolean closedBefore() {
    return closed.getAndSet(true);
  }

  void remember(Claim claim) {
    latest.put(claim.id(), claim);
  }

  Claim latest(Claim claim) {
    return latest.getOrDefault(claim.id(), claim);
  }

  /** The same, by a look at all of them. */
  Claim searched(Claim claim) {
    return latest.values().stream()
        .filter(one -> one.id().equals(claim.id()))
        .reduce((a, b) -> b)
        .orElse(claim);
  }

  TaskId holder(UniqueKey key, TaskId id) {
    TaskId holder = holders.putIfAbsent(key.key(), id);
    return holder == null ? id : holder;
  }

  synchronized List<LostDelivery> again(List<LostDelivery> losses) {
    List<LostDelivery> all = new ArrayList<>(told);
    all.addAll(losses);
    told.clear();
    told.addAll(losses);
    return all;
  }

  @Override
  public List<EnqueueResult> enqueue(List<TaskMessage> messages) {
    return mutant.enqueue(this, messages);
  }

  @Override
  public Claims claim(ClaimRequest request) {
    return mutant.claim(this, request);
  }

  @Override
  public List<ClaimState> renew(List<Renewal> renewals, Duration lease) {
    return mutant.renew(this, renewals, lease);
  }

  @Override
  public Exchanged exchange(Exchange exchange) {
    return mutant.exchange(this, exchange);
  }

  @Override
  public boolean withdraw(List<TaskMessage> messages) {
    return mutant.withdraw(this, messages);
  }

  @Override
  public ScheduleStore schedules() {
    return mutant.schedules(this);
  }

  @Override
  public void close() {
    mutant.close(this);
  }

  @Override
  public TaskAdmin admin() {
    TaskAdmin admin = real.admin();
    return new TaskAdmin() {
      @Override
      public Optional<TaskMetadata> find(TaskId id) {
        return admin.find(id).map(t -> mutant.record(MutantBackend.this, t));
      }

      @Override
      public List<TaskMetadata> list(TaskQuery query) {
        return mutant.listed(admin.list(mutant.query(MutantBackend.this, query)));
      }

      @Override
      public TaskPage page(TaskQuery query) {
        return mutant.page(admin.page(mutant.query(MutantBackend.this, query)));
      }

      @Override
      public Map<String, QueueStats> stats() {
        Map<String, QueueStats> stats = new TreeMap<>();
        admin.stats().forEach((queue, s) -> stats.put(queue, mutant.stats(s)));
        return stats;
      }

      @Override
      public List<Throughput> throughput(Duration width, int spans) {
        return mutant.throughput(admin.throughput(width, spans));
      }

      @Override
      public CancelResult cancel(TaskId id) {
        return mutant.cancel(MutantBackend.this, id);
      }

      @Override
      public boolean requeue(TaskId id) {
        return mutant.requeue(MutantBackend.this, id);
      }

      @Override
      public boolean purge(TaskId id) {
        return mutant.purge(MutantBackend.this, id);
      }

      @Override
      public void pause(String queue, boolean paused) {
        mutant.pause(MutantBackend.this, queue, paused);
      }
    };
  }

  @Override
  public ResultBackend results() {
    ResultBackend ofReal = real.results();
    return new ResultBackend() {
      @Override
      public Optional<TaskResult> find(TaskId id) {
        return mutant.found(MutantBackend.this, id, ofReal.find(id));
      }

      @Override
      public Optional<TaskResult> await(TaskId id, Duration timeout) throws InterruptedException {
        return ofReal.await(id, mutant.wait(timeout));
      }

      @Override
      public boolean delete(TaskId id) {
        return mutant.delete(MutantBackend.this, id);
      }

      @Override
      public Optional<JoinState> joinState(TaskId dependant) {
        return ofReal.joinState(dependant);
      }

      @Override
      public List<Arrival> arrivals(TaskId dependant, int fromSlot, int limit) {
        return mutant.arrivals(MutantBackend.this, ofReal.arrivals(dependant, fromSlot, limit));
      }
    };
  }
}
