package io.tasks4j.internal.providers;

import io.tasks4j.backend.BackendSettings;
import io.tasks4j.backend.BackendUri;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.backend.TaskBackendProvider;
import io.tasks4j.backend.dummy.DummyBackend;
import java.util.Set;

/** Opens {@code dummy:}. */
public final class DummyBackendProvider implements TaskBackendProvider {
  @Override
  public Set<String> schemes() {
    return Set.of("dummy");
  }

  @Override
  public TaskBackend open(BackendUri uri) {
    BackendSettings settings = BackendSettings.from(uri);
    uri.checkEmptyRest();
    uri.checkAllRead();
    return new DummyBackend(settings);
  }
}
