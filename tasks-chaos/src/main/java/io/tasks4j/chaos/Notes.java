package io.tasks4j.chaos;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * The history of one process: a line for each thing it did, with the time. Each line is one write,
 * so that what was noted survives a kill, and only the last line can be cut off. Thread-safe.
 */
final class Notes implements AutoCloseable {
  private final FileOutputStream out;

  Notes(Path file) throws IOException {
    out = new FileOutputStream(file.toFile(), true);
  }

  /** Microseconds since the epoch. */
  static long now() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
  }

  /** Notes words, with the time in front. */
  void add(Object... words) {
    StringBuilder line = new StringBuilder(80).append(now());
    for (Object word : words) {
      line.append(' ').append(word);
    }
    try {
      out.write(line.append('\n').toString().getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
