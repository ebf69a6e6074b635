package io.tasks4j.schedule;

import io.tasks4j.BackendException;
import io.tasks4j.TaskId;
import io.tasks4j.backend.DueSchedules;
import io.tasks4j.backend.EnqueueResult;
import io.tasks4j.backend.ScheduleRecord;
import io.tasks4j.backend.ScheduleStore;
import io.tasks4j.internal.LogText;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.result.TaskMetadata;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One look at what is due: enqueues the ticks that have come, then notes how far it came.
 *
 * <p>In that order, so that a crash in between only repeats it. The ids of ticks are derived, so
 * what is enqueued twice, by a repetition or by several schedulers, is there once; and a tick that
 * was noted is never looked at again, so it cannot come back when its id is forgotten. Not
 * thread-safe.
 */
final class TickPass {
  /** How long a schedule without a next tick is still listed. */
  static final Duration ENDED_KEPT = Duration.ofDays(1);

  private static final Logger LOG = LoggerFactory.getLogger(Scheduler.class);
  private static final int BATCH = 500;
  private static final int LOOK = 1_000;

  /**
   * A process that slept between its look and its enqueue must look again: what it saw may be so
   * old that the id of the tick is forgotten.
   */
  private static final Duration FRESH = Duration.ofSeconds(30);

  private final TaskQueue queue;
  private final Schedules schedules;
  private final ScheduleStore store;
  private final Map<String, Long> troubled = new HashMap<>();

  /** How many stayed due at the last look: they must not hide others from the next one. */
  private int stuck;

  TickPass(TaskQueue queue, Schedules schedules) {
    this.queue = queue;
    this.schedules = schedules;
    this.store = schedules.store();
  }

  /** What one schedule asks for. */
  private record Step(ScheduleRecord old, ScheduleState state, List<Instant> run, Ticks ticks) {}

  /**
   * What a look brought.
   *
   * @param again whether there may be more to do at once
   * @param now the time of the look, by the store's clock
   * @param next when the next schedule is due, if that is within reach
   */
  record Look(boolean again, Instant now, Optional<Instant> next) {}

  /** Fires what is due, and looks ahead for the next one. */
  Look run(Duration ahead) {
    long began = System.nanoTime();
    Instant wall = queue.config().clock().instant();
    DueSchedules seen = store.due(ahead, LOOK + stuck);
    List<Step> steps = new ArrayList<>();
    Set<String> names = new HashSet<>();
    stuck = 0;
    Optional<Instant> next = Optional.empty();
    boolean again = false;
    int ticks = 0;
    for (ScheduleRecord record : seen.records()) {
      Instant due = record.due().orElse(Instant.MAX);
      if (due.isAfter(seen.now())) {
        boolean sooner = next.isEmpty() || due.isBefore(next.get());
        if (sooner && !StateCodec.isRemoved(record)) {
          next = record.due();
        }
        continue;
      }
      names.add(record.name());
      Optional<Step> step = plan(record, seen.now());
      step.ifPresentOrElse(steps::add, () -> stuck++);
      ticks += step.map(s -> s.run().size()).orElse(0);
      if (ticks >= BATCH) {
        again |= flush(steps, seen.now(), began, wall);
        ticks = 0;
      }
    }
    troubled.keySet().retainAll(names);
    again |= flush(steps, seen.now(), began, wall);
    return new Look(again, seen.now(), next);
  }

  private Optional<Step> plan(ScheduleRecord record, Instant now) {
    try {
      if (StateCodec.isRemoved(record)) {
        boolean ignored = store.remove(record.name(), record.version());
        return Optional.empty();
      }
      ScheduleState state = StateCodec.state(record);
      if (state.ended()) {
        boolean ignored = store.remove(record.name(), record.version());
        return Optional.empty();
      }
      Optional<Ticks> ticks = schedules.ticksIfKnown(record.name(), state);
      if (ticks.isEmpty()) {
        trouble(record, null);
        return Optional.empty();
      }
      boolean afterEnd =
          state.definition().schedule().filter(Schedule.FixedDelay.class::isInstance).isPresent();
      Step step =
          afterEnd
              ? afterEnd(record, state, ticks.get(), now)
              : byTime(record, state, ticks.get(), now);
      return Optional.of(step);
    } catch (BackendException e) {
      throw e;
    } catch (RuntimeException e) {
      // One bad record or class must not keep the others from their time.
      trouble(record, e);
      return Optional.empty();
    }
  }

  private static Step byTime(ScheduleRecord record, ScheduleState state, Ticks ticks, Instant now) {
    Ticks.Found found = ticks.at(now, state.after(), state.next().orElse(now));
    return new Step(record, state.next(found.doneUpTo(), found.next()), found.run(), ticks);
  }

