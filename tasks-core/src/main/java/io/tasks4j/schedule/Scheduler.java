package io.tasks4j.schedule;

import io.tasks4j.TypedTask;
import io.tasks4j.backend.ScheduleStore;
import io.tasks4j.internal.Backoff;
import io.tasks4j.internal.Durations;
import io.tasks4j.internal.Names;
import io.tasks4j.queue.TaskQueue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Enqueues tasks when their schedules say so. Thread-safe.
 *
 * <p>Any number of them work on one store, in any number of processes, and none leads: each tick is
 * enqueued once. All times are by the store's clock. It enqueues only; workers run the tasks.
 *
 * <pre>{@code
 * Scheduler scheduler = Scheduler.builder(queue)
 *     .add("nightly", CronSchedule.of("0 3 * * *", ZoneId.of("Europe/Paris")), Report.TYPE, params)
 *     .start();
 * }</pre>
 */
public final class Scheduler implements AutoCloseable {
  /** Header of a task that a schedule enqueued: the name of the schedule. */
  public static final String NAME_HEADER = "tasks4j-schedule";

  /** Header of a task that a schedule enqueued: its tick, as ISO-8601 text in UTC. */
  public static final String TICK_HEADER = "tasks4j-tick";

  private static final Logger LOG = LoggerFactory.getLogger(Scheduler.class);
  private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(5);
  private static final Duration FIRST_REST = Duration.ofMillis(50);
  private static final Duration LONGEST_REST = Duration.ofSeconds(5);

  private final Schedules schedules;
  private final TickPass pass;
  private final LostSchedules lost;
  private final Duration pollInterval;
  private final List<Consumer<Schedules>> definitions;
  private final ReentrantLock passes = new ReentrantLock();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition woken = lock.newCondition();
  private boolean wake;
  private boolean stopped;
  private @Nullable Thread thread;

  private Scheduler(Builder builder) {
    ScheduleStore store = builder.store;
    this.schedules =
        new Schedules(
            builder.queue, store == null ? builder.queue.backend().schedules() : store, this::wake);
    this.pass = new TickPass(builder.queue, schedules);
    this.pollInterval = builder.pollInterval;
    this.lost = new LostSchedules(schedules, pollInterval);
    this.definitions = List.copyOf(builder.definitions);
  }

  /** A builder of a scheduler that enqueues to {@code queue}. */
  public static Builder builder(TaskQueue queue) {
    return new Builder(queue);
  }

  /** The schedules: to change, pause, trigger, list and remove them. */
  public Schedules schedules() {
    return schedules;
  }

  /**
   * Enqueues what is due now, on the caller's thread; for tests, and programs with a loop of their
   * own. One that was started does it by itself. Puts back what the store has lost, too.
   *
   * @return when the next tick is due, if that is within 36,500 days
   */
  public Optional<Instant> fireDue() {
    passes.lock();
    try {
      lost.putBack();
      TickPass.Look look = pass.run(Durations.MAX);
      while (look.again()) {
        look = pass.run(Durations.MAX);
      }
      return look.next();
    } finally {
      passes.unlock();
    }
  }

