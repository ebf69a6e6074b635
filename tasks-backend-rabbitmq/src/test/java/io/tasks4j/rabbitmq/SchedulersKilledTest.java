package io.tasks4j.rabbitmq;

import io.tasks4j.tck.faults.SchedulerProcessesContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SchedulersKilledTest extends SchedulerProcessesContract {
  @TempDir Path folder;

  @Override
  protected String address() {
    return TestRabbit.uri("sqlite:" + folder.resolve("tasks.db"));
  }
}
