package io.tasks4j.worker;

import io.tasks4j.backend.Claim;
import io.tasks4j.backend.Outcome;
import io.tasks4j.backend.Settlement;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.executor.Execution;
import io.tasks4j.executor.TaskExecutor;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Tasks that a backend runs on the threads of producers, by this worker. Thread-safe. */
final class InlineRuns implements Function<Claim, Settlement> {
  private final TaskExecutor executor;
  private final TaskBackend backend;
  private final IdentityHashMap<Execution, Thread> running = new IdentityHashMap<>();
  private boolean closed;

  InlineRuns(TaskExecutor executor, TaskBackend backend) {
    this.executor = executor;
    this.backend = backend;
  }

  /** Runs a task to its end. No lease is renewed meanwhile, so its progress goes with its end. */
  @Override
  public Settlement apply(Claim claim) {
    Execution execution = new Execution(claim, backend.results());
    synchronized (this) {
      if (closed) {
        return Settlement.of(claim, new Outcome.Release(Duration.ZERO));
      }
      running.put(execution, Thread.currentThread());
    }
    try {
      Settlement settlement = executor.execute(execution);
      return execution.takeProgress().map(settlement::progress).orElse(settlement);
    } finally {
      synchronized (this) {
        running.remove(execution);
        notifyAll();
      }
    }
  }

  /** From now on tasks are put back instead. */
  synchronized void close() {
    closed = true;
  }

  synchronized boolean isIdle() {
    return running.isEmpty();
  }

  /** Waits until nothing runs but on the caller's thread, at most {@code nanos}. */
  synchronized boolean awaitIdle(long nanos) throws InterruptedException {
    long end = System.nanoTime() + nanos;
    while (!others().isEmpty()) {
      long left = end - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
    return true;
  }

  /** What runs now on other threads than the caller's. */
  synchronized List<Execution> others() {
    Thread caller = Thread.currentThread();
    return running.entrySet().stream()
        .filter(each -> each.getValue() != caller)
        .map(Map.Entry::getKey)
        .toList();
  }
}
