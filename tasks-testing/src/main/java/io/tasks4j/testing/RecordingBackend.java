package io.tasks4j.testing;

import io.tasks4j.TaskId;
import io.tasks4j.backend.CancelResult;
import io.tasks4j.backend.Capability;
import io.tasks4j.backend.ClaimRequest;
import io.tasks4j.backend.ClaimState;
import io.tasks4j.backend.Claims;
import io.tasks4j.backend.EnqueueResult;
import io.tasks4j.backend.Renewal;
import io.tasks4j.backend.ScheduleStore;
import io.tasks4j.backend.Settlement;
import io.tasks4j.backend.TaskAdmin;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.result.QueueStats;
import io.tasks4j.result.TaskMetadata;
import io.tasks4j.result.TaskPage;
import io.tasks4j.result.TaskQuery;
import io.tasks4j.result.TaskResults;
import io.tasks4j.result.Throughput;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Another backend, and a recorder that is told after each change. Thread-safe. */
final class RecordingBackend implements TaskBackend {
  private final TaskBackend store;
  private final Recorder recorder;
  private final Runnable afterCancel;

  RecordingBackend(TaskBackend store, Recorder recorder, Runnable afterCancel) {
    this.store = store;
    this.recorder = recorder;
    this.afterCancel = afterCancel;
  }

  @Override
  public Set<Capability> capabilities() {
    return store.capabilities();
  }

  @Override
  public List<EnqueueResult> enqueue(List<TaskMessage> messages) {
    recorder.expect(messages);
    List<EnqueueResult> results = store.enqueue(messages);
    recorder.catchUp();
    return results;
  }

  @Override
  public Claims claim(ClaimRequest request) {
    return store.claim(request);
  }

  @Override
  public List<ClaimState> renew(List<Renewal> renewals, Duration lease) {
    return store.renew(renewals, lease);
  }

  @Override
  public List<Boolean> settle(List<Settlement> settlements) {
    List<TaskMessage> followUps =
        settlements.stream().flatMap(settlement -> settlement.followUps().stream()).toList();
    recorder.expect(followUps);
    List<Boolean> applied = store.settle(settlements);
    if (!followUps.isEmpty()) {
      recorder.catchUp();
    }
    return applied;
  }

  @Override
  public TaskAdmin admin() {
    return new Admin(store.admin());
  }

  @Override
  public TaskResults results() {
    return store.results();
  }

  @Override
  public ScheduleStore schedules() {
    return store.schedules();
  }

  @Override
  public void close() {
    store.close();
  }

  /** Tells of a cancel, as a worker learns of it: with no renewal it would never do. */
  private final class Admin implements TaskAdmin {
    private final TaskAdmin admin;

    Admin(TaskAdmin admin) {
      this.admin = admin;
    }

    @Override
    public Optional<TaskMetadata> find(TaskId id) {
      return admin.find(id);
    }

    @Override
    public List<TaskMetadata> list(TaskQuery query) {
      return admin.list(query);
    }

    @Override
    public TaskPage page(TaskQuery query) {
      return admin.page(query);
    }

    @Override
    public Map<String, QueueStats> stats() {
      return admin.stats();
    }

    @Override
    public List<Throughput> throughput(Duration width, int spans) {
      return admin.throughput(width, spans);
    }

    @Override
    public CancelResult cancel(TaskId id) {
      CancelResult result = admin.cancel(id);
      afterCancel.run();
      return result;
    }

    @Override
    public boolean requeue(TaskId id) {
      return admin.requeue(id);
    }

    @Override
    public boolean purge(TaskId id) {
      return admin.purge(id);
    }

    @Override
    public void pause(String queue, boolean paused) {
      admin.pause(queue, paused);
    }
  }
}
