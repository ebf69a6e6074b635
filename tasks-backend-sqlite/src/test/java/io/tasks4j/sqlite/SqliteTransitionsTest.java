package io.tasks4j.sqlite;

import io.tasks4j.backend.BackendSettings;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.tck.TransitionContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteTransitionsTest extends TransitionContract {
  @TempDir Path folder;

  @Override
  protected TaskBackend open(BackendSettings settings) {
    Path file = folder.resolve("tasks.db");
    return SqliteBackend.open(file, SqliteConfig.defaults().settings(settings));
  }
}
