package io.tasks4j.sqlite;

import io.tasks4j.backend.BackendSettings;
import io.tasks4j.lock.LockStore;
import io.tasks4j.tck.results.TaskLockContract;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class SqliteLocksTest extends TaskLockContract {
  @TempDir Path folder;
  private final List<SqliteBackend> backends = new ArrayList<>();
  private Path file;

  @Override
  protected LockStore open(InstantSource clock) throws Exception {
    file = Files.createTempDirectory(folder, "locks").resolve("tasks.db");
    return reopen(clock);
  }

  @Override
  protected LockStore reopen(InstantSource clock) {
    BackendSettings settings = BackendSettings.defaults().clock(clock);
    SqliteBackend backend = SqliteBackend.open(file, SqliteConfig.defaults().settings(settings));
    backends.add(backend);
    return backend.locks();
  }

  @Override
  protected boolean isShared() {
    return true;
  }

  @AfterEach
  void closeBackends() {
    backends.forEach(SqliteBackend::close);
  }
}
