package io.tasks4j.worker;

import io.tasks4j.Task;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.executor.CompletionHook;
import io.tasks4j.executor.Execution.Stop;
import io.tasks4j.executor.ExecutionInterceptor;
import io.tasks4j.executor.TaskExecutor;
import io.tasks4j.executor.TaskRegistry;
import io.tasks4j.internal.Durations;
import io.tasks4j.queue.TaskQueue;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks of one or more queues, a number of them at once, until it is stopped. Thread-safe.
 *
 * <pre>
 * claim loop ─▶ slots (buffer, running tasks) ─▶ settler
 *                  lease keeper: renews all that is in flight
 * </pre>
 *
 * Three threads and one for each slot, all daemons; one more from the first task with a timeout on,
 * and one from the first exclusive one. A thread that a task keeps in spite of an interrupt is
 * replaced, so slots may have twice their number. Any number of workers may share a queue, in one
 * process or many.
 */
public final class Worker implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

  private enum State {
    NEW,
    RUNNING,
    STOPPING,
    STOPPED
  }

  private final Parts parts;
  private final ClaimLoop claimLoop;
  private final LeaseKeeper leaseKeeper;
  private final Thread claimThread;
  private final Thread leaseThread;
  private final Thread settleThread;

  private final InlineRuns inline;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private State state = State.NEW;

  /** What the stop found: see {@link #stop}. */
  private volatile boolean clean = true;

  Worker(
      TaskQueue queue,
      WorkerConfig config,
      TaskRegistry registry,
      List<ExecutionInterceptor> interceptors,
      List<CompletionHook> hooks,
      List<WorkerListener> listeners) {
    TaskExecutor executor =
        new TaskExecutor(
            registry,
            queue.config(),
            queue.backend().capabilities(),
            interceptors,
            hooks,
            config.unknownGiveUp());
    WorkerListener listener = new WorkerListeners(listeners);
    ExclusiveTasks exclusives = new ExclusiveTasks(queue::locks, config.lease());
    this.parts = new Parts(queue.backend(), config, executor, listener, exclusives);
    this.claimLoop = new ClaimLoop(parts);
    this.leaseKeeper = new LeaseKeeper(parts);
    String prefix = "tasks4j-" + config.name();
    this.claimThread = WorkerThreads.platform(prefix + "-claim", claimLoop);
    this.leaseThread = WorkerThreads.platform(prefix + "-leases", leaseKeeper);
    this.settleThread = WorkerThreads.platform(prefix + "-settle", parts.settler);
    this.inline = new InlineRuns(executor, queue.backend());
  }

  /** Starts to build a worker that takes tasks from {@code queue}'s backend. */
  public static WorkerBuilder builder(TaskQueue queue) {
    return new WorkerBuilder(queue);
  }

  /**
   * Starts to work.
   *
   * @throws IllegalStateException when it was started or stopped before
   */
  public synchronized void start() {
    if (state != State.NEW) {
      throw new IllegalStateException(
          "a worker starts once, but " + name() + " is " + state + "; build another");
    }
    state = State.RUNNING;
    parts.backend.attach(inline);
    claimThread.start();
    leaseThread.start();
    settleThread.start();
    for (int i = 0; i < parts.config.concurrency(); i++) {
      parts.startSlot();
    }
    warnOfQueuesOutOfSight();
    if (parts.executor.registry().names().isEmpty()) {
      LOG.warn("worker {} has no task registered: it puts back whatever it claims", name());
    }
    parts.listener.workerStarted(this);
    LOG.info(
        "worker {} runs: queues {}, concurrency {}, tasks {}",
        name(),
        parts.config.queueNames(),
        parts.config.concurrency(),
        parts.executor.registry().names());
  }

  private void warnOfQueuesOutOfSight() {
    for (Task<?, ?> task : parts.executor.registry().tasks()) {
      task.type()
          .defaults()
          .queue()
          .filter(queue -> !parts.config.queueNames().contains(queue))
          .ifPresent(
              queue ->
                  LOG.warn(
                      "worker {} knows the task '{}', but does not look into its queue '{}'",
                      name(),
                      task.type().name(),
                      queue));
    }
  }

  /** Its name. */
  public String name() {
    return parts.config.name();
  }

  /** Its settings. */
  public WorkerConfig config() {
    return parts.config;
  }

  /** How many tasks run at present. */
  public int running() {
    return parts.slots.running().size();
  }

  /**
   * Stops: takes nothing new, gives back what has not started, lets running tasks finish,
   * interrupts them when four fifths of the time are up, and gives back what has not ended then,
   * using up no attempt. Returns by the deadline, even when the backend is away; what could not be
   * settled is delivered again when its lease lapses. Safe before start, twice, from many threads,
   * from a shutdown hook or a task, which is then not waited for. An interrupt of the caller cuts
   * short the time to finish, and nothing else.
   *
   * <p>A task that ignores the interrupt is given back too, while its code may still go on here.
   *
   * @return whether all is done: what ran has finished by itself, nothing runs on, not even on a
   *     thread that was given up, and this worker left no claim and no exclusive key to its lease,
   *     now or earlier. False for a task that stops its own worker
   */
  public boolean stop(Duration deadline) {
    long end = System.nanoTime() + Durations.nanos(deadline);
    State before;
    synchronized (this) {
      before = state;
      if (state == State.NEW) {
        state = State.STOPPED;
        stopped.countDown();
      } else if (state == State.RUNNING) {
        state = State.STOPPING;
      }
    }
    return switch (before) {
      case NEW -> true;
      case STOPPED -> clean;
      case STOPPING -> awaitStopped(end - System.nanoTime()) && clean;
      case RUNNING -> stopRunning(end);
    };
  }

  /** Stops with the deadline of {@link WorkerConfig#stopTimeout()}. */
  @Override
  public void close() {
    stop(parts.config.stopTimeout());
  }

  /** Waits until the worker has stopped, at most {@code timeout}; true when it has. */
  public boolean awaitStopped(Duration timeout) throws InterruptedException {
    return stopped.await(Durations.nanos(timeout), TimeUnit.NANOSECONDS);
  }

  private boolean awaitStopped(long nanos) {
    try {
      return stopped.await(nanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private boolean stopRunning(long end) {
    long total = end - System.nanoTime();
    clean = false;
    claimLoop.stop();
    claimThread.interrupt();
    parts.backend.detach(inline);
    inline.close();
    int refused = parts.settler.refused();
    parts.slots.close().forEach(parts.settler::release);
    boolean finished = false;
    try {
      finished = awaitFinished(total / 5 * 4);
      if (!finished) {
        parts.slots.others().forEach(held -> held.execution.stop(Stop.WORKER_STOPS));
        inline.others().forEach(execution -> execution.stop(Stop.WORKER_STOPS));
        uninterruptibly(end - (end - System.nanoTime()) / 2, this::awaitIdle);
        // They ignore the interrupt; released, they run elsewhere at once.
        parts.slots.others().forEach(parts.settler::release);
      }
      // The claim loop first: a claim that was under way is given back through the settler.
      boolean settled = join(claimThread, end);
      parts.settler.end();
      settled &= join(settleThread, end);
      clean =
          finished
              && settled
              && parts.inFlight.isSettled()
              && parts.settler.refused() == refused
              && parts.slots.abandoned() == 0
              && inline.isIdle();
      return clean;
    } finally {
      parts.settler.abort();
      leaseKeeper.end();
      parts.executor.close();
      synchronized (this) {
        state = State.STOPPED;
      }
      stopped.countDown();
      parts.listener.workerStopped(this);
      LOG.info("worker {} stopped{}", name(), clean ? "" : "; not all is finished and settled");
    }
  }

  /** Lets tasks finish by themselves; an interrupt of the caller means that there is no time. */
  private boolean awaitFinished(long nanos) {
    try {
      return awaitIdle(nanos);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private boolean awaitIdle(long nanos) throws InterruptedException {
    long end = System.nanoTime() + nanos;
    return parts.slots.awaitIdle(nanos) && inline.awaitIdle(end - System.nanoTime());
  }

  private static boolean join(Thread thread, long end) {
    // A listener may stop the worker, on one of its own threads.
    return thread == Thread.currentThread()
        || uninterruptibly(
            end,
            left -> {
              if (left > 0) {
                thread.join(left / 1_000_000, (int) (left % 1_000_000));
              }
              return !thread.isAlive();
            });
  }

  /** A wait for something, at most so many nanoseconds; says whether it came. */
  @FunctionalInterface
  private interface Wait {
    boolean await(long nanos) throws InterruptedException;
  }

  /** Waits until {@code end}, whatever interrupts: what is left to do keeps the deadline anyway. */
  private static boolean uninterruptibly(long end, Wait wait) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return wait.await(end - System.nanoTime());
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** What the threads of a worker share. */
  static final class Parts {
    private final TaskBackend backend;
    private final WorkerConfig config;
    private final TaskExecutor executor;
    private final WorkerListener listener;
    private final ExclusiveTasks exclusives;
    private final SlotPool slots;
    private final InFlight inFlight = new InFlight();
    private final ClaimRequests intake;
    private final OutageLog link;
    private final Settler settler;
    private final ThreadFactory slotThreads;

    Parts(
        TaskBackend backend,
        WorkerConfig config,
        TaskExecutor executor,
        WorkerListener listener,
        ExclusiveTasks exclusives) {
      this.backend = backend;
      this.config = config;
      this.executor = executor;
      this.listener = listener;
      this.exclusives = exclusives;
      this.slots = new SlotPool(config.concurrency());
      this.link = new OutageLog(config.name(), listener);
      this.intake = new ClaimRequests(config, inFlight, listener, backend.results());
      this.settler = new Settler(backend, inFlight, slots, intake, link, listener);
      this.slotThreads = WorkerThreads.factory("tasks4j-" + config.name(), config.virtualThreads());
    }

    TaskBackend backend() {
      return backend;
    }

    WorkerConfig config() {
      return config;
    }

    WorkerListener listener() {
      return listener;
    }

    SlotPool slots() {
      return slots;
    }

    InFlight inFlight() {
      return inFlight;
    }

    ExclusiveTasks exclusives() {
      return exclusives;
    }

    ClaimRequests intake() {
      return intake;
    }

    OutageLog link() {
      return link;
    }

    Settler settler() {
      return settler;
    }

    void startSlot() {
      slotThreads.newThread(new Slot(this, executor)).start();
    }
  }
}
