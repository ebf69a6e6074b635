package io.tasks4j.sqlite;

import io.tasks4j.sqlite.file.Reader;
import java.time.InstantSource;

/** Ends what has expired before anybody is told of it: no worker may be there to do it. */
final class Expiry {
  private final Writer writer;
  private final Reader reader;
  private final Sweeper sweeper;
  private final InstantSource clock;

  Expiry(Writer writer, Reader reader, Sweeper sweeper, InstantSource clock) {
    this.writer = writer;
    this.reader = reader;
    this.sweeper = sweeper;
    this.clock = clock;
  }

  /** A look at an index; a transaction only when something has expired. */
  void bringUpToDate() {
    long next = reader.read(Sweeper.NextTimes::read).expiry();
    if (next <= clock.millis()) {
      writer.change(sweeper::expire);
    }
  }
}
