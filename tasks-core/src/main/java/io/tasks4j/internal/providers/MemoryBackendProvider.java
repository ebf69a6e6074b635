package io.tasks4j.internal.providers;

import io.tasks4j.backend.BackendSettings;
import io.tasks4j.backend.BackendUri;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.backend.TaskBackendProvider;
import io.tasks4j.backend.memory.MemoryBackend;
import java.util.Set;

/** Opens {@code memory:}, each time a new and empty one. */
public final class MemoryBackendProvider implements TaskBackendProvider {
  @Override
  public Set<String> schemes() {
    return Set.of("memory");
  }

  @Override
  public TaskBackend open(BackendUri uri) {
    BackendSettings settings = BackendSettings.from(uri);
    uri.checkEmptyRest();
    uri.checkAllRead();
    return new MemoryBackend(settings);
  }
}
