package io.tasks4j.schedule;

import io.tasks4j.TaskId;
import io.tasks4j.TaskOptions;
import io.tasks4j.TaskSerializationException;
import io.tasks4j.TaskType;
import io.tasks4j.TypedTask;
import io.tasks4j.UnsupportedCapabilityException;
import io.tasks4j.backend.Capability;
import io.tasks4j.backend.EnqueueResult;
import io.tasks4j.backend.ScheduleRecord;
import io.tasks4j.backend.ScheduleStore;
import io.tasks4j.internal.LogText;
import io.tasks4j.internal.Names;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.queue.EnqueueInterceptor;
import io.tasks4j.queue.MessageFactory;
import io.tasks4j.queue.TaskQueue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The schedules of a store: to add, change, pause, trigger, list and remove them, while schedulers
 * run and from any process. Thread-safe; has no thread and opens nothing.
 *
 * <p>A change takes effect with the next look of each scheduler: at once in the same {@link
 * Scheduler}, else within its poll interval, by default a second. What is due has been enqueued
 * only when its time came, so a changed schedule leaves no tick of its old definition for later; a
 * task that was enqueued before the change stays.
 */
public final class Schedules {
  private static final Logger LOG = LoggerFactory.getLogger(Schedules.class);
  private static final int PAGE = 1_000;

  /** Longer than any scheduler takes from one look for what was lost to the next. */
  private static final Duration REMOVED_KEPT = Duration.ofDays(2);

  private final TaskQueue queue;
  private final ScheduleStore store;
  private final MessageFactory messages;
  private final EnqueueInterceptor.Next enqueue;
  private final DefinedSchedules defined = new DefinedSchedules();
  private final Runnable changed;

  Schedules(TaskQueue queue, ScheduleStore store, Runnable changed) {
    this.queue = queue;
    this.store = store;
    this.messages = new MessageFactory(queue.config(), queue.backend().capabilities());
    EnqueueInterceptor.Next backend = queue.backend()::enqueue;
    this.enqueue = backend.inside(queue.config().interceptors());
    this.changed = changed;
  }

  /**
   * The schedules that the backend of {@code queue} keeps.
   *
   * @throws UnsupportedCapabilityException when it keeps none
   */
  public static Schedules of(TaskQueue queue) {
    return of(queue, queue.backend().schedules());
  }

  /** The schedules of a store of its own, whose tasks go to {@code queue}. */
  public static Schedules of(TaskQueue queue, ScheduleStore store) {
    return new Schedules(queue, store, () -> {});
  }

  /** Adds or replaces a schedule with default options; see the other {@code add}. */
  public <P> boolean add(String name, Schedule schedule, TypedTask<P, ?> task, P payload) {
    return add(name, schedule, task, payload, ScheduleOptions.defaults());
  }

  /**
   * Adds a schedule, or replaces the one of its name. The first tick is the first one after now, by
   * the store's clock. One that is there with the same definition is left as it stands, so every
   * process can add its schedules when it starts. One that was paused stays paused. One that cannot
   * be read is replaced, with a WARN.
   *
   * <p>A {@link Scheduler} through which it was added puts it back when the store has lost it, with
   * a WARN: not when somebody removed it.
   *
   * <p>A class of the application's own cannot travel: it is known to this object alone, and two of
   * them count as the same definition.
   *
   * @param name 1 to 128 letters, digits, {@code . _ - : /}
   * @param task the defaults of its type say how tasks are enqueued, but not when, or under which
   *     id
   * @return whether anything changed
   * @throws IllegalArgumentException when the name or the defaults of the type do not fit
   */
  public <P> boolean add(
      String name, Schedule schedule, TypedTask<P, ?> task, P payload, ScheduleOptions options) {
    ScheduleDefinition definition = define(name, schedule, task, payload, options);
    DefinedSchedules.Defined mine = defined.define(name, schedule, definition);
    boolean stored =
        change(
            name,
            Schedules::stateIfReadable,
            (old, now) -> {
              if (old.isPresent() && old.get().definition().equals(definition)) {
                return old;
              }
              return Optional.of(begin(name, schedule, definition, old, now));
            });
    mine.stored();
    changed.run();
    return stored;
  }

  /**
   * Lets a schedule fire nothing until it is resumed.
   *
   * @return whether there is one of the name
   */
  public boolean pause(String name) {
    return changeIfThere(name, (state, now) -> state.paused() ? state : state.pausedAt());
  }

