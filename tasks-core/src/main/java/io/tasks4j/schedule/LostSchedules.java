package io.tasks4j.schedule;

import io.tasks4j.backend.ScheduleRecord;
import io.tasks4j.internal.LogText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts back what this process defined and nobody removed, when the store has it no more: it was
 * emptied, or an older copy was restored. Who removes a schedule leaves a mark in its place, so
 * that what is gone without one was lost. Not thread-safe.
 */
final class LostSchedules {
  private static final Logger LOG = LoggerFactory.getLogger(Scheduler.class);

  /** So many poll intervals from look to look, but no more than an hour. */
  private static final int INTERVALS = 5;

  private static final Duration LONGEST = Duration.ofHours(1);

  /** A look may take so small a part of the time, however many schedules there are. */
  private static final int SHARE = 100;

  private final Schedules schedules;
  private final long betweenNanos;
  private long nextLook;

  LostSchedules(Schedules schedules, Duration pollInterval) {
    this.schedules = schedules;
    Duration between = pollInterval.multipliedBy(INTERVALS);
    this.betweenNanos = (between.compareTo(LONGEST) < 0 ? between : LONGEST).toNanos();
    this.nextLook = System.nanoTime() + betweenNanos;
  }

  /** Looks, when it is time to. */
  void putBack() {
    long began = System.nanoTime();
    if (began - nextLook < 0) {
      return;
    }
    List<DefinedSchedules.Defined> expected = schedules.defined().stored();
    if (!expected.isEmpty()) {
      putBack(expected);
    }
    long ended = System.nanoTime();
    nextLook = ended + Math.max(betweenNanos, (ended - began) * SHARE);
  }

  private void putBack(List<DefinedSchedules.Defined> expected) {
    Map<String, Boolean> removed = new HashMap<>();
    for (ScheduleRecord record : schedules.records()) {
      removed.put(record.name(), StateCodec.isRemoved(record));
    }
    List<String> back = new ArrayList<>();
    for (DefinedSchedules.Defined defined : expected) {
      @Nullable Boolean gone = removed.get(defined.name());
      if (gone == null) {
        if (schedules.putBack(defined)) {
          back.add(LogText.line(defined.name()));
        }
      } else if (gone) {
        schedules.defined().forget(defined);
      }
    }
    if (!back.isEmpty()) {
      LOG.warn(
          "the store had lost schedules of this process, which were put back: {}; it was emptied,"
              + " or an older copy was restored, so look for what else is gone",
          back);
    }
  }
}
