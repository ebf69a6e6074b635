package io.tasks4j.tck.worker;

import io.tasks4j.backend.TaskBackend;
import io.tasks4j.backend.memory.MemoryBackend;
import java.util.Optional;

class MemoryWorkerTest extends WorkerContract {
  @Override
  protected TaskBackend open() {
    return new MemoryBackend();
  }

  @Override
  protected Optional<String> address() {
    return Optional.of("memory:");
  }
}
