package io.tasks4j.backend.memory;

import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import io.tasks4j.backend.CancelResult;
import io.tasks4j.backend.TaskAdmin;
import io.tasks4j.backend.TaskEvent;
import io.tasks4j.backend.Transition;
import io.tasks4j.internal.Names;
import io.tasks4j.result.QueueStats;
import io.tasks4j.result.TaskMetadata;
import io.tasks4j.result.TaskQuery;
import io.tasks4j.result.Throughput;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

final class MemoryAdmin implements TaskAdmin {
  private final MemoryBackend backend;

  MemoryAdmin(MemoryBackend backend) {
    this.backend = backend;
  }

  @Override
  public Optional<TaskMetadata> find(TaskId id) {
    return backend.upToDate(
        () -> Optional.ofNullable(backend.table.find(id)).map(MemoryTask::metadata));
  }

  @Override
  public List<TaskMetadata> list(TaskQuery query) {
    return backend.upToDate(() -> collect(query));
  }

  @Override
  public Map<String, QueueStats> stats() {
    return backend.upToDate(this::count);
  }

  @Override
  public List<Throughput> throughput(Duration width, int spans) {
    return backend.upToDate(() -> ended(width, spans));
  }

  @Override
  public CancelResult cancel(TaskId id) {
    return backend.upToDate(
        () ->
            apply(id, new TaskEvent.Cancel(backend.updates.now()))
                .map(
                    t ->
                        t.state().status() == TaskStatus.RUNNING
                            ? CancelResult.REQUESTED
                            : CancelResult.CANCELLED)
                .orElse(CancelResult.NOTHING));
  }

  @Override
  public boolean requeue(TaskId id) {
    return backend.upToDate(
        () -> {
          long now = backend.updates.now();
          return !isKeyHeld(id, now) && apply(id, new TaskEvent.Requeue(now)).isPresent();
        });
  }

  @Override
  public boolean purge(TaskId id) {
    return backend.upToDate(
        () -> apply(id, new TaskEvent.Purge(backend.updates.now())).isPresent());
  }

  /** What became of a task; empty when there is none, or it did not take effect. */
  private Optional<Transition> apply(TaskId id, TaskEvent event) {
    return Optional.ofNullable(backend.table.find(id))
        .map(e -> backend.updates.apply(e, event))
        .filter(Transition::applied);
  }

  /** Whether another task holds the unique key of this one. */
  private boolean isKeyHeld(TaskId id, long now) {
    MemoryTask e = backend.table.find(id);
    return e != null
        && e.message
            .unique()
            .map(u -> backend.table.holder(e.message.queue(), u, e, now))
            .isPresent();
  }

  @Override
  public void pause(String queue, boolean paused) {
    Names.check("queue name", queue);
    backend.pause(queue, paused);
  }

  private List<TaskMetadata> collect(TaskQuery query) {
    List<TaskMetadata> found = new ArrayList<>();
    MemoryTask e = backend.table.newest();
    if (query.before().isPresent()) {
      MemoryTask last = backend.table.find(query.before().get());
      e = last == null ? null : last.older;
    }
    for (; e != null; e = e.older) {
      TaskMetadata task = e.metadata();
      if (query.matches(task)) {
        found.add(task);
        if (found.size() == query.limit()) {
          break;
        }
      }
    }
    return found;
  }

  private List<Throughput> ended(Duration width, int spans) {
    Instant first = Throughput.first(Instant.ofEpochMilli(backend.updates.now()), width, spans);
    long[] finished = new long[spans];
    long[] dead = new long[spans];
    for (MemoryTask e = backend.table.newest(); e != null; e = e.older) {
      if (e.state.status().isTerminal() && e.state.finished() >= first.toEpochMilli()) {
        int span = (int) ((e.state.finished() - first.toEpochMilli()) / width.toMillis());
        (e.state.status() == TaskStatus.FAILURE ? dead : finished)[Math.min(span, spans - 1)]++;
      }
    }
    return Throughput.of(first, width, finished, dead);
  }

  private Map<String, QueueStats> count() {
    Map<String, Map<TaskStatus, Long>> counts = new TreeMap<>();
    backend.paused.forEach(queue -> counts.put(queue, new EnumMap<>(TaskStatus.class)));
    for (MemoryTask e = backend.table.newest(); e != null; e = e.older) {
      counts
          .computeIfAbsent(e.message.queue(), q -> new EnumMap<>(TaskStatus.class))
          .merge(e.state.status(), 1L, Long::sum);
    }
    Map<String, Long> oldest = oldestDue();
    long now = backend.updates.now();
    Map<String, QueueStats> stats = new TreeMap<>();
    counts.forEach(
        (q, c) ->
            stats.put(
                q,
                new QueueStats(
                    c,
                    backend.paused.contains(q),
                    Optional.ofNullable(oldest.get(q)).map(due -> Duration.ofMillis(now - due)))));
    return stats;
  }

  /** When the oldest due task of each queue fell due; of the queues that have one. */
  private Map<String, Long> oldestDue() {
    Map<String, Long> oldest = new HashMap<>();
    long now = backend.updates.now();
    for (MemoryTask e = backend.table.newest(); e != null; e = e.older) {
      if (e.state.waits() && !e.state.blocked() && e.state.due() <= now) {
        oldest.merge(e.message.queue(), e.state.due(), Math::min);
      }
    }
    return oldest;
  }
}
