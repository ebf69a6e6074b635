package io.tasks4j.queue;

import io.tasks4j.BackendException;
import io.tasks4j.TaskId;
import io.tasks4j.backend.CancelResult;
import io.tasks4j.backend.TaskAdmin;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.result.QueueStats;
import io.tasks4j.result.ResultBackend;
import io.tasks4j.result.TaskMetadata;
import io.tasks4j.result.TaskPage;
import io.tasks4j.result.TaskQuery;
import io.tasks4j.result.Throughput;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The backend's admin, which also removes results from a separate store. Thread-safe. */
final class BothAdmin implements TaskAdmin {
  private static final Logger LOG = LoggerFactory.getLogger(TaskQueue.class);

  private final ResultBackend store;
  private final TaskBackend backend;

  BothAdmin(ResultBackend store, TaskBackend backend) {
    this.store = store;
    this.backend = backend;
  }

  @Override
  public Optional<TaskMetadata> find(TaskId id) {
    return backend.admin().find(id);
  }

  @Override
  public List<TaskMetadata> list(TaskQuery query) {
    return backend.admin().list(query);
  }

  @Override
  public TaskPage page(TaskQuery query) {
    return backend.admin().page(query);
  }

  @Override
  public Map<String, QueueStats> stats() {
    return backend.admin().stats();
  }

  @Override
  public List<Throughput> throughput(Duration width, int spans) {
    return backend.admin().throughput(width, spans);
  }

  @Override
  public CancelResult cancel(TaskId id) {
    return backend.admin().cancel(id);
  }

  @Override
  public boolean requeue(TaskId id) {
    // Before: afterwards it could be the result of the new run.
    forget(id);
    return backend.admin().requeue(id);
  }

  @Override
  public boolean purge(TaskId id) {
    boolean purged = backend.admin().purge(id);
    if (purged) {
      forget(id);
    }
    return purged;
  }

  @Override
  public void pause(String queue, boolean paused) {
    backend.admin().pause(queue, paused);
  }

  private void forget(TaskId id) {
    try {
      store.delete(id);
    } catch (BackendException e) {
      LOG.warn("the result of task {} stays in the store of results until its TTL", id, e);
    }
  }
}
