package io.tasks4j.testing;

import io.tasks4j.TaskId;
import io.tasks4j.backend.CancelResult;
import io.tasks4j.backend.EnqueueResult;
import io.tasks4j.backend.Exchange;
import io.tasks4j.backend.Exchanged;
import io.tasks4j.backend.ForwardingBackend;
import io.tasks4j.backend.TaskAdmin;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.result.QueueStats;
import io.tasks4j.result.TaskMetadata;
import io.tasks4j.result.TaskPage;
import io.tasks4j.result.TaskQuery;
import io.tasks4j.result.Throughput;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Another backend, and a recorder that is told after each change. Thread-safe. */
final class RecordingBackend extends ForwardingBackend {
  private final EnqueueRecorder recorder;
  private final Runnable afterCancel;

  RecordingBackend(TaskBackend store, EnqueueRecorder recorder, Runnable afterCancel) {
    super(store);
    this.recorder = recorder;
    this.afterCancel = afterCancel;
  }

  @Override
  public List<EnqueueResult> enqueue(List<TaskMessage> messages) {
    recorder.expect(messages);
    List<EnqueueResult> results = super.enqueue(messages);
    recorder.catchUp();
    return results;
  }

  @Override
  public Exchanged exchange(Exchange exchange) {
    List<TaskMessage> followUps =
        exchange.settlements().stream().flatMap(each -> each.followUps().stream()).toList();
    recorder.expect(followUps);
    Exchanged done = super.exchange(exchange);
    if (!followUps.isEmpty()) {
      recorder.catchUp();
    }
    return done;
  }

  @Override
  public TaskAdmin admin() {
    return new Admin(super.admin());
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
