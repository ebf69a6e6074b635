package io.tasks4j.sqlite;

import io.tasks4j.backend.TaskBackend;
import io.tasks4j.tck.worker.WorkerContract;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;

class SqliteWorkerTest extends WorkerContract {
  @TempDir Path folder;

  @Override
  protected TaskBackend open() throws Exception {
    return SqliteBackend.open(newFile());
  }

  @Override
  protected Optional<String> address() throws Exception {
    return Optional.of("sqlite:" + newFile());
  }

  private Path newFile() throws Exception {
    return Files.createTempDirectory(folder, "worker").resolve("tasks.db");
  }
}
