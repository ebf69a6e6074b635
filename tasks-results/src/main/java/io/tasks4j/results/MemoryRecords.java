package io.tasks4j.results;

import io.tasks4j.TaskId;
import io.tasks4j.result.MemoryMetadataStore;
import io.tasks4j.result.MetadataSettings;
import io.tasks4j.result.QueueStats;
import io.tasks4j.result.TaskMetadata;
import io.tasks4j.result.TaskQuery;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Records in memory, gone with the store. */
record MemoryRecords(MemoryMetadataStore kept) implements RecordStore {
  MemoryRecords(MetadataSettings settings) {
    this(new MemoryMetadataStore(settings));
  }

  @Override
  public boolean store(TaskMetadata task) {
    return kept.store(task);
  }

  @Override
  public Optional<TaskMetadata> find(TaskId id) {
    return kept.find(id);
  }

  @Override
  public boolean compareAndSet(TaskMetadata expected, TaskMetadata next) {
    return kept.compareAndSet(expected, next);
  }

  @Override
  public boolean delete(TaskId id) {
    return kept.delete(id);
  }

  @Override
  public List<TaskMetadata> list(TaskQuery query) {
    return kept.list(query);
  }

  @Override
  public Map<String, QueueStats> stats() {
    return kept.stats();
  }

  @Override
  public void close() {}
}
