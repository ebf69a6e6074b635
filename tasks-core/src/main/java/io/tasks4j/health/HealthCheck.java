package io.tasks4j.health;

import io.tasks4j.internal.Durations;
import io.tasks4j.internal.Names;
import io.tasks4j.queue.TaskQueue;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Shows that a store works by letting it work: a probe task is enqueued, claimed, settled and
 * removed again. Thread-safe.
 *
 * <p>The probe goes through a queue of its own, into which no worker looks, and leaves no task
 * behind. Any number of processes may check one store at once. What a check left that was killed,
 * the next one removes. On a backend that runs tasks as they are enqueued, nothing is claimed.
 */
public final class HealthCheck {
  /** The queue that probes go through unless another is named. */
  public static final String QUEUE = "tasks4j.health";

  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final TaskQueue queue;
  private final String name;
  private final Duration timeout;
  private @Nullable FutureTask<Void> running;

  private HealthCheck(TaskQueue queue, String name, Duration timeout) {
    this.queue = queue;
    this.name = Names.check("queue name", name);
    this.timeout = Durations.positive("timeout", timeout);
  }

  /** A check of {@code queue}'s store, which may take 5 s. */
  public static HealthCheck of(TaskQueue queue) {
    return new HealthCheck(queue, QUEUE, TIMEOUT);
  }

  /** The same within another time, which is more than zero. */
  public HealthCheck timeout(Duration most) {
    return new HealthCheck(queue, name, most);
  }

  /** The same through another queue, into which no worker may look. */
  public HealthCheck probeQueue(String other) {
    return new HealthCheck(queue, other, timeout);
  }

  /**
   * Checks, and returns within the timeout whatever the store does. Never throws; an interrupt ends
   * the wait, and stays set.
   *
   * <p>A check that got no answer goes on in a daemon thread of its own; until it ends no other is
   * begun, so a store that hangs costs one thread.
   */
  public Health check() {
    long start = System.nanoTime();
    String problem;
    try {
      begin().get(timeout.toNanos(), TimeUnit.NANOSECONDS);
      problem = null;
    } catch (TimeoutException e) {
      problem = "no answer within " + timeout;
    } catch (ExecutionException e) {
      problem = String.valueOf(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      problem = "the check was interrupted";
    }
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    return new Health(problem == null, took, Optional.ofNullable(problem));
  }

  private synchronized FutureTask<Void> begin() {
    FutureTask<Void> current = running;
    if (current == null || current.isDone()) {
      current = new FutureTask<>(new HealthProbe(queue, name, timeout));
      running = current;
      Thread thread = new Thread(current, "tasks4j-health");
      thread.setDaemon(true);
      thread.start();
    }
    return current;
  }
}
