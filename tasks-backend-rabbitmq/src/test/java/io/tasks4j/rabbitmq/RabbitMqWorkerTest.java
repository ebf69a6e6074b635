package io.tasks4j.rabbitmq;

import io.tasks4j.backend.TaskBackend;
import io.tasks4j.sqlite.SqliteBackend;
import io.tasks4j.tck.worker.WorkerContract;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.io.TempDir;

class RabbitMqWorkerTest extends WorkerContract {
  @TempDir Path folder;

  @Override
  protected TaskBackend open() {
    return RabbitMqBackend.open(
        TestRabbit.address(), TestRabbit.config(), SqliteBackend.open(newFile()));
  }

  @Override
  protected Optional<String> address() {
    return Optional.of(TestRabbit.uri("sqlite:" + newFile()));
  }

  private Path newFile() {
    return folder.resolve(UUID.randomUUID() + ".db");
  }
}
