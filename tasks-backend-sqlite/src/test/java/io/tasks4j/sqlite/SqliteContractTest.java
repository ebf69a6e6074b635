package io.tasks4j.sqlite;

import io.tasks4j.TaskId;
import io.tasks4j.backend.BackendSettings;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.servers.SqliteDamage;
import io.tasks4j.servers.SqliteStoreDamage;
import io.tasks4j.tck.BackendContract;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.SplittableRandom;
import org.junit.jupiter.api.io.TempDir;

class SqliteContractTest extends BackendContract {
  @TempDir Path folder;
  private Path file;

  @Override
  protected TaskBackend open(BackendSettings settings) throws Exception {
    file = Files.createTempDirectory(folder, "contract").resolve("tasks.db");
    return reopen(settings);
  }

  @Override
  protected TaskBackend reopen(BackendSettings settings) {
    return SqliteBackend.open(file, SqliteConfig.defaults().settings(settings));
  }

  @Override
  protected String damage(TaskId id, SplittableRandom random) throws Exception {
    return SqliteDamage.damage(file, id, random);
  }

  @Override
  protected String damageSchedule(String name, SplittableRandom random) throws Exception {
    return SqliteDamage.damageSchedule(file, name, random);
  }

  @Override
  protected String damageStore(SplittableRandom random) throws Exception {
    return SqliteStoreDamage.damage(file, random);
  }

  @Override
  protected void empty() throws Exception {
    SqliteDamage.empty(file);
  }

  @Override
  protected Connection connection() throws Exception {
    Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA busy_timeout = 30000");
    }
    return connection;
  }
}
