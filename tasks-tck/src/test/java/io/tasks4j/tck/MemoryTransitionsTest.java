package io.tasks4j.tck;

import io.tasks4j.backend.BackendSettings;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.backend.memory.MemoryBackend;

class MemoryTransitionsTest extends TransitionContract {
  @Override
  protected TaskBackend open(BackendSettings settings) {
    return new MemoryBackend(settings);
  }
}
