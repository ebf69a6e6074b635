package io.tasks4j.sqlite;

import io.tasks4j.sqlite.file.ReadConnection;
import java.time.InstantSource;

/** Ends what has expired before anybody is told of it: no worker may be there to do it. */
final class ExpiredTasks {
  private final Writer writer;
  private final ReadConnection reader;
  private final Sweeper sweeper;
  private final InstantSource clock;

  ExpiredTasks(Writer writer, ReadConnection reader, Sweeper sweeper, InstantSource clock) {
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
