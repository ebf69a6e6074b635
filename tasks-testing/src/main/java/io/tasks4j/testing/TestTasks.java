package io.tasks4j.testing;

import io.tasks4j.Task;
import io.tasks4j.TaskError;
import io.tasks4j.TaskId;
import io.tasks4j.TypedTask;
import io.tasks4j.backend.BackendSettings;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.backend.memory.MemoryBackend;
import io.tasks4j.executor.Execution;
import io.tasks4j.executor.ImmediateBackend;
import io.tasks4j.executor.TaskExecutor;
import io.tasks4j.internal.Durations;
import io.tasks4j.message.Payload;
import io.tasks4j.queue.QueueConfig;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.result.TaskMetadata;
import io.tasks4j.result.TaskQuery;
import io.tasks4j.schedule.Scheduler;
import io.tasks4j.schedule.Schedules;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Background tasks under the control of a test: nothing runs, and no time passes, unless it says.
 *
 * <p>Give {@link #queue()} to the code under test, see what it {@link #enqueued()}, run it with
 * {@link #drain()} on the test's own thread, and move time with {@link #advance}. Queues live in
 * memory and keep every promise of a real backend but durability. Retry delays have no jitter here:
 * a retry comes after the longest delay its strategy allows. Thread-safe.
 */
public final class TestTasks implements AutoCloseable {
  private static final Duration UNKNOWN_GIVE_UP = Duration.ofHours(24);

  private final ManualClock clock;
  private final TaskQueue queue;
  private final TaskExecutor executor;
  private final EnqueueRecorder recorder;
  private final ManualWorker deliveries;
  private final Scheduler scheduler;
  private final Runnable heart;
  private final Duration lease;
  private final int drainLimit;

  TestTasks(TestTasksBuilder b) {
    this.clock = b.clock;
    this.lease = b.lease;
    this.drainLimit = b.drainLimit;
    QueueConfig config = b.config.clock(clock);
    BackendSettings settings = b.settings.clock(clock);
    TaskBackend store = b.inline ? new ImmediateBackend(settings) : new MemoryBackend(settings);
    this.executor =
        new TaskExecutor(
            b.registry(), config, store.capabilities(), b.interceptors, UNKNOWN_GIVE_UP);
    if (b.inline) {
      store.attach(claim -> executor.execute(new Execution(claim, store.results())));
    }
    this.recorder = new EnqueueRecorder(store.admin());
    this.heart = this::beat;
    TaskBackend backend = new RecordingBackend(store, recorder, heart);
    this.queue = TaskQueue.over(backend, config);
    this.scheduler = Scheduler.builder(queue).open();
    this.deliveries = new ManualWorker(backend, recorder, executor, clock, lease);
    clock.watch(heart);
  }

  /** Tasks that wait until the test drains them; what is not given here is only recorded. */
  public static TestTasks create(Task<?, ?>... tasks) {
    return builder().register(tasks).build();
  }

  /**
   * Tasks that run while they are enqueued, follow-ups and retries too, as {@code immediate:} does.
   *
   * <p>Due times and the delays of retries are left out. What was snoozed waits for {@link #drain}
   * or {@link #advance}.
   */
  public static TestTasks inline(Task<?, ?>... tasks) {
    return builder().inline().register(tasks).build();
  }

  /** A builder, for clock, lease, queue configuration and more. */
  public static TestTasksBuilder builder() {
    return new TestTasksBuilder();
  }

  /** What the code under test enqueues to. */
  public TaskQueue queue() {
    return queue;
  }

  /** The clock of due times, leases, retries, expiry and retention. */
  public ManualClock clock() {
    return clock;
  }

  /** How long a delivery is held: a crashed one comes back after this. */
  public Duration lease() {
    return lease;
  }

  /**
   * The schedules of {@link #queue()}, for code under test that adds some. Their ticks are fired as
   * {@link #advance} moves the clock over them, and by {@link #drain} when they are due.
   */
  public Schedules schedules() {
    return scheduler.schedules();
  }

  /** All that was enqueued through {@link #queue()} or by running tasks, in that order. */
  public RecordedTasks<Payload> enqueued() {
    return RecordedTasks.of(recorder.recorded(), queue.config().codec());
  }

  /** Those of the type of {@code task}, payloads decoded. */
  public <P> RecordedTasks<P> enqueued(TypedTask<P, ?> task) {
    return enqueued().ofType(task);
  }

  /** Forgets what was enqueued so far, for the record alone: the tasks stay. */
  public void clearEnqueued() {
    recorder.clear();
  }

  /**
   * Runs what is due now, in order of priority, and what becomes due by that, until nothing is.
   *
   * <p>On the caller's thread; the clock does not move. A task of a name that is not registered is
   * put back, as a worker does, and not counted. Several queues are emptied in order of their
   * names.
   *
   * @return how many deliveries ran
   * @throws AssertionError when it comes to no end
   */
  public int drain() {
    Count count = new Count("drain()");
    drain(count);
    return count.total;
  }

  /**
   * Moves the clock by {@code time}, stopping to fire each tick and run each task at its own time,
   * in order.
   *
   * <p>Runs what is due now first. To move the clock and run nothing: {@code clock().advance(…)}.
   *
   * @return how many deliveries ran
   * @throws AssertionError when it comes to no end
   */
  public int advance(Duration time) {
    Instant end = clock.instant().plus(Durations.notNegative("time", time));
    Count count = new Count("advance(" + time + ")");
    drainUntil(end, count);
    if (clock.instant().isBefore(end)) {
      clock.set(end);
      drain(count);
    }
    return count.total;
  }

  /**
   * Runs everything, now and later: moves the clock from one due time to the next until no
   * registered task waits for one. Ticks on the way are fired; those to come are not waited for.
   *
   * @return how many deliveries ran
   * @throws AssertionError when it comes to no end
   */
  public int drainUntilIdle() {
    Count count = new Count("drainUntilIdle()");
    drainUntil(Instant.MAX, count);
    return count.total;
  }

  /**
   * Runs the next delivery that is due, and no other.
   *
   * @return whether there was one
   */
  public boolean runNext() {
    Optional<Instant> ignored = scheduler.fireDue();
    Optional<Claim> claim = deliveries.claim();
    claim.ifPresent(deliveries::deliver);
    return claim.isPresent();
  }

  /**
   * Lets a worker die with the next task that is due, before it does anything.
   *
   * <p>The task is delivered again once its {@link #lease()} has passed, with its attempt raised.
   *
   * @throws AssertionError when nothing is due
   */
  public TaskId crashBeforeRun() {
    return claimToLose().id();
  }

  /**
   * Lets a worker run the next task that is due, and die before it can settle it.
   *
   * <p>This is why a task must bear to be run twice: its work is done, and it is delivered again
   * once its {@link #lease()} has passed.
   *
   * @throws AssertionError when nothing is due
   */
  public TaskId crashAfterRun() {
    Claim claim = claimToLose();
    deliveries.execute(claim);
    return claim.id();
  }

  /** Tasks that ended in failure, the newest first. */
  public List<TaskMetadata> deadLetters() {
    return deliveries.list(TaskQuery.deadLetters());
  }

  /**
   * Asserts that no task ended in failure.
   *
   * @throws AssertionError with the errors of those that did
   */
  public void assertNoDeadLetters() {
    fail("dead letters", deadLetters());
  }

  /**
   * Asserts that no attempt failed, not even one that was tried again.
   *
   * @throws AssertionError with the errors of those that did
   */
  public void assertNoFailures() {
    List<TaskMetadata> failed =
        deliveries.list(TaskQuery.all()).stream()
            .filter(task -> task.failures() > 0 || task.error().isPresent())
            .toList();
    fail("tasks with failed attempts", failed);
  }

  /** Releases everything; the record stays readable. May be called twice. */
  @Override
  public void close() {
    clock.unwatch(heart);
    executor.close();
    queue.close();
  }

  private void beat() {
    deliveries.beat();
  }

  private void drainUntil(Instant end, Count count) {
    drain(count);
    Optional<Instant> next = nextEvent(end);
    while (next.isPresent() && !next.get().isAfter(end)) {
      clock.set(next.get());
      drain(count);
      next = nextEvent(end);
    }
  }

  /** When the next task or tick is due. Without an end, ticks alone are no reason to go on. */
  private Optional<Instant> nextEvent(Instant end) {
    Optional<Instant> task = deliveries.nextEvent();
    if (task.isEmpty() && end.equals(Instant.MAX)) {
      return task;
    }
    return Stream.concat(task.stream(), scheduler.fireDue().stream())
        .min(Comparator.naturalOrder());
  }

  private void drain(Count count) {
    Optional<Instant> ignored = scheduler.fireDue();
    Optional<Claim> claim = deliveries.claim();
    while (claim.isPresent()) {
      if (count.total >= drainLimit) {
        deliveries.giveBack(claim.get());
        throw count.endless();
      }
      if (deliveries.deliver(claim.get())) {
        count.add(claim.get().message().name());
      }
      claim = deliveries.claim();
    }
  }

  private Claim claimToLose() {
    Optional<Instant> ignored = scheduler.fireDue();
    return deliveries
        .claim()
        .orElseThrow(
            () -> new AssertionError("no task is due that a worker could die with. " + enqueued()));
  }

  private static void fail(String what, List<TaskMetadata> tasks) {
    if (tasks.isEmpty()) {
      return;
    }
    StringBuilder text = new StringBuilder("there are ").append(what).append(":");
    for (TaskMetadata task : tasks) {
      text.append("\n- ").append(task.message().name()).append(" ").append(task.id());
      text.append(" is ").append(task.status()).append(" after ").append(task.attempts());
      text.append(" attempt(s)");
      task.error().ifPresent(error -> text.append(": ").append(describe(error)));
    }
    throw new AssertionError(text.toString());
  }

  private static String describe(TaskError error) {
    String trace = error.stackTrace().isEmpty() ? "" : "\n  " + error.stackTrace().strip();
    return error.reason() + ", " + error.type() + ": " + error.message() + trace;
  }

  /** Deliveries of one call, for its result and for the error when they do not end. */
  private static final class Count {
    private final String call;
    private final Map<String, Integer> byName = new TreeMap<>();
    private int total;

    Count(String call) {
      this.call = call;
    }

    void add(String name) {
      total++;
      byName.merge(name, 1, Integer::sum);
    }

    AssertionError endless() {
      return new AssertionError(
          call
              + " has run "
              + total
              + " deliveries, and more are due: "
              + byName
              + ". A task that snoozes or enqueues itself each time never ends;"
              + " if so many are right, raise drainLimit");
    }
  }
}
