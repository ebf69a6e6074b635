package io.tasks4j.dashboard;

import io.tasks4j.backend.BackendSettings;
import io.tasks4j.queue.QueueConfig;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.sqlite.SqliteBackend;
import io.tasks4j.sqlite.SqliteConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Makes a SQLite file to look at: {@code DemoStore FILE COUNT}. */
public final class DemoStore {
  private DemoStore() {}

  public static void main(String[] args) {
    make(Path.of(args[0]), Integer.parseInt(args[1]));
  }

  /** An hour of work, which ends now. */
  static void make(Path file, int count) {
    Instant start = InstantSource.system().instant().minus(Duration.ofMinutes(60));
    TurnedClock clock = new TurnedClock(start);
    SqliteConfig config = SqliteConfig.defaults().settings(BackendSettings.defaults().clock(clock));
    try (TaskQueue queue =
        TaskQueue.over(SqliteBackend.open(file, config), QueueConfig.create().clock(clock))) {
      Seed.fill(queue, count, () -> clock.turn(Duration.ofMinutes(1)));
    }
  }
}
