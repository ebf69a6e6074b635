package io.tasks4j.executor;

import io.tasks4j.TaskProgress;
import io.tasks4j.backend.Claim;
import io.tasks4j.result.ResultBackend;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One delivery while it runs: how others interrupt it, and hear of its progress. Thread-safe.
 *
 * <p>The interrupt reaches the thread only while the task's own code is on it, and is gone from the
 * thread when {@link TaskExecutor#execute} returns.
 */
public final class Execution {
  /** Why a task is interrupted. */
  public enum Stop {
    /** Its timeout passed. */
    TIMEOUT,
    /** Someone asked to cancel it. */
    CANCELLED,
    /** Its lease is lost: another worker may run it. */
    LEASE_LOST,
    /** The worker's stop deadline passed. */
    WORKER_STOPS
  }

  private final Claim claim;
  private final Optional<ResultBackend> results;
  private @Nullable Thread thread;
  private @Nullable Stop stop;
  private @Nullable TaskProgress progress;
  private boolean untold;

  /** The execution of a claim whose task waited for no other, not started. */
  public Execution(Claim claim) {
    this.claim = claim;
    this.results = Optional.empty();
  }

  /**
   * The execution of a claim, not started.
   *
   * @param results of the claim's backend: there a task finds what it waited for
   */
  public Execution(Claim claim, ResultBackend results) {
    this.claim = claim;
    this.results = Optional.of(results);
  }

  /** What is executed. */
  public Claim claim() {
    return claim;
  }

  /** Where it finds what it waited for. */
  Optional<ResultBackend> results() {
    return results;
  }

  /** Asks the task to end, and interrupts it if it runs. The first reason stays. */
  public synchronized void stop(Stop why) {
    if (stop == null) {
      stop = why;
      if (thread != null) {
        thread.interrupt();
      }
    }
  }

  /** Why the task was asked to end, if it was. */
  public synchronized Optional<Stop> stopped() {
    return Optional.ofNullable(stop);
  }

  /** The progress said since the last call. */
  public synchronized Optional<TaskProgress> takeProgress() {
    Optional<TaskProgress> taken = untold ? lastProgress() : Optional.empty();
    untold = false;
    return taken;
  }

  /** The progress said last, whether or not it was taken: whoever took it may not have told it. */
  public synchronized Optional<TaskProgress> lastProgress() {
    return Optional.ofNullable(progress);
  }

  synchronized void progress(TaskProgress next) {
    progress = next;
    untold = true;
  }

  synchronized void enter() {
    // An interrupt that comes late was meant for the task that ran here before.
    boolean ignored = Thread.interrupted();
    thread = Thread.currentThread();
    if (stop != null) {
      thread.interrupt();
    }
  }

  synchronized void leave() {
    thread = null;
    // Whoever interrupted meant the task; what comes after must not suffer for it.
    boolean ignored = Thread.interrupted();
  }
}
