package io.tasks4j.executor;

import io.tasks4j.Task;
import io.tasks4j.TaskError;
import io.tasks4j.TaskError.Reason;
import io.tasks4j.TaskSerializationException;
import io.tasks4j.TaskTimeoutException;
import io.tasks4j.backend.Capability;
import io.tasks4j.backend.Claim;
import io.tasks4j.backend.Outcome;
import io.tasks4j.backend.Settlement;
import io.tasks4j.internal.Durations;
import io.tasks4j.internal.LogText;
import io.tasks4j.message.Payload;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.queue.MessageFactory;
import io.tasks4j.queue.QueueConfig;
import io.tasks4j.retry.RetryState;
import io.tasks4j.retry.RetryStrategy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one message: decodes it, calls interceptors and the task, times it out, and says what became
 * of it. Thread-safe; {@link #execute} runs on the caller's thread and never throws.
 */
public final class TaskExecutor implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TaskExecutor.class);
  private static final Outcome.Success WITHOUT_RESULT = new Outcome.Success(Optional.empty());

  private final TaskRegistry registry;
  private final QueueConfig config;
  private final MessageFactory messages;
  private final List<ExecutionInterceptor> interceptors;
  private final List<CompletionHook> hooks;
  private final Duration unknownGiveUp;
  private @Nullable ScheduledThreadPoolExecutor timeouts;

  /**
   * An executor.
   *
   * @param registry the tasks it knows
   * @param config the queue's codec and clock, and how follow-up tasks become messages
   * @param interceptors called around each task, the first outermost
   * @param capabilities of the backend, which follow-ups must not go beyond
   * @param unknownGiveUp how long a name may stay unknown before its tasks are dead letters
   * @throws TaskSerializationException when the codec says that payloads or results of a task would
   *     not come back as they were
   */
  public TaskExecutor(
      TaskRegistry registry,
      QueueConfig config,
      Set<Capability> capabilities,
      List<ExecutionInterceptor> interceptors,
      Duration unknownGiveUp) {
    this(registry, config, capabilities, interceptors, List.of(), unknownGiveUp);
  }

  /** An executor that adds what {@code hooks} say to the ends of tasks. */
  public TaskExecutor(
      TaskRegistry registry,
      QueueConfig config,
      Set<Capability> capabilities,
      List<ExecutionInterceptor> interceptors,
      List<CompletionHook> hooks,
      Duration unknownGiveUp) {
    for (Task<?, ?> task : registry.tasks()) {
      config.codec().check(task.type().payloadType());
      config.codec().check(task.type().resultType());
    }
    this.registry = registry;
    this.config = config;
    this.messages = new MessageFactory(config, capabilities);
    this.interceptors = List.copyOf(interceptors);
    this.hooks = List.copyOf(hooks);
    this.unknownGiveUp = Durations.notNegative("unknownGiveUp", unknownGiveUp);
  }

  /** The tasks it knows. */
  public TaskRegistry registry() {
    return registry;
  }

  /** Runs a delivery to its end, and says how to settle it. */
  public Settlement execute(Execution execution) {
    Claim claim = execution.claim();
    Task<?, ?> task = registry.find(claim.message().name()).orElse(null);
    if (task == null) {
      return Settlement.of(claim, new Outcome.Unknown(unknownGiveUp));
    }
    LogContext log = LogContext.enter(claim);
    try {
      return withHooks(run(task, execution));
    } finally {
      if (log != null) {
        log.leave();
      }
    }
  }

  private Settlement withHooks(Settlement settlement) {
    Outcome outcome = settlement.outcome();
    boolean ends = outcome instanceof Outcome.Success || outcome instanceof Outcome.Failure;
    if (hooks.isEmpty() || !ends) {
      return settlement;
    }
    List<TaskMessage> followUps = new ArrayList<>(settlement.followUps());
    for (CompletionHook hook : hooks) {
      try {
        followUps.addAll(hook.followUps(settlement.claim(), outcome));
      } catch (Throwable e) {
        LOG.warn("a completion hook failed for task {}", settlement.claim().id(), LogText.trace(e));
      }
    }
    return Settlement.of(settlement.claim(), outcome, followUps);
  }

  @Override
  public synchronized void close() {
    if (timeouts != null) {
      timeouts.shutdownNow();
    }
  }

  private <P, R> Settlement run(Task<P, R> task, Execution execution) {
    Claim claim = execution.claim();
    Optional<Duration> timeout = claim.message().timeout();
    Optional<Instant> deadline =
        timeout.isEmpty() ? Optional.empty() : timeout.map(config.clock().instant()::plus);
    TaskInputs inputs = new TaskInputs(execution, config.codec());
    RunningContext context = new RunningContext(execution, deadline, messages, inputs);
    try {
      P payload = inputs.payload(task.type());
      Future<?> alarm = timeout.map(t -> alarm(execution, t)).orElse(null);
      Object result;
      execution.enter();
      try {
        result = call(task, payload, context);
      } finally {
        execution.leave();
        if (alarm != null) {
          alarm.cancel(false);
        }
      }
      Outcome.Success success =
          result == null ? WITHOUT_RESULT : new Outcome.Success(encode(task, result));
      return Settlement.of(claim, success, context.followUps());
    } catch (Throwable thrown) {
      // Error too: a task may do anything, and the worker goes on.
      return Settlement.of(claim, outcomeOf(thrown, execution));
    }
  }

  private Optional<Payload> encode(Task<?, ?> task, Object result) {
    try {
      byte[] bytes = config.codec().encode(result, task.type().resultType(), task.type().name());
      if (bytes.length > config.maxPayloadBytes()) {
        throw new SerializationFailure(
            "the task is done, but its result is lost: it has "
                + bytes.length
                + " bytes, more than the "
                + config.maxPayloadBytes()
                + " of maxPayloadBytes",
            null);
      }
      return Optional.of(Payload.of(bytes, config.codec().contentType()));
    } catch (TaskSerializationException e) {
      throw new SerializationFailure(
          "the task is done, but its result is lost: " + e.getMessage(), e);
    }
  }

  private <P> @Nullable Object call(Task<P, ?> task, P payload, RunningContext context)
      throws Exception {
    ExecutionInterceptor.Next next = () -> task.execute(payload, context);
    for (int i = interceptors.size() - 1; i >= 0; i--) {
      ExecutionInterceptor interceptor = interceptors.get(i);
      ExecutionInterceptor.Next inner = next;
      next = () -> interceptor.intercept(context, inner);
    }
    return next.proceed();
  }

  private Outcome outcomeOf(Throwable thrown, Execution execution) {
    Execution.Stop stop = execution.stopped().orElse(null);
    if (thrown instanceof TaskInputs.Unavailable) {
      return new Outcome.Release(TaskInputs.UNAVAILABLE_DELAY);
    }
    if (thrown instanceof SerializationFailure) {
      return new Outcome.Failure(error(Reason.SERIALIZATION, thrown, execution));
    }
    if (thrown instanceof GiveUpException) {
      return new Outcome.Failure(error(Reason.GAVE_UP, thrown, execution));
    }
    if (stop == Execution.Stop.CANCELLED) {
      return new Outcome.Cancelled();
    }
    if (stop == Execution.Stop.WORKER_STOPS || stop == Execution.Stop.LEASE_LOST) {
      return new Outcome.Release(Duration.ZERO);
    }
    if (thrown instanceof SnoozeException snooze) {
      return new Outcome.Release(snooze.delay());
    }
    if (stop == Execution.Stop.TIMEOUT) {
      return failed(outOfTime(thrown, execution), Reason.TIMEOUT, execution);
    }
    return failed(thrown, Reason.EXECUTION, execution);
  }

  private Outcome failed(Throwable thrown, Reason reason, Execution execution) {
    Claim claim = execution.claim();
    RetryStrategy strategy = claim.message().retry();
    RetryState state = new RetryState(strategy, claim.failures()).failed();
    Throwable judged = thrown;
    if (thrown instanceof RetryAfterException && thrown.getCause() != null) {
      judged = thrown.getCause();
    }
    TaskError error = error(reason, thrown, execution);
    if (!strategy.retries(judged)) {
      return new Outcome.Failure(
          reason == Reason.EXECUTION ? error.because(Reason.GAVE_UP) : error);
    }
    if (!state.mayRetry()) {
      boolean triedAgain = strategy.maxRetries() > 0 && reason == Reason.EXECUTION;
      return new Outcome.Failure(triedAgain ? error.because(Reason.MAX_RETRIES) : error);
    }
    if (thrown instanceof RetryAfterException later) {
      return new Outcome.Retry(later.delay(), error);
    }
    Duration delay = strategy.delay(state.failures(), ThreadLocalRandom.current());
    return new Outcome.Retry(delay, error);
  }

  private TaskError error(Reason reason, Throwable thrown, Execution execution) {
    // Unreadable and RetryAfter only carry: what people look for is the cause.
    boolean carrier =
        thrown instanceof SerializationFailure || thrown instanceof RetryAfterException;
    // Asked of our own classes alone: getCause of a foreign one may throw.
    Throwable cause = carrier ? thrown.getCause() : null;
    Throwable shown = cause != null ? cause : thrown;
    return TaskError.of(reason, shown, execution.claim().attempt(), config.clock().instant());
  }

  private static TaskTimeoutException outOfTime(Throwable thrown, Execution execution) {
    Object timeout = execution.claim().message().timeout().map(Object::toString).orElse("?");
    return new TaskTimeoutException("the task ran longer than " + timeout, thrown);
  }

  private Future<?> alarm(Execution execution, Duration timeout) {
    return timeouts()
        .schedule(
            () -> execution.stop(Execution.Stop.TIMEOUT),
            timeout.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  private synchronized ScheduledThreadPoolExecutor timeouts() {
    if (timeouts == null) {
      timeouts =
          new ScheduledThreadPoolExecutor(
              1,
              r -> {
                Thread thread = new Thread(r, "tasks4j-timeouts");
                thread.setDaemon(true);
                return thread;
              });
      timeouts.setRemoveOnCancelPolicy(true);
    }
    return timeouts;
  }
}