  /**
   * Lets a paused schedule go on with its first tick after now; those of the pause are not missed.
   *
   * @return whether there is one of the name
   * @throws IllegalStateException when its class is not known here
   */
  public boolean resume(String name) {
    return changeIfThere(
        name,
        (state, now) -> state.paused() ? state.resumed(now, ticks(name, state).next(now)) : state);
  }

  /**
   * Enqueues a task of a schedule at once, whether or not it is paused or has ended. Its ticks stay
   * as they are.
   *
   * @return the task; where overlap is {@link Overlap#SKIP}, the one that has not ended yet
   * @throws IllegalArgumentException when there is no schedule of the name
   * @throws TaskSerializationException when it cannot be read
   */
  public TaskId trigger(String name) {
    ScheduleState state = state(name);
    TaskMessage message =
        message(name, state, TaskId.next(queue.config().clock()), store.now(), Optional.empty());
    EnqueueResult result = enqueue.proceed(List.of(message)).get(0);
    boolean ignored = changeIfThere(name, (current, now) -> current.fired(now, result.id()));
    return result.id();
  }

  /**
   * Removes a schedule, readable or not, whatever its name. Tasks that were enqueued stay.
   *
   * @return whether there was one
   */
  public boolean remove(String name) {
    defined.forget(name);
    while (true) {
      Optional<ScheduleRecord> record = stored(name);
      if (record.isEmpty()) {
        return false;
      }
      // Not a hole: the processes that defined it would take it for lost.
      Instant until = store.now().plus(REMOVED_KEPT);
      if (store.put(List.of(StateCodec.removed(record.get(), until))).get(0)) {
        changed.run();
        return true;
      }
    }
  }

  /** One schedule. */
  public Optional<ScheduleInfo> find(String name) {
    return stored(name).map(Schedules::info);
  }

  /** All schedules, by name, also those that cannot be read. */
  public List<ScheduleInfo> list() {
    return records().stream()
        .filter(record -> !StateCodec.isRemoved(record))
        .map(Schedules::info)
        .toList();
  }

  /** All that is stored, also where something was removed. */
  List<ScheduleRecord> records() {
    List<ScheduleRecord> all = new ArrayList<>();
    String after = "";
    while (true) {
      List<ScheduleRecord> page = store.list(after, PAGE);
      all.addAll(page);
      // The same name again: of one that is no Unicode, so that the store cannot go on from it.
      if (page.size() < PAGE || page.get(PAGE - 1).name().equals(after)) {
        return all;
      }
      after = page.get(PAGE - 1).name();
    }
  }

  DefinedSchedules defined() {
    return defined;
  }

  /** Stores what the store has lost; false when it has it, or there is nothing to come of it. */
  boolean putBack(DefinedSchedules.Defined lost) {
    Instant now = store.now();
    ScheduleState state =
        begin(lost.name(), lost.schedule(), lost.definition(), Optional.empty(), now);
    if (state.ended()) {
      // Not lost, but forgotten a day after its end.
      defined.forget(lost);
      return false;
    }
    return defined.has(lost) && store.put(List.of(record(lost.name(), 0, state, now))).get(0);
  }

  ScheduleStore store() {
    return store;
  }

  /** The ticks of a schedule; empty when it is of a class that is not known here. */
  Optional<Ticks> ticksIfKnown(String name, ScheduleState state) {
    return state
        .definition()
        .schedule()
        .or(() -> defined.own(name))
        .map(when -> new Ticks(name, state.generation(), when, state.definition().options()));
  }

  /** The record that a state makes, over one of {@code version}. */
  ScheduleRecord record(String name, long version, ScheduleState state, Instant now) {
    Optional<Instant> due = state.next();
    if (due.isPresent()) {
      // Who does not know the class leaves the jitter to those who do.
      due =
          ticksIfKnown(name, state)
              .flatMap(ticks -> state.next().map(ticks::fireTime))
              .or(() -> state.next());
    } else if (state.ended()) {
      due = Optional.of(now.plus(TickPass.ENDED_KEPT));
    }
    return new ScheduleRecord(name, version, due, StateCodec.encode(state));
  }

  /** The message of one tick, as interceptors give it. */
  TaskMessage message(
      String name, ScheduleState state, TaskId id, Instant tick, Optional<Instant> due) {
    return TickMessages.of(name, state, id, tick, due, queue, messages);
  }

