package io.tasks4j.sqlite;

import io.tasks4j.backend.BackendUri;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.backend.TaskBackendProvider;
import io.tasks4j.sqlite.file.SqliteDatabase;
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
    return SqliteBackend.open(SqliteDatabase.file(uri), SqliteConfig.from(uri));
  }
}
