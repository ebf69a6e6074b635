package io.tasks4j.worker;

import io.tasks4j.BackendUnavailableException;
import io.tasks4j.TaskId;
import io.tasks4j.result.MemoryResultBackend;
import io.tasks4j.result.ResultBackend;
import io.tasks4j.result.ResultSettings;
import io.tasks4j.result.TaskResult;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** A store of results that can be away. */
final class FlakyResults implements ResultBackend {
  final AtomicInteger refused = new AtomicInteger();
  volatile boolean away;

  private final ResultBackend next =
      new MemoryResultBackend(ResultSettings.defaults().maxBytes(1_000));

  @Override
  public boolean store(TaskResult result) {
    check();
    return next.store(result);
  }

  @Override
  public Optional<TaskResult> find(TaskId id) {
    check();
    return next.find(id);
  }

  @Override
  public Optional<TaskResult> await(TaskId id, Duration timeout) throws InterruptedException {
    check();
    return next.await(id, timeout);
  }

  @Override
  public boolean delete(TaskId id) {
    check();
    return next.delete(id);
  }

  @Override
  public void close() {
    next.close();
  }

  private void check() {
    if (away) {
      refused.incrementAndGet();
      throw new BackendUnavailableException("the store is away", null);
    }
  }
}
