package io.tasks4j.sqlite;

import io.tasks4j.backend.BackendUri;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.backend.TaskBackendProvider;
import java.nio.file.Path;
import java.util.Set;

/**
 * Opens {@code sqlite:path/to/file.db?synchronous=FULL&busyTimeout=10s&pollOtherProcesses=20ms}.
 */
public final class SqliteBackendProvider implements TaskBackendProvider {
  @Override
  public Set<String> schemes() {
    return Set.of("sqlite");
  }

  @Override
  public TaskBackend open(BackendUri uri) {
    return SqliteBackend.open(file(uri), SqliteConfig.from(uri));
  }

  private static Path file(BackendUri uri) {
    String rest = uri.rest();
    if (rest.isBlank()) {
      throw new IllegalArgumentException(
          "a sqlite address names a file, like sqlite:app-tasks.db, but this names none");
    }
    if (rest.startsWith(":memory:")) {
      throw new IllegalArgumentException(
          "sqlite::memory: would lose its tasks with the process; "
              + "use memory: for that, or name a file, like sqlite:app-tasks.db");
    }
    Path file = uri.file();
    if (rest.startsWith("//") && !rest.startsWith("///")) {
      throw new IllegalArgumentException(
          "sqlite:"
              + rest
              + " would be a file of the root folder; name it as sqlite:"
              + rest.substring(2)
              + ", or, if you mean that, as sqlite:"
              + rest.substring(1));
    }
    return file;
  }
}
