package io.tasks4j.rabbitmq;

import io.tasks4j.TaskId;
import io.tasks4j.backend.CancelResult;
import io.tasks4j.backend.TaskAdmin;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.result.QueueStats;
import io.tasks4j.result.TaskMetadata;
import io.tasks4j.result.TaskPage;
import io.tasks4j.result.TaskQuery;
import io.tasks4j.result.Throughput;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What operators see and do, as the store knows it. */
final class RabbitMqAdmin implements TaskAdmin {
  private final TaskBackend store;
  private final TaskAdmin admin;

  RabbitMqAdmin(TaskBackend store) {
    this.store = store;
    this.admin = store.admin();
  }

  @Override
  public Optional<TaskMetadata> find(TaskId id) {
    return admin.find(id).filter(task -> !PurgedTasks.isMark(task)).map(TransitMark::unmark);
  }

  @Override
  public List<TaskMetadata> list(TaskQuery query) {
    List<TaskMetadata> found = new ArrayList<>();
    TaskQuery next = query;
    while (true) {
      List<TaskMetadata> page = admin.list(next);
      for (TaskMetadata task : page) {
        if (!PurgedTasks.isMark(task)) {
          found.add(TransitMark.unmark(task));
        }
        if (found.size() == query.limit()) {
          return found;
        }
      }
      if (page.size() < query.limit()) {
        return found;
      }
      next = query.before(page.get(page.size() - 1).id());
    }
  }

  @Override
  public TaskPage page(TaskQuery query) {
    TaskPage page = admin.page(query);
    List<TaskMetadata> found =
        page.tasks().stream()
            .filter(task -> !PurgedTasks.isMark(task))
            .map(TransitMark::unmark)
            .toList();
    return new TaskPage(found, page.next());
  }

  @Override
  public Map<String, QueueStats> stats() {
    Map<String, QueueStats> stats = new TreeMap<>(admin.stats());
    stats.remove(PurgedTasks.QUEUE);
    // How long the oldest has waited the store does not know of those that wait at the broker.
    stats.replaceAll((queue, s) -> new QueueStats(s.counts(), s.paused()));
    return stats;
  }

  @Override
  public List<Throughput> throughput(Duration width, int spans) {
    return PurgedTasks.without(admin.throughput(width, spans), admin);
  }

  @Override
  public CancelResult cancel(TaskId id) {
    return admin.cancel(id);
  }

  @Override
  public boolean requeue(TaskId id) {
    return admin.requeue(id);
  }

  @Override
  public boolean purge(TaskId id) {
    return admin.find(id).filter(TransitMark::mayBeUnderWay).isPresent()
        ? PurgedTasks.purge(store, List.of(id)).get(0)
        : admin.purge(id);
  }

  @Override
  public void pause(String queue, boolean paused) {
    admin.pause(queue, paused);
  }
}