  /** Of a fixed delay: the next tick counts from the end of the last task. */
  private Step afterEnd(ScheduleRecord record, ScheduleState state, Ticks ticks, Instant now) {
    Optional<TaskMetadata> last = state.lastTask().flatMap(queue.admin()::find);
    Optional<Instant> later = ticks.next(now);
    if (last.isPresent() && !last.get().status().isTerminal()) {
      // It ends now at the earliest, so nothing is due before then.
      return new Step(record, state.next(state.after(), later), List.of(), ticks);
    }
    Instant planned = state.next().orElse(now);
    Optional<Instant> tick =
        last.flatMap(TaskMetadata::finishedAt)
            .filter(end -> !end.isBefore(state.after()))
            .map(ticks::next)
            .orElse(Optional.of(planned));
    if (tick.isEmpty() || tick.get().isAfter(now)) {
      return new Step(record, state.next(state.after(), tick), List.of(), ticks);
    }
    return new Step(record, state.next(tick.get(), later), List.of(tick.get()), ticks);
  }

  /** Enqueues and notes; true when another look is worth it. */
  private boolean flush(List<Step> steps, Instant now, long began, Instant wall) {
    if (steps.isEmpty()) {
      return false;
    }
    List<Step> batch = List.copyOf(steps);
    steps.clear();
    if (!isFresh(began, wall)) {
      return true;
    }
    Map<TaskId, EnqueueResult> results = enqueue(batch);
    List<ScheduleRecord> records = new ArrayList<>(batch.size());
    for (Step step : batch) {
      if (step.run().stream().map(step.ticks()::id).allMatch(results::containsKey)) {
        ScheduleState noted = note(step, results);
        records.add(schedules.record(step.old().name(), step.old().version(), noted, now));
        troubled.remove(step.old().name());
      }
    }
    // Where this answers false, another scheduler was faster, or the schedule was changed.
    List<Boolean> ignored = store.put(records);
    return !records.isEmpty();
  }

  private boolean isFresh(long began, Instant wall) {
    // Both clocks: one stands still while the machine sleeps, the other one may be set.
    long wallMillis = Duration.between(wall, queue.config().clock().instant()).toMillis();
    return System.nanoTime() - began < FRESH.toNanos() && wallMillis < FRESH.toMillis();
  }

  /** Enqueues the ticks of all steps; where a schedule's cannot be, it is left out. */
  private Map<TaskId, EnqueueResult> enqueue(List<Step> steps) {
    Map<TaskId, EnqueueResult> results = new HashMap<>();
    try {
      List<TaskMessage> all = new ArrayList<>();
      for (Step step : steps) {
        all.addAll(messages(step));
      }
      enqueue(all, results);
    } catch (BackendException e) {
      throw e;
    } catch (RuntimeException e) {
      LOG.debug("ticks were refused together, and are tried one by one", e);
      for (Step step : steps) {
        try {
          enqueue(messages(step), results);
        } catch (BackendException away) {
          throw away;
        } catch (RuntimeException refused) {
          trouble(step.old(), refused);
        }
      }
    }
    return results;
  }

  private List<TaskMessage> messages(Step step) {
    List<TaskMessage> messages = new ArrayList<>();
    for (Instant tick : step.run()) {
      messages.add(
          schedules.message(
              step.old().name(),
              step.state(),
              step.ticks().id(tick),
              tick,
              Optional.of(step.ticks().fireTime(tick))));
    }
    return messages;
  }

  private void enqueue(List<TaskMessage> messages, Map<TaskId, EnqueueResult> results) {
    if (messages.isEmpty()) {
      return;
    }
    List<EnqueueResult> each = queue.backend().enqueue(messages);
    for (int i = 0; i < messages.size(); i++) {
      results.put(messages.get(i).id(), each.get(i));
    }
  }

  private static ScheduleState note(Step step, Map<TaskId, EnqueueResult> results) {
    ScheduleState state = step.state();
    for (Instant tick : step.run()) {
      TaskId id = step.ticks().id(tick);
      EnqueueResult result = results.get(id);
      // Another task's id means that this one still holds the unique key, so the tick is skipped.
      if (result != null && result.id().equals(id)) {
        state = state.fired(tick, id);
      }
    }
    return state;
  }

  private void trouble(ScheduleRecord record, @Nullable RuntimeException cause) {
    if (troubled.put(record.name(), record.version()) != null) {
      return;
    }
    if (cause == null) {
      LOG.info(
          "schedule {} is of a class not known here; other processes have it",
          LogText.line(record.name()));
    } else {
      LOG.warn(
          "schedule {} cannot be fired, the others go on",
          LogText.line(record.name()),
          LogText.trace(cause));
    }
  }
}
