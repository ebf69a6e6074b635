package io.tasks4j.dashboard;

import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import io.tasks4j.UnsupportedCapabilityException;
import io.tasks4j.backend.TaskAdmin;
import io.tasks4j.dashboard.view.WorkerView;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.result.QueueStats;
import io.tasks4j.result.ResultBackend;
import io.tasks4j.result.TaskMetadata;
import io.tasks4j.result.TaskPage;
import io.tasks4j.result.TaskQuery;
import io.tasks4j.result.TaskResult;
import io.tasks4j.result.Throughput;
import io.tasks4j.schedule.Schedules;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What pages and the JSON API read: what costs the store much is kept for a moment. Thread-safe.
 */
final class DashboardData {
  /** So many running tasks are looked at for the workers that hold them. */
  static final int MOST_RUNNING = 1_000;

  private final TaskQueue queue;
  private final CachedValue<Map<String, QueueStats>> stats;
  private final CachedValue<List<Throughput>> throughput;
  private final CachedValue<List<TaskMetadata>> running;

  DashboardData(TaskQueue queue) {
    this.queue = queue;
    MinuteHistory history = new MinuteHistory(queue.admin());
    this.stats = new CachedValue<>(() -> queue.admin().stats());
    this.throughput = new CachedValue<>(history::latest);
    this.running =
        new CachedValue<>(
            () -> queue.admin().list(TaskQuery.of(TaskStatus.RUNNING).limit(MOST_RUNNING)));
  }

  TaskAdmin admin() {
    return queue.admin();
  }

  ResultBackend results() {
    return queue.backend().results();
  }

  InstantSource clock() {
    return queue.config().clock();
  }

  /** By queue. */
  Map<String, QueueStats> stats() {
    return stats.get();
  }

  /** Of all queues together. */
  QueueStats total() {
    return stats().values().stream().reduce(new QueueStats(Map.of(), false), QueueStats::plus);
  }

  List<Throughput> throughput() {
    return throughput.get();
  }

  List<WorkerView> workers() {
    return WorkerView.of(running.get());
  }

  /** Whether there are more running tasks than {@link #workers} looks at. */
  boolean moreRun() {
    return running.get().size() == MOST_RUNNING;
  }

  /** A part of a listing: what is found while somebody waits for a page. */
  TaskPage page(TaskQuery query, Optional<TaskId> before) {
    TaskQuery from = before.map(query::before).orElse(query);
    return BoundedListing.page(queue.admin()::page, from, System::nanoTime);
  }

  Optional<TaskMetadata> find(TaskId id) {
    return queue.admin().find(id);
  }

  Optional<TaskResult> result(TaskId id) {
    return queue.backend().results().find(id);
  }

  /** Empty when the backend keeps none. */
  Optional<Schedules> schedules() {
    try {
      return Optional.of(Schedules.of(queue));
    } catch (UnsupportedCapabilityException e) {
      return Optional.empty();
    }
  }

  /** After a change, which whoever made it wants to see. */
  void changed() {
    stats.forget();
    running.forget();
  }
}
