package io.tasks4j.rabbitmq;

import io.tasks4j.tck.faults.CrashContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class WorkersKilledTest extends CrashContract {
  @TempDir Path files;

  @Override
  protected String address(int maxDeliveries) {
    return TestRabbit.uri("sqlite:" + files.resolve("tasks.db"))
        + "&maxDeliveries="
        + maxDeliveries;
  }
}
