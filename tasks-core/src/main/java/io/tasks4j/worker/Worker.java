package io.tasks4j.worker;

import io.tasks4j.backend.TaskBackend;
import io.tasks4j.executor.Execution.Stop;
import io.tasks4j.executor.ExecutionInterceptor;
import io.tasks4j.executor.ImmediateBackend;
import io.tasks4j.executor.TaskExecutor;
import io.tasks4j.executor.TaskRegistry;
import io.tasks4j.queue.TaskQueue;
import java.time.Duration;
import java.util.ArrayList;
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
 * Three threads and one for each slot, all daemons. Any number of workers may share a queue, in one
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
  private final List<Thread> threads = new ArrayList<>();
  private final CountDownLatch stopped = new CountDownLatch(1);
  private State state = State.NEW;

  Worker(
      TaskQueue queue,
      WorkerConfig config,
      TaskRegistry registry,
      List<ExecutionInterceptor> interceptors,
      List<WorkerListener> listeners) {
    TaskExecutor executor =
        new TaskExecutor(registry, queue.config(), interceptors, config.unknownGiveUp());
    this.parts = new Parts(queue.backend(), config, executor, new Listeners(listeners));
    this.claimLoop = new ClaimLoop(parts);
    this.leaseKeeper = new LeaseKeeper(parts);
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
    if (parts.backend instanceof ImmediateBackend immediate) {
      immediate.attach(parts.executor);
    }
    String prefix = "tasks4j-" + name();
    threads.add(Threads.platform(prefix + "-claim", claimLoop));
    threads.add(Threads.platform(prefix + "-leases", leaseKeeper));
    threads.add(Threads.platform(prefix + "-settle", parts.settler));
    threads.forEach(Thread::start);
    for (int i = 0; i < parts.config.concurrency(); i++) {
      parts.startSlot();
    }
    LOG.info(
        "worker {} runs: queues {}, concurrency {}, tasks {}",
        name(),
        parts.config.queueNames(),
        parts.config.concurrency(),
        parts.executor.registry().names());
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
   * from a shutdown hook.
   *
   * <p>A task that ignores the interrupt is given back too, while its code may still go on here.
   *
   * @return whether all running tasks finished by themselves and everything was settled
   */
  public boolean stop(Duration deadline) {
    long end = System.nanoTime() + Math.max(0, deadline.toNanos());
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
      case NEW, STOPPED -> true;
      case STOPPING -> awaitStopped(end - System.nanoTime());
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
    return stopped.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
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
    claimLoop.stop();
    threads.get(0).interrupt();
    parts.slots.close().forEach(parts.settler::release);
    boolean finished = false;
    try {
      finished = parts.slots.awaitIdle(total * 4 / 5);
      if (!finished) {
        parts.slots.running().forEach(held -> held.execution.stop(Stop.WORKER_STOPS));
        parts.slots.awaitIdle((end - System.nanoTime()) / 2);
        // They ignore the interrupt; released, they run elsewhere at once.
        parts.slots.running().forEach(parts.settler::release);
      }
      // The claim loop first: a claim that was under way is given back through the settler.
      boolean settled = join(threads.get(0), end);
      parts.settler.end();
      settled &= join(threads.get(2), end);
      return finished && settled;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      parts.settler.abort();
      leaseKeeper.end();
      parts.executor.close();
      synchronized (this) {
        state = State.STOPPED;
      }
      stopped.countDown();
      LOG.info("worker {} stopped{}", name(), finished ? "" : ", some tasks were interrupted");
    }
  }

  private static boolean join(Thread thread, long end) throws InterruptedException {
    long left = end - System.nanoTime();
    if (left > 0) {
      thread.join(left / 1_000_000, (int) (left % 1_000_000));
    }
    return !thread.isAlive();
  }

  /** What the threads of a worker share. */
  static final class Parts {
    private final TaskBackend backend;
    private final WorkerConfig config;
    private final TaskExecutor executor;
    private final WorkerListener listener;
    private final Slots slots;
    private final InFlight inFlight = new InFlight();
    private final Link link;
    private final Settler settler;
    private final ThreadFactory slotThreads;

    Parts(
        TaskBackend backend, WorkerConfig config, TaskExecutor executor, WorkerListener listener) {
      this.backend = backend;
      this.config = config;
      this.executor = executor;
      this.listener = listener;
      this.slots = new Slots(config.concurrency());
      this.link = new Link(config.name(), listener);
      this.settler = new Settler(backend, inFlight, link, listener);
      this.slotThreads = Threads.factory("tasks4j-" + config.name(), config.virtualThreads());
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

    Slots slots() {
      return slots;
    }

    InFlight inFlight() {
      return inFlight;
    }

    Link link() {
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
