package io.tasks4j.sqlite;

import io.tasks4j.backend.BackendSettings;
import io.tasks4j.lock.LockStore;
import io.tasks4j.tck.results.TaskLockContract;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** The locks of a backend; each {@code open} is a backend of its own. */
class SqliteLocksTest extends TaskLockContract {
  private final List<SqliteBackend> backends = new ArrayList<>();
  @TempDir Path folder;

  @Override
  protected LockStore open(InstantSource clock) {
    return backend("locks-" + backends.size(), clock);
  }

  @Override
  protected LockStore reopen(InstantSource clock) {
    return backend("locks-" + (backends.size() - 1), clock);
  }

  @Override
  protected boolean isShared() {
    return true;
  }

  @AfterEach
  void close() {
    backends.forEach(SqliteBackend::close);
  }

  private LockStore backend(String name, InstantSource clock) {
    SqliteConfig config = SqliteConfig.defaults().settings(BackendSettings.defaults().clock(clock));
    SqliteBackend backend = SqliteBackend.open(folder.resolve(name + ".db"), config);
    backends.add(backend);
    return backend.locks();
  }
}
