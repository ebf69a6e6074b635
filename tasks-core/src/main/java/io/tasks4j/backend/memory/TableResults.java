package io.tasks4j.backend.memory;

import io.tasks4j.TaskId;
import io.tasks4j.result.Arrival;
import io.tasks4j.result.JoinState;
import io.tasks4j.result.ResultBackend;
import io.tasks4j.result.TaskResult;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Results as a memory backend's own tasks hold them. */
final class TableResults implements ResultBackend {
  private final MemoryBackend backend;

  TableResults(MemoryBackend backend) {
    this.backend = backend;
  }

  @Override
  public Optional<TaskResult> find(TaskId id) {
    return backend.upToDate(() -> backend.resultOf(id));
  }

  @Override
  public Optional<TaskResult> await(TaskId id, Duration timeout) throws InterruptedException {
    return backend.awaitResult(id, timeout);
  }

  @Override
  public boolean delete(TaskId id) {
    return backend.locked(
        () -> {
          MemoryTask e = backend.table.find(id);
          if (e == null || !e.state.status().isTerminal()) {
            return false;
          }
          backend.table.remove(e);
          return true;
        });
  }

  @Override
  public Optional<JoinState> joinState(TaskId dependant) {
    return backend.upToDate(
        () ->
            joined(dependant)
                .flatMap(e -> e.state.parents())
                .map(p -> new JoinState(p.join().parents(), p.arrived(), p.failed())));
  }

  @Override
  public List<Arrival> arrivals(TaskId dependant, int fromSlot, int limit) {
    return backend.upToDate(
        () -> joined(dependant).map(e -> e.arrivals().from(fromSlot, limit)).orElse(List.of()));
  }

  /** A task that waits for others, or did. */
  private Optional<MemoryTask> joined(TaskId id) {
    return Optional.ofNullable(backend.table.find(id)).filter(e -> e.state.parents().isPresent());
  }
}
