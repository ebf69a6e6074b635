package io.tasks4j.rabbitmq;

import io.tasks4j.backend.BackendSettings;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.sqlite.SqliteBackend;
import io.tasks4j.sqlite.SqliteConfig;
import io.tasks4j.tck.StopContract;
import io.tasks4j.tck.StopPoint;
import io.tasks4j.tck.faults.StepProxy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.io.TempDir;

/** Stopped at whatever it sends to the broker. */
class StopTest extends StopContract {
  @TempDir Path folder;

  private final AtomicLong millis =
      new AtomicLong(Instant.parse("2025-03-01T12:00:00Z").toEpochMilli());
  private RabbitMqConfig config = RabbitMqConfig.defaults();
  private int stores;

  @Override
  protected int stride() {
    return 19;
  }

  @Override
  protected Duration patience() {
    return Duration.ofMillis(200);
  }

  @Override
  protected void newStore() {
    stores++;
    config = TestRabbit.config();
  }

  @Override
  protected TaskBackend process(StopPoint point) throws Exception {
    RabbitMqAddress broker = TestRabbit.address();
    StepProxy proxy = opened(new StepProxy(broker.port(), point, false));
    TaskBackend store = opened(store());
    RabbitMqAddress link =
        new RabbitMqAddress(
            false, "127.0.0.1", proxy.port(), broker.user(), broker.password(), broker.vhost());
    return opened(RabbitMqBackend.open(link, config, store));
  }

  final RabbitMqConfig config() {
    return config;
  }

  final TaskBackend store() {
    BackendSettings settings =
        BackendSettings.defaults().clock(() -> Instant.ofEpochMilli(millis.get()));
    return SqliteBackend.open(
        folder.resolve("tasks" + stores + ".db"), SqliteConfig.defaults().settings(settings));
  }

  @Override
  protected TaskBackend open() {
    return RabbitMqBackend.open(TestRabbit.address(), config, store());
  }

  @Override
  protected void advance(Duration time) {
    millis.addAndGet(time.toMillis());
  }
}
