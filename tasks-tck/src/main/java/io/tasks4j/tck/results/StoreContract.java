package io.tasks4j.tck.results;

import io.tasks4j.TaskError;
import io.tasks4j.TaskId;
import io.tasks4j.TaskStatus;
import io.tasks4j.message.Payload;
import io.tasks4j.result.TaskResult;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;

/** What the contracts of stores share: time, threads, and what is opened is closed. */
abstract class StoreContract {
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
  private final List<AutoCloseable> opened = new ArrayList<>();

  StoreContract() {}

  /**
   * Whether {@code reopen} opens the same store once more, in which all is there that was stored
   * before. False by default.
   */
  protected boolean isShared() {
    return false;
  }

  /**
   * Lets {@code time} pass for the store. By default turns the clock that the settings gave; a
   * store that goes by the clock of a server waits instead, and overrides {@link #unit} to wait
   * less.
   */
  protected void advance(Duration time) throws Exception {
    now.updateAndGet(then -> then.plus(time));
  }

  /** The unit of all times in the rules: 1 s by default, 200 ms is about the least. */
  protected Duration unit() {
    return Duration.ofSeconds(1);
  }

  /** How long a rule waits for what has to come; only a rule that fails takes so long. */
  protected Duration patience() {
    return Duration.ofSeconds(30);
  }

  final InstantSource clock() {
    return now::get;
  }

  final Duration units(int count) {
    return unit().multipliedBy(count);
  }

  /** A store that is closed after the rule, if it can be. */
  final <T> T closing(T store) {
    if (store instanceof AutoCloseable closeable) {
      opened.add(closeable);
    }
    return store;
  }

  static void close(Object store) throws Exception {
    if (store instanceof AutoCloseable closeable) {
      closeable.close();
    }
  }

  @AfterEach
  void closeStores() throws Exception {
    for (AutoCloseable store : opened) {
      store.close();
    }
  }

  static TaskResult success(TaskId id, Payload value) {
    return new TaskResult(
        id,
        TaskStatus.SUCCESS,
        Optional.of(value),
        Optional.empty(),
        1,
        Instant.ofEpochMilli(1_700_000_000_123L),
        Instant.ofEpochMilli(1_700_000_001_456L));
  }

  static TaskError error() {
    return new TaskError(
        TaskError.Reason.MAX_RETRIES,
        "java.io.IOException",
        "no \"route\"\n ü👩‍🚀",
        "at x\n\tat y",
        3,
        Instant.ofEpochMilli(1_700_000_000_999L));
  }

  /** A call on a thread of its own. */
  static final class Call<T> {
    private final FutureTask<T> task;
    private final Thread thread;

    Call(Callable<T> body) {
      this.task = new FutureTask<>(body);
      this.thread = new Thread(task, "tck-rule");
      thread.setDaemon(true);
      thread.start();
    }

    void interrupt() {
      thread.interrupt();
    }

    /** Gives the call a moment to begin to wait; should it begin later, the rule proves less. */
    Call<T> waiting() {
      for (int i = 0; i < 100 && !task.isDone(); i++) {
        Thread.State state = thread.getState();
        if (state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING) {
          break;
        }
        LockSupport.parkNanos(1_000_000);
      }
      return this;
    }

    T get(Duration patience) throws Exception {
      try {
        return task.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      } catch (ExecutionException e) {
        if (e.getCause() instanceof Exception cause) {
          throw cause;
        }
        throw new AssertionError(e.getCause());
      }
    }
  }

  /** Runs {@code count} bodies that start together; what each gave, by number. */
  final <T> List<T> race(int count, IntFunction<Callable<T>> body) throws Exception {
    CyclicBarrier start = new CyclicBarrier(count);
    List<Call<T>> calls = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Callable<T> mine = body.apply(i);
      calls.add(
          new Call<>(
              () -> {
                start.await(patience().toMillis(), TimeUnit.MILLISECONDS);
                return mine.call();
              }));
    }
    List<T> results = new ArrayList<>();
    for (Call<T> call : calls) {
      results.add(call.get(patience()));
    }
    return results;
  }
}
