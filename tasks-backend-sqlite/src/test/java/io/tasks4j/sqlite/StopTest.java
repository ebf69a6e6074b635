package io.tasks4j.sqlite;

import io.tasks4j.backend.BackendSettings;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.tck.StopContract;
import io.tasks4j.tck.StopPoint;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;

/** Stopped at its calls, each of which is a transaction or more. */
class StopTest extends StopContract {
  @TempDir Path folder;

  final ManualClock clock = new ManualClock();
  private int files;

  final Path file() {
    return folder.resolve("tasks" + files + ".db");
  }

  @Override
  protected void newStore() {
    files++;
  }

  @Override
  protected TaskBackend process(StopPoint point) throws Exception {
    return point.calls(opened(open()));
  }

  @Override
  protected TaskBackend open() {
    BackendSettings settings = BackendSettings.defaults().clock(clock);
    return SqliteBackend.open(file(), SqliteConfig.defaults().settings(settings));
  }

  @Override
  protected void advance(Duration time) {
    clock.advance(time);
  }
}
