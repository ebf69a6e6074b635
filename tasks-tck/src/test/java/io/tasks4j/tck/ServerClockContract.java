package io.tasks4j.tck;

import io.tasks4j.backend.BackendSettings;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.backend.memory.MemoryBackend;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.locks.LockSupport;

/**
 * The contract on a backend that goes by a clock which nobody can turn; see {@link RealTimeTest}.
 */
class ServerClockContract extends BackendContract {
  @Override
  protected TaskBackend open(BackendSettings settings) {
    return new MemoryBackend(settings.clock(InstantSource.system()));
  }

  // snippet
  @Override
  protected Duration unit() {
    return Duration.ofMillis(200);
  }

  @Override
  protected void advance(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
  // end
}
