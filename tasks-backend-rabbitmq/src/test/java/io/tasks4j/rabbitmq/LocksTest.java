package io.tasks4j.rabbitmq;

import io.tasks4j.backend.BackendSettings;
import io.tasks4j.lock.LockStore;
import io.tasks4j.sqlite.SqliteBackend;
import io.tasks4j.sqlite.SqliteConfig;
import io.tasks4j.tck.results.TaskLockContract;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** The locks of a backend by the broker are those of the store beside it. */
class LocksTest extends TaskLockContract {
  @TempDir Path folder;
  private final List<RabbitMqBackend> backends = new ArrayList<>();
  private Path file;

  @Override
  protected LockStore open(InstantSource clock) throws Exception {
    file = Files.createTempDirectory(folder, "locks").resolve("tasks.db");
    return reopen(clock);
  }

  @Override
  protected LockStore reopen(InstantSource clock) {
    BackendSettings settings = BackendSettings.defaults().clock(clock);
    RabbitMqBackend backend =
        RabbitMqBackend.open(
            TestRabbit.address(),
            TestRabbit.config(),
            SqliteBackend.open(file, SqliteConfig.defaults().settings(settings)));
    backends.add(backend);
    return backend.locks();
  }

  @Override
  protected boolean isShared() {
    return true;
  }

  @AfterEach
  void closeBackends() {
    backends.forEach(RabbitMqBackend::close);
  }
}
