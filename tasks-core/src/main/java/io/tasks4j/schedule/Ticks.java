package io.tasks4j.schedule;

import io.tasks4j.TaskId;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The ticks of one schedule: which have come, which are run, and which one is next. Pure.
 *
 * <p>However long nobody looked, the work is bounded: ticks are not walked through one by one, but
 * looked up from their end.
 */
final class Ticks {
  private static final Duration MOSTLY_ON_TIME = Duration.ofMinutes(1);

  private final String name;
  private final TaskId generation;
  private final Schedule schedule;
  private final ScheduleOptions options;

  Ticks(String name, TaskId generation, Schedule schedule, ScheduleOptions options) {
    this.name = name;
    this.generation = generation;
    this.schedule = schedule;
    this.options = options;
  }

  /**
   * What came of a look at the time.
   *
   * @param run the ticks to run, the oldest first
   * @param doneUpTo the latest tick that has come
   * @param next the tick after it
   */
  record Found(List<Instant> run, Instant doneUpTo, Optional<Instant> next) {}

  /** The first tick after {@code after}, within start and end. */
  Optional<Instant> next(Instant after) {
    return Optional.ofNullable(nextOrNull(after));
  }

  /** The id of a tick's task: the same in every process, and for no other tick. */
  TaskId id(Instant tick) {
    return TaskId.derived("schedule/" + name + "/" + generation + "/" + tick.toEpochMilli());
  }

  /** When a tick is to be run: its own time, and its share of the jitter. */
  Instant fireTime(Instant tick) {
    long most = options.jitter().toMillis();
    return most == 0
        ? tick
        : tick.plusMillis(Math.floorMod(id(tick).value().getLeastSignificantBits(), most + 1));
  }

  /** What is to be done at {@code now}, when {@code next} is the first tick not yet done with. */
  Found at(Instant now, Instant after, Instant next) {
    int keep = options.missed().max();
    Deque<Instant> come = new ArrayDeque<>();
    // Up to here every tick has come, whatever its share of the jitter.
    Instant sure = now.minus(options.jitter());
    Instant doneUpTo = after;
    Instant upcoming = next;
    if (!next.isAfter(sure)) {
      Instant latest = latest(next, sure);
      doneUpTo = latest;
      come.addFirst(latest);
      while (come.size() < keep && latest.isAfter(next)) {
        latest = latest(next, latest.minusMillis(1));
        come.addFirst(latest);
      }
      upcoming = nextOrNull(doneUpTo);
    }
    while (upcoming != null && !fireTime(upcoming).isAfter(now)) {
      come.addLast(upcoming);
      if (come.size() > keep) {
        come.removeFirst();
      }
      doneUpTo = upcoming;
      upcoming = nextOrNull(doneUpTo);
    }
    if (options.missed().policy() == MissedTicks.Policy.SKIP) {
      come.removeIf(tick -> fireTime(tick).plus(MOSTLY_ON_TIME).isBefore(now));
    }
    return new Found(List.copyOf(come), doneUpTo, Optional.ofNullable(upcoming));
  }

  /** The latest tick that is not after {@code limit}; {@code first} is one. */
  private Instant latest(Instant first, Instant limit) {
    Instant second = nextOrNull(first);
    if (second == null || second.isAfter(limit)) {
      return first;
    }
    // A later question never has an earlier answer, so the answers can be halved.
    long low = first.toEpochMilli();
    long high = limit.toEpochMilli();
    while (high - low > 1) {
      long middle = low + (high - low) / 2;
      Instant found = nextOrNull(Instant.ofEpochMilli(middle));
      if (found == null || found.isAfter(limit)) {
        high = middle;
      } else {
        low = middle;
      }
    }
    Instant found = nextOrNull(Instant.ofEpochMilli(low));
    return found == null || found.isAfter(limit) ? second : found;
  }

  private @Nullable Instant nextOrNull(Instant after) {
    Instant from = after;
    if (options.startAt().isPresent() && from.isBefore(options.startAt().get())) {
      from = options.startAt().get().minusMillis(1);
    }
    Optional<ZonedDateTime> found = schedule.next(from.atZone(ZoneOffset.UTC));
    if (found.isEmpty()) {
      return null;
    }
    Instant tick = WholeMillis.ceiling(found.get().toInstant());
    if (!tick.isAfter(from)) {
      throw new IllegalStateException(
          "schedule '" + name + "' gave " + tick + " as a time after " + from);
    }
    return options.endAt().filter(tick::isAfter).isPresent() ? null : tick;
  }
}
