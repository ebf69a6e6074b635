package io.tasks4j.tck;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;

/** Threads of a rule: daemons, waited for with patience. */
final class Threads {
  private Threads() {}

  /** A call on a thread of its own. */
  static final class Call<T> {
    private final FutureTask<T> task;
    private final Thread thread;

    private Call(Callable<T> body) {
      this.task = new FutureTask<>(body);
      this.thread = new Thread(task, "tck-rule");
      thread.setDaemon(true);
      thread.start();
    }

    Thread thread() {
      return thread;
    }

    private boolean waits() {
      Thread.State state = thread.getState();
      return state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING;
    }

    boolean isDone() {
      return task.isDone();
    }

    /** What the call gave, or its exception. */
    T get(Duration patience) throws Exception {
      try {
        return task.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        AssertionError late = new AssertionError("not done after " + patience, e);
        late.setStackTrace(thread.getStackTrace());
        thread.interrupt();
        throw late;
      } catch (ExecutionException e) {
        if (e.getCause() instanceof Exception cause) {
          throw cause;
        }
        throw new AssertionError(e.getCause());
      }
    }
  }

  static <T> Call<T> start(Callable<T> body) {
    return new Call<>(body);
  }

  /**
   * Starts a call that will wait, and gives it a moment to begin to. Should it begin later, the
   * rule still holds, and only proves less.
   */
  static <T> Call<T> startWaiting(Callable<T> body) {
    Call<T> call = start(body);
    for (int i = 0; i < 100 && !call.isDone() && !call.waits(); i++) {
      LockSupport.parkNanos(1_000_000);
    }
    return call;
  }

  /** Runs {@code count} bodies that start together; what each gave, by number. */
  static <T> List<T> race(int count, Duration patience, IntFunction<Callable<T>> body)
      throws Exception {
    CyclicBarrier start = new CyclicBarrier(count);
    List<Call<T>> calls = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Callable<T> mine = body.apply(i);
      calls.add(
          start(
              () -> {
                start.await(patience.toMillis(), TimeUnit.MILLISECONDS);
                return mine.call();
              }));
    }
    List<T> results = new ArrayList<>();
    for (Call<T> call : calls) {
      results.add(call.get(patience));
    }
    return results;
  }
}
