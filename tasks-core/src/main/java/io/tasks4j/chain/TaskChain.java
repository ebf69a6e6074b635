package io.tasks4j.chain;

import io.tasks4j.TaskId;
import io.tasks4j.TaskOptions;
import io.tasks4j.TaskType;
import io.tasks4j.message.CompositionPart;
import io.tasks4j.message.Dependant;
import io.tasks4j.message.Join;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.queue.MessageFactory;
import io.tasks4j.queue.TaskGraph;
import io.tasks4j.queue.TaskQueue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tasks one after the other: each is given the result of the one before. Immutable.
 *
 * <p>Enqueue it with {@link TaskQueue#enqueue(TaskGraph)}. Each step is a task of its own, with its
 * own options and retries, and can be claimed in the same step of the store in which the one before
 * succeeds. When a step fails for good, or is cancelled, the rest does not run; {@link
 * ChainHandle#retry} goes on from there. A delay counts from when the step before has ended.
 *
 * @param <R> result of the last step
 */
public final class TaskChain<R> implements TaskGraph<ChainHandle<R>> {
  private final @Nullable TaskChain<?> before;
  private final TaskType<?, R> type;
  private final Steps.Plan plan;
  private final int steps;
  private final Optional<Steps.Plan> onError;
  private final Optional<TaskId> id;

  private TaskChain(
      @Nullable TaskChain<?> before,
      TaskType<?, R> type,
      Steps.Plan plan,
      Optional<Steps.Plan> onError,
      Optional<TaskId> id) {
    this.before = before;
    this.type = type;
    this.plan = plan;
    this.steps = before == null ? 1 : before.steps + 1;
    this.onError = onError;
    this.id = id;
  }

  /** A chain of one step, to be gone on with. */
  public static <P, R> TaskChain<R> startWith(TaskType<P, R> type, P payload) {
    return startWith(type, payload, TaskOptions.defaults());
  }

  /**
   * A chain of one step, to be gone on with.
   *
   * @throws IllegalArgumentException when the options have an id; use {@link #id}
   */
  public static <P, R> TaskChain<R> startWith(TaskType<P, R> type, P payload, TaskOptions options) {
    Steps.Plan plan = Steps.Plan.of(type, payload, options);
    return new TaskChain<>(null, type, plan, Optional.empty(), Optional.empty());
  }

  /** With one more step, whose payload is the result of the last one so far. */
  public <S> TaskChain<S> then(TaskType<R, S> next) {
    return then(next, TaskOptions.defaults());
  }

  /**
   * With one more step, whose payload is the result of the last one so far.
   *
   * @throws IllegalArgumentException when the options have an id
   */
  public <S> TaskChain<S> then(TaskType<R, S> next, TaskOptions options) {
    return new TaskChain<>(this, next, Steps.Plan.of(next, options), onError, id);
  }

  /** With one more step, that has a payload of its own. */
  public <P, S> TaskChain<S> thenWith(TaskType<P, S> next, P payload) {
    return thenWith(next, payload, TaskOptions.defaults());
  }

  /**
   * With one more step, that has a payload of its own.
   *
   * @throws IllegalArgumentException when the options have an id
   */
  public <P, S> TaskChain<S> thenWith(TaskType<P, S> next, P payload, TaskOptions options) {
    return new TaskChain<>(this, next, Steps.Plan.of(next, payload, options), onError, id);
  }

  /** With more steps, each of which takes and gives what the last one so far gives. */
  public TaskChain<R> thenAll(List<TaskType<R, R>> more) {
    TaskChain<R> chain = this;
    for (TaskType<R, R> next : more) {
      chain = chain.then(next);
    }
    return chain;
  }

  /** With a task that runs, once, when the chain has failed or was cancelled. */
  public TaskChain<R> onError(TaskType<ChainFailure, ?> callback) {
    return onError(callback, TaskOptions.defaults());
  }

  /**
   * With a task that runs, once, when the chain has failed or was cancelled.
   *
   * @throws IllegalArgumentException when the options have an id
   */
  public TaskChain<R> onError(TaskType<ChainFailure, ?> callback, TaskOptions options) {
    Optional<Steps.Plan> called = Optional.of(Steps.Plan.of(callback, options));
    return new TaskChain<>(before, type, plan, called, id);
  }

  /**
   * With an id: enqueued again under it, while the store keeps it, the chain runs once. It is that
   * of the last step, too.
   */
  public TaskChain<R> id(TaskId chain) {
    Objects.requireNonNull(chain, "chain");
    return new TaskChain<>(before, type, plan, onError, Optional.of(chain));
  }

  /** How many steps it has. */
  public int size() {
    return steps;
  }

  @Override
  public Optional<TaskId> id() {
    return id;
  }

  @Override
  public List<TaskMessage> messages(TaskId chain, MessageFactory messages) {
    List<TaskMessage> lastFirst = new ArrayList<>(steps + 1);
    onError.ifPresent(callback -> lastFirst.add(callback(callback, chain, messages)));
    int step = steps;
    for (TaskChain<?> at = this; at != null; at = at.before) {
      TaskMessage.Builder message = at.plan.message(messages, ChainSteps.id(chain, step, steps));
      if (step > 1) {
        Join.Input input = at.plan.payload().isEmpty() ? Join.Input.FIRST : Join.Input.OWN;
        message.join(Optional.of(Join.of(1).input(input)));
      }
      if (!lastFirst.isEmpty()) {
        TaskMessage next = lastFirst.get(lastFirst.size() - 1);
        message.dependants(List.of(Dependant.of(next.id(), next.queue(), 0)));
      }
      message.part(part(chain, step));
      lastFirst.add(message.build());
      step--;
    }
    return Collections.unmodifiableList(lastFirst);
  }

  @Override
  public ChainHandle<R> handle(TaskId chain, TaskQueue queue) {
    return ChainHandle.of(queue, chain, type);
  }

  private TaskMessage callback(Steps.Plan callback, TaskId chain, MessageFactory messages) {
    return callback
        .message(messages, CompositionPart.idOf(chain, "error"))
        .join(Optional.of(Join.of(1).needing(1).input(Join.Input.FAILURE)))
        .part(
            Optional.of(
                new CompositionPart(chain, CompositionPart.Kind.CHAIN, "error", steps, steps)))
        .build();
  }

  private Optional<CompositionPart> part(TaskId chain, int step) {
    return Optional.of(
        new CompositionPart(
            chain, CompositionPart.Kind.CHAIN, Integer.toString(step), step - 1, steps));
  }
}
