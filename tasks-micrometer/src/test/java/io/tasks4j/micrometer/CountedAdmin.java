package io.tasks4j.micrometer;

import io.tasks4j.TaskId;
import io.tasks4j.backend.CancelResult;
import io.tasks4j.backend.TaskAdmin;
import io.tasks4j.result.QueueStats;
import io.tasks4j.result.TaskMetadata;
import io.tasks4j.result.TaskPage;
import io.tasks4j.result.TaskQuery;
import io.tasks4j.result.Throughput;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Says each time the stats are asked for, before they are. */
record CountedAdmin(TaskAdmin real, Runnable asked) implements TaskAdmin {
  @Override
  public Map<String, QueueStats> stats() {
    asked.run();
    return real.stats();
  }

  @Override
  public Optional<TaskMetadata> find(TaskId id) {
    return real.find(id);
  }

  @Override
  public List<TaskMetadata> list(TaskQuery query) {
    return real.list(query);
  }

  @Override
  public List<Throughput> throughput(Duration width, int spans) {
    return real.throughput(width, spans);
  }

  @Override
  public TaskPage page(TaskQuery query) {
    return real.page(query);
  }

  @Override
  public CancelResult cancel(TaskId id) {
    return real.cancel(id);
  }

  @Override
  public boolean requeue(TaskId id) {
    return real.requeue(id);
  }

  @Override
  public boolean purge(TaskId id) {
    return real.purge(id);
  }

  @Override
  public void pause(String queue, boolean paused) {
    real.pause(queue, paused);
  }
}
