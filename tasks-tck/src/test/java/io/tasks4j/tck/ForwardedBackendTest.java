package io.tasks4j.tck;

import io.tasks4j.backend.BackendSettings;
import io.tasks4j.backend.ForwardingBackend;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.backend.memory.MemoryBackend;

/** What forwards and changes nothing keeps every rule that the backend behind it keeps. */
class ForwardedBackendTest extends BackendContract {
  @Override
  protected TaskBackend open(BackendSettings settings) {
    return new ForwardingBackend(new MemoryBackend(settings)) {};
  }
}