  private <P> ScheduleDefinition define(
      String name, Schedule schedule, TypedTask<P, ?> task, P payload, ScheduleOptions options) {
    Names.check("schedule name", name);
    TaskType<?, ?> type = task.type();
    TaskMessage template =
        messages.prepare(
            task.type(), payload, TaskOptions.defaults(), TaskId.derived("schedule/" + name));
    if (template.due().isPresent()) {
      throw new IllegalArgumentException(
          "schedule '"
              + name
              + "' says when its tasks are due, so the defaults of "
              + type
              + " cannot, but say "
              + template.due().get());
    }
    if (options.overlap() == Overlap.SKIP) {
      if (template.unique().isPresent()) {
        throw new IllegalArgumentException(
            "overlap SKIP of schedule '"
                + name
                + "' goes by a unique key of its own, but "
                + type
                + " has one too; use overlap ALLOW with it");
      }
      if (!queue.backend().capabilities().contains(Capability.UNIQUE)) {
        throw new UnsupportedCapabilityException(
            "overlap SKIP needs a backend that keeps unique keys, and this one does not");
      }
    }
    TaskMessage fixed = template.toBuilder(template.id(), Instant.EPOCH).build();
    return ScheduleDefinition.of(schedule, fixed, options);
  }

  private ScheduleState begin(
      String name,
      Schedule schedule,
      ScheduleDefinition definition,
      Optional<ScheduleState> old,
      Instant now) {
    // The tick that is being enqueued while its schedule is replaced has the id it has after it.
    TaskId generation =
        old.map(ScheduleState::generation).orElseGet(() -> TaskId.next(queue.config().clock()));
    boolean paused = old.map(ScheduleState::paused).orElse(false);
    Ticks ticks = new Ticks(name, generation, schedule, definition.options());
    return new ScheduleState(
        definition,
        generation,
        paused,
        now,
        paused ? Optional.empty() : ticks.next(now),
        old.flatMap(ScheduleState::lastTick),
        old.flatMap(ScheduleState::lastTask));
  }

  private Ticks ticks(String name, ScheduleState state) {
    return ticksIfKnown(name, state)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "schedule '"
                        + name
                        + "' is of a class that is not known here;"
                        + " resume it in the process that added it"));
  }

  private ScheduleState state(String name) {
    return stored(name)
        .map(StateCodec::state)
        .orElseThrow(() -> new IllegalArgumentException("there is no schedule '" + name + "'"));
  }

  private Optional<ScheduleRecord> stored(String name) {
    return store.find(name).filter(record -> !StateCodec.isRemoved(record));
  }

  private boolean changeIfThere(
      String name, BiFunction<ScheduleState, Instant, ScheduleState> change) {
    boolean[] there = new boolean[1];
    boolean ignored =
        change(
            name,
            record -> Optional.of(StateCodec.state(record)),
            (old, now) -> {
              there[0] = old.isPresent();
              return old.map(state -> change.apply(state, now));
            });
    changed.run();
    return there[0];
  }

  /** Changes a state, once more from the start whenever somebody else was faster. */
  private boolean change(
      String name,
      Function<ScheduleRecord, Optional<ScheduleState>> read,
      BiFunction<Optional<ScheduleState>, Instant, Optional<ScheduleState>> change) {
    while (true) {
      Optional<ScheduleRecord> record = store.find(name);
      Optional<ScheduleState> old =
          record.filter(found -> !StateCodec.isRemoved(found)).flatMap(read);
      Instant now = store.now();
      Optional<ScheduleState> next = change.apply(old, now);
      if (next.equals(old)) {
        return false;
      }
      long version = record.map(ScheduleRecord::version).orElse(0L);
      if (store.put(List.of(record(name, version, next.orElseThrow(), now))).get(0)) {
        return true;
      }
    }
  }

  private static Optional<ScheduleState> stateIfReadable(ScheduleRecord record) {
    try {
      return Optional.of(StateCodec.state(record));
    } catch (TaskSerializationException e) {
      LOG.warn(
          "schedule {} could not be read, and is replaced",
          LogText.line(record.name()),
          LogText.trace(e));
      return Optional.empty();
    }
  }

  private static ScheduleInfo info(ScheduleRecord record) {
    try {
      return ScheduleInfo.of(record.name(), StateCodec.state(record));
    } catch (TaskSerializationException e) {
      return ScheduleInfo.unreadable(record.name());
    }
  }
}
