package io.tasks4j.testing;

import io.tasks4j.Task;
import io.tasks4j.TaskId;
import io.tasks4j.TaskOptions;
import io.tasks4j.backend.Capability;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.Settlement;
import io.tasks4j.executor.Execution;
import io.tasks4j.executor.ExecutionInterceptor;
import io.tasks4j.executor.TaskExecutor;
import io.tasks4j.executor.TaskRegistry;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.queue.MessageFactory;
import io.tasks4j.queue.QueueConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Runs one attempt of one task on the caller's thread, with a context that the test sets up.
 *
 * <p>{@code TaskRunner.of(new Resize()).attempt(3).run(new Image("cat.jpg", 200)).result()}
 *
 * <p>There is no queue; but payload and result go through the codec, and what the task throws is
 * judged by its retry strategy, as by a worker. A timeout interrupts by real time. Not thread-safe.
 *
 * @param <P> payload
 * @param <R> result
 */
public final class TaskRunner<P, R> {
  /** There is no backend, so none that lacks anything. */
  private static final Set<Capability> CAPABILITIES = EnumSet.allOf(Capability.class);

  private final Task<P, R> task;
  private final List<ExecutionInterceptor> interceptors = new ArrayList<>();
  private TaskOptions options = TaskOptions.defaults();
  private QueueConfig config = QueueConfig.create();
  private ManualClock clock = new ManualClock();
  private int attempt = 1;
  private int checksBeforeCancel = -1;

  private TaskRunner(Task<P, R> task) {
    this.task = Objects.requireNonNull(task, "task");
  }

  /** A runner of {@code task}: first attempt, default options. */
  public static <P, R> TaskRunner<P, R> of(Task<P, R> task) {
    return new TaskRunner<>(task);
  }

  /** Options of the enqueue, over those of the task's type: id, queue, timeout, retry and more. */
  public TaskRunner<P, R> options(TaskOptions more) {
    options = more.over(options);
    return this;
  }

  /** Adds a header, as the producer does. */
  public TaskRunner<P, R> header(String name, String value) {
    return options(TaskOptions.defaults().header(name, value));
  }

  /** How long the attempt may run, and so its deadline: this much after the clock's time. */
  public TaskRunner<P, R> timeout(Duration time) {
    return options(TaskOptions.defaults().timeout(time));
  }

  /** Which attempt this is, from 1; those before it failed. */
  public TaskRunner<P, R> attempt(int number) {
    if (number < 1) {
      throw new IllegalArgumentException("attempt must be 1 or more, but is " + number);
    }
    attempt = number;
    return this;
  }

  /** Asks the task to end before it starts. */
  public TaskRunner<P, R> cancelRequested() {
    return cancelRequestedAfter(0);
  }

  /**
   * Asks the task to end once it has called {@code cancelRequested()} so many times and been told
   * false; then its thread is interrupted too, as a worker does.
   */
  public TaskRunner<P, R> cancelRequestedAfter(int checks) {
    if (checks < 0) {
      throw new IllegalArgumentException("checks must be 0 or more, but is " + checks);
    }
    checksBeforeCancel = checks;
    return this;
  }

  /** The clock of the deadline and of what the task enqueues. */
  public TaskRunner<P, R> clock(ManualClock other) {
    clock = Objects.requireNonNull(other, "other");
    return this;
  }

  /** Changes the queue's configuration, for example its codec. */
  public TaskRunner<P, R> queue(UnaryOperator<QueueConfig> change) {
    config = change.apply(config);
    return this;
  }

  /** Adds an interceptor around the execution, inside those there are. */
  public TaskRunner<P, R> intercept(ExecutionInterceptor interceptor) {
    interceptors.add(interceptor);
    return this;
  }

  /**
   * Runs the task. What it throws is kept for {@link TaskRun#thrown()}; an {@code Error} too.
   *
   * @throws io.tasks4j.TaskSerializationException when the payload cannot be written, or is over
   *     the limit
   */
  public TaskRun<R> run(P payload) {
    QueueConfig timed = config.clock(clock);
    TaskMessage message =
        new MessageFactory(timed, CAPABILITIES)
            .create(task.type(), payload, options, TaskId.next(clock));
    Execution execution = new Execution(new Claim(message, attempt, attempt - 1, 0, false));
    if (checksBeforeCancel == 0) {
      execution.stop(Execution.Stop.CANCELLED);
    }
    TaskProbe<P, R> probe =
        new TaskProbe<>(task, checksBeforeCancel, () -> execution.stop(Execution.Stop.CANCELLED));
    TaskRegistry registry = TaskRegistry.of(List.of(probe));
    try (TaskExecutor executor =
        new TaskExecutor(registry, timed, CAPABILITIES, interceptors, Duration.ZERO)) {
      Settlement settlement = executor.execute(execution);
      return new TaskRun<>(task.type(), settlement, probe, timed);
    }
  }
}
