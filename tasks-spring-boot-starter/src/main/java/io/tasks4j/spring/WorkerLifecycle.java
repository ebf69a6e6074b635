package io.tasks4j.spring;

import io.tasks4j.worker.Worker;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

/**
 * Starts the application's worker last and stops it first. Thread-safe.
 *
 * <p>A worker starts once, a context may start again: each start builds another worker. A stop
 * waits for running tasks, at most as long as {@code tasks4j.worker.stop-timeout} says.
 */
public final class WorkerLifecycle implements SmartLifecycle {
  private final Supplier<Worker> factory;
  private @Nullable Worker worker;

  WorkerLifecycle(Supplier<Worker> factory) {
    this.factory = factory;
  }

  /** The worker, while the context runs. */
  public synchronized Optional<Worker> worker() {
    return Optional.ofNullable(worker);
  }

  @Override
  public synchronized void start() {
    if (worker == null) {
      Worker fresh = factory.get();
      fresh.start();
      worker = fresh;
    }
  }

  /** Stops the worker, and returns within its deadline. */
  @Override
  public void stop() {
    Optional<Worker> running = worker();
    running.ifPresent(Worker::close);
    synchronized (this) {
      worker = null;
    }
  }

  @Override
  public synchronized boolean isRunning() {
    return worker != null;
  }
}