  /**
   * Ends the thread; what is due later is left to other schedulers, or to the next start. Returns
   * within 5 s, even when the backend is away. May be called twice.
   */
  @Override
  public void close() {
    Thread running;
    lock.lock();
    try {
      stopped = true;
      running = thread;
      woken.signalAll();
    } finally {
      lock.unlock();
    }
    if (running == null || running.equals(Thread.currentThread())) {
      return;
    }
    try {
      running.join(CLOSE_DEADLINE.toMillis());
      if (running.isAlive()) {
        LOG.warn("the scheduler's thread still waits for the backend; it ends when that answers");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** For tests. */
  Optional<Thread> thread() {
    return Optional.ofNullable(thread);
  }

  private void define() {
    definitions.forEach(definition -> definition.accept(schedules));
  }

  private void start() {
    Thread fresh = new Thread(this::loop, "tasks4j-scheduler");
    fresh.setDaemon(true);
    thread = fresh;
    fresh.start();
    LOG.info("the scheduler has started, and defined {} schedules", definitions.size());
  }

  private void wake() {
    lock.lock();
    try {
      wake = true;
      woken.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void loop() {
    int failures = 0;
    while (true) {
      Duration wait;
      long began = System.nanoTime();
      passes.lock();
      try {
        lost.putBack();
        wait = waitAfter(pass.run(pollInterval));
        if (failures > 0) {
          LOG.info("the scheduler's backend is back");
        }
        failures = 0;
      } catch (RuntimeException | Error e) {
        if (failures == 0 && !isStopped()) {
          LOG.warn("the scheduler's backend fails, trying again until it is back", e);
        }
        wait = Backoff.delay(++failures, FIRST_REST, LONGEST_REST);
      } finally {
        passes.unlock();
      }
      if (waitFor(wait, began)) {
        return;
      }
    }
  }

  private Duration waitAfter(TickPass.Look look) {
    if (look.again()) {
      return Duration.ZERO;
    }
    return look.next().map(next -> Duration.between(look.now(), next)).orElse(pollInterval);
  }

  private boolean isStopped() {
    lock.lock();
    try {
      return stopped;
    } finally {
      lock.unlock();
    }
  }

  /** Waits, from {@code began}, until something changed here; true when it is to stop. */
  private boolean waitFor(Duration wait, long began) {
    lock.lock();
    try {
      long left = wait.toNanos() - (System.nanoTime() - began);
      while (!stopped && !wake && left > 0) {
        left = woken.awaitNanos(left);
      }
      wake = false;
      return stopped;
    } catch (InterruptedException e) {
      // Nobody has reason to interrupt this thread but to end it.
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Collects a scheduler. Not thread-safe. */
  public static final class Builder {
    private final TaskQueue queue;
    private final List<Consumer<Schedules>> definitions = new ArrayList<>();
    private final Set<String> added = new HashSet<>();
    private OtherSchedules others = OtherSchedules.KEEP;
    private Duration pollInterval = Duration.ofSeconds(1);
    private @Nullable ScheduleStore store;

    private Builder(TaskQueue queue) {
      this.queue = Objects.requireNonNull(queue, "queue");
    }

    /** Adds or replaces a schedule at the start; see {@link Schedules#add}. */
    public <P> Builder add(String name, Schedule schedule, TypedTask<P, ?> task, P payload) {
      return add(name, schedule, task, payload, ScheduleOptions.defaults());
    }

    /** Adds or replaces a schedule at the start; see {@link Schedules#add}. */
    public <P> Builder add(
        String name, Schedule schedule, TypedTask<P, ?> task, P payload, ScheduleOptions options) {
      definitions.add(all -> all.add(name, schedule, task, payload, options));
      added.add(name);
      return this;
    }

    /** Removes a schedule at the start, if there is one: one that was added once, or is off. */
    public Builder remove(String name) {
      Names.check("schedule name", name);
      definitions.add(all -> all.remove(name));
      added.remove(name);
      return this;
    }

    /** What becomes of schedules of the store that are not added here; default {@code KEEP}. */
    public Builder others(OtherSchedules fate) {
      others = Objects.requireNonNull(fate, "fate");
      return this;
    }

    /**
     * How long at most until a change by another process is noticed, from 10 ms to a day; default 1
     * s. Ticks are on time whatever it is.
     */
    public Builder pollInterval(Duration interval) {
      Duration given = Durations.positive("pollInterval", interval);
      if (given.toMillis() < 10 || given.compareTo(Duration.ofDays(1)) > 0) {
        throw new IllegalArgumentException(
            "pollInterval must be from 10 ms to a day, but is " + interval);
      }
      pollInterval = given;
      return this;
    }

    /**
     * Keeps schedules in a store of its own; default that of the backend. It is not closed here.
     */
    public Builder store(ScheduleStore other) {
      store = Objects.requireNonNull(other, "other");
      return this;
    }

    /**
     * Adds and removes schedules, and gives a scheduler without a thread: see {@link
     * Scheduler#fireDue}.
     *
     * @throws io.tasks4j.UnsupportedCapabilityException when the backend keeps no schedules
     * @throws IllegalArgumentException when a schedule does not fit
     * @throws io.tasks4j.BackendException when the store fails
     */
    public Scheduler open() {
      Scheduler scheduler = new Scheduler(this);
      scheduler.define();
      others.apply(scheduler.schedules(), Set.copyOf(added));
      return scheduler;
    }

    /** Adds and removes schedules, and starts; throws as {@link #open} does. */
    public Scheduler start() {
      Scheduler scheduler = open();
      scheduler.start();
      return scheduler;
    }
  }
}
