package io.tasks4j.chaos;

import java.io.IOException;
import java.nio.LongBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;

/**
 * The clocks of a run, which faults set: that of the store, and that of each process, which may be
 * on another host. Each is the machine's own, and an offset in a file that all processes see, so
 * that they all see a step at the same moment. Thread-safe.
 */
final class Clocks {
  private static final int PROCESSES = 32;

  /** Offsets in milliseconds: of the store, then of each process. */
  private final LongBuffer offsets;

  Clocks(Path file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      offsets =
          channel
              .map(FileChannel.MapMode.READ_WRITE, 0, Long.BYTES * (1 + PROCESSES))
              .asLongBuffer();
    }
  }

  /** The store's. */
  InstantSource ofStore() {
    return () -> Instant.now().plusMillis(storeOffset());
  }

  /** The one that process {@code which} goes by, from 0. */
  InstantSource ofProcess(int which) {
    return () -> Instant.now().plusMillis(offsets.get(1 + which));
  }

  long storeOffset() {
    return offsets.get(0);
  }

  void setStore(long offset) {
    offsets.put(0, offset);
  }

  void setProcess(int which, long offset) {
    offsets.put(1 + which, offset);
  }
}
