package io.tasks4j.rabbitmq;

import io.tasks4j.TaskId;
import io.tasks4j.backend.BackendSettings;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.servers.SqliteDamage;
import io.tasks4j.servers.SqliteStoreDamage;
import io.tasks4j.sqlite.SqliteBackend;
import io.tasks4j.sqlite.SqliteConfig;
import io.tasks4j.tck.BackendContract;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.io.TempDir;

/** With a store in a SQLite file, whose clock the rules turn. */
class SqliteStoreContractTest extends BackendContract {
  @TempDir Path folder;

  private final AtomicInteger files = new AtomicInteger();
  private RabbitMqConfig config = RabbitMqConfig.defaults();

  @Override
  protected TaskBackend open(BackendSettings settings) {
    files.incrementAndGet();
    config = TestRabbit.config();
    return reopen(settings);
  }

  @Override
  protected String damage(TaskId id, SplittableRandom random) throws Exception {
    return SqliteDamage.damage(folder.resolve("tasks" + files + ".db"), id, random);
  }

  @Override
  protected String damageSchedule(String name, SplittableRandom random) throws Exception {
    return SqliteDamage.damageSchedule(folder.resolve("tasks" + files + ".db"), name, random);
  }

  @Override
  protected String damageStore(SplittableRandom random) throws Exception {
    return SqliteStoreDamage.damage(folder.resolve("tasks" + files + ".db"), random);
  }

  @Override
  protected void empty() throws Exception {
    SqliteDamage.empty(folder.resolve("tasks" + files + ".db"));
  }

  @Override
  protected boolean saysOldestDue() {
    return false;
  }

  @Override
  protected TaskBackend reopen(BackendSettings settings) {
    Path file = folder.resolve("tasks" + files + ".db");
    return RabbitMqBackend.open(
        TestRabbit.address(),
        config,
        SqliteBackend.open(file, SqliteConfig.defaults().settings(settings)));
  }
}
