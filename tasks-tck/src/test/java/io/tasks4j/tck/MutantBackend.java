package io.tasks4j.tck;

import io.tasks4j.TaskId;
import io.tasks4j.UniqueKey;
import io.tasks4j.backend.BackendSettings;
import io.tasks4j.backend.CancelResult;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.ClaimRequest;
import io.tasks4j.backend.ClaimState;
import io.tasks4j.backend.Claims;
import io.tasks4j.backend.EnqueueResult;
import io.tasks4j.backend.ForwardingBackend;
import io.tasks4j.backend.LostDelivery;
import io.tasks4j.backend.Renewal;
import io.tasks4j.backend.Settlement;
import io.tasks4j.backend.TaskAdmin;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.backend.memory.MemoryBackend;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.result.QueueStats;
import io.tasks4j.result.TaskMetadata;
import io.tasks4j.result.TaskQuery;
import io.tasks4j.result.TaskResult;
import io.tasks4j.result.TaskResults;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

  MutantBackend(Mutant mutant, BackendSettings settings) {
    this(mutant, new MemoryBackend(mutant.settings(settings)));
  }

  private MutantBackend(Mutant mutant, TaskBackend real) {
    super(real);
    this.mutant = mutant;
    this.real = real;
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
  public List<Boolean> settle(List<Settlement> settlements) {
    return mutant.settle(this, settlements);
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
        return admin.find(id);
      }

      @Override
      public List<TaskMetadata> list(TaskQuery query) {
        return mutant.listed(admin.list(query));
      }

      @Override
      public Map<String, QueueStats> stats() {
        return admin.stats();
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
  public TaskResults results() {
    TaskResults results = real.results();
    return new TaskResults() {
      @Override
      public Optional<TaskResult> find(TaskId id) {
        return results.find(id);
      }

      @Override
      public Optional<TaskResult> await(TaskId id, Duration timeout) throws InterruptedException {
        return results.await(id, mutant.wait(timeout));
      }

      @Override
      public boolean delete(TaskId id) {
        return mutant.delete(MutantBackend.this, id);
      }
    };
  }
}
