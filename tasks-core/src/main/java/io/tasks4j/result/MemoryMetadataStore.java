package io.tasks4j.result;

import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.ListIterator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Task records in memory; ended ones are forgotten by age and by count. Thread-safe. */
public final class MemoryMetadataStore implements MetadataStore {
  private final MetadataSettings settings;
  private final Map<TaskId, TaskMetadata> records = new LinkedHashMap<>();
  private final Map<TaskId, Long> endedAt = new LinkedHashMap<>();

  /** Keeps ended tasks for 24 hours, at most 10,000 of them. */
  public MemoryMetadataStore() {
    this(MetadataSettings.defaults());
  }

  /** Keeps ended tasks as {@code settings} say. */
  public MemoryMetadataStore(MetadataSettings settings) {
    this.settings = settings;
  }

  @Override
  public synchronized boolean store(TaskMetadata metadata) {
    forgetOld();
    if (records.putIfAbsent(metadata.id(), metadata) != null) {
      return false;
    }
    noteEnd(metadata);
    return true;
  }

  @Override
  public synchronized Optional<TaskMetadata> find(TaskId id) {
    forgetOld();
    return Optional.ofNullable(records.get(id));
  }

  @Override
  public synchronized boolean compareAndSet(TaskMetadata expected, TaskMetadata next) {
    if (!expected.id().equals(next.id())) {
      throw new IllegalArgumentException(
          "a record keeps its id, but " + expected.id() + " became " + next.id());
    }
    forgetOld();
    if (!records.replace(expected.id(), expected, next)) {
      return false;
    }
    noteEnd(next);
    return true;
  }

  @Override
  public synchronized boolean delete(TaskId id) {
    forgetOld();
    endedAt.remove(id);
    return records.remove(id) != null;
  }

  @Override
  public synchronized List<TaskMetadata> list(TaskQuery query) {
    forgetOld();
    List<TaskMetadata> all = new ArrayList<>(records.values());
    List<TaskMetadata> found = new ArrayList<>();
    boolean reached = query.before().isEmpty();
    ListIterator<TaskMetadata> newestFirst = all.listIterator(all.size());
    while (newestFirst.hasPrevious() && found.size() < query.limit()) {
      TaskMetadata task = newestFirst.previous();
      if (reached && query.matches(task)) {
        found.add(task);
      }
      reached = reached || query.before().get().equals(task.id());
    }
    return found;
  }

  @Override
  public synchronized Map<String, QueueStats> stats() {
    forgetOld();
    Map<String, Map<TaskStatus, Long>> counts = new TreeMap<>();
    for (TaskMetadata task : records.values()) {
      counts
          .computeIfAbsent(task.message().queue(), q -> new EnumMap<>(TaskStatus.class))
          .merge(task.status(), 1L, Long::sum);
    }
    Map<String, QueueStats> stats = new TreeMap<>();
    counts.forEach((queue, c) -> stats.put(queue, new QueueStats(c, false)));
    return stats;
  }

  private void noteEnd(TaskMetadata task) {
    endedAt.remove(task.id());
    if (task.status().isTerminal()) {
      endedAt.put(task.id(), settings.clock().millis());
      forgetOld();
    }
  }

  private void forgetOld() {
    long oldest = settings.clock().millis() - settings.endedAge().toMillis();
    Iterator<Map.Entry<TaskId, Long>> ended = endedAt.entrySet().iterator();
    while (ended.hasNext()) {
      Map.Entry<TaskId, Long> first = ended.next();
      if (endedAt.size() <= settings.endedCount() && first.getValue() > oldest) {
        return;
      }
      ended.remove();
      records.remove(first.getKey());
    }
  }
}
