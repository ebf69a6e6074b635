package io.tasks4j.backend;

import io.tasks4j.TaskId;
import io.tasks4j.result.QueueStats;
import io.tasks4j.result.TaskMetadata;
import io.tasks4j.result.TaskPage;
import io.tasks4j.result.TaskQuery;
import io.tasks4j.result.Throughput;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What operators can see and do, in code, a dashboard or a command line. Thread-safe. */
public interface TaskAdmin {
  /** One task, if it is still kept. */
  Optional<TaskMetadata> find(TaskId id);

  /** Tasks, the one accepted last first. A record that cannot be read is left out, with a WARN. */
  List<TaskMetadata> list(TaskQuery query);

  /**
   * The first tasks of a listing that are found in a moment, and where to go on: for people who
   * wait, where few among many may match. By default all of {@link #list}.
   */
  default TaskPage page(TaskQuery query) {
    return TaskPage.of(list(query), query);
  }

  /** How many tasks each queue has of each status. Paused queues are there even when empty. */
  Map<String, QueueStats> stats();

  /**
   * How many tasks ended in each of the latest spans of time, the oldest span first, the one that
   * is going on last; see {@link Throughput}. Empty from stores that do not look.
   *
   * @param width of a span, from 1 s to a day
   * @param spans how many, from 1 to {@value Throughput#MOST_SPANS}
   */
  default List<Throughput> throughput(Duration width, int spans) {
    return List.of();
  }

  /** Ends a waiting task, or asks a running one to end. */
  CancelResult cancel(TaskId id);

  /**
   * Puts a dead letter or a cancelled task back, due at once, with all retries before it and
   * without its expiry.
   *
   * @return whether it was put back: false when it is neither, is gone, or another task holds its
   *     unique key
   */
  boolean requeue(TaskId id);

  /**
   * Removes a task that is not running, with its result.
   *
   * @return whether it was removed
   */
  boolean purge(TaskId id);

  /** Stops or starts handing out tasks of a queue, for all workers and over restarts. */
  void pause(String queue, boolean paused);
}
