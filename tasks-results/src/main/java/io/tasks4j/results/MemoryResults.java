package io.tasks4j.results;

import io.tasks4j.TaskId;
import io.tasks4j.result.MemoryResultBackend;
import io.tasks4j.result.ResultSettings;
import io.tasks4j.result.TaskResult;
import java.time.Duration;
import java.util.Optional;

/** Results in memory, gone with the store. */
record MemoryResults(MemoryResultBackend kept) implements ResultStore {
  MemoryResults(ResultSettings settings) {
    this(new MemoryResultBackend(settings));
  }

  @Override
  public boolean store(TaskResult result) {
    return kept.store(result);
  }

  @Override
  public Optional<TaskResult> find(TaskId id) {
    return kept.find(id);
  }

  @Override
  public Optional<TaskResult> await(TaskId id, Duration timeout) throws InterruptedException {
    return kept.await(id, timeout);
  }

  @Override
  public boolean delete(TaskId id) {
    return kept.delete(id);
  }

  @Override
  public void close() {}
}
