package io.tasks4j.executor;

import io.tasks4j.ParentTask;
import io.tasks4j.TaskContext;
import io.tasks4j.TaskId;
import io.tasks4j.TaskOptions;
import io.tasks4j.TaskProgress;
import io.tasks4j.TypedTask;
import io.tasks4j.backend.Claim;
import io.tasks4j.message.TaskMessage;
import io.tasks4j.queue.MessageFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The context of one execution. */
final class RunningContext implements TaskContext {
  private final Execution execution;
  private final Claim claim;
  private final Optional<Instant> deadline;
  private final MessageFactory messages;
  private final TaskInputs inputs;

  /** Made by the first follow-up: most tasks have none. */
  private @Nullable List<TaskMessage> followUps;

  RunningContext(
      Execution execution, Optional<Instant> deadline, MessageFactory messages, TaskInputs inputs) {
    this.execution = execution;
    this.claim = execution.claim();
    this.deadline = deadline;
    this.messages = messages;
    this.inputs = inputs;
  }

  @Override
  public TaskId id() {
    return claim.id();
  }

  @Override
  public String name() {
    return claim.message().name();
  }

  @Override
  public String queue() {
    return claim.message().queue();
  }

  @Override
  public int attempt() {
    return claim.attempt();
  }

  @Override
  public Map<String, String> headers() {
    return claim.message().headers();
  }

  @Override
  public Optional<Instant> deadline() {
    return deadline;
  }

  @Override
  public boolean cancelRequested() {
    return execution.stopped().isPresent();
  }

  @Override
  public long fencingToken() {
    return claim.token();
  }

  @Override
  public void progress(long done, long total, String note) {
    execution.progress(new TaskProgress(done, total, note));
  }

  @Override
  public <P, R> TaskId enqueue(TypedTask<P, R> task, P payload, TaskOptions options) {
    synchronized (this) {
      List<TaskMessage> all = followUps == null ? new ArrayList<>() : followUps;
      TaskId id = TaskId.derived(id(), "follow-up/" + all.size());
      TaskMessage message = messages.create(task.type(), payload, options, id);
      all.add(message);
      followUps = all;
      return message.id();
    }
  }

  @Override
  public List<ParentTask> parents() {
    return inputs.parents();
  }

  @Override
  public ParentTask parent(String step) {
    return inputs.parent(step);
  }

  @Override
  public RuntimeException giveUp(String why) {
    return new GiveUpException(why, null);
  }

  @Override
  public RuntimeException giveUp(String why, Throwable cause) {
    return new GiveUpException(why, cause);
  }

  @Override
  public RuntimeException snooze(Duration delay) {
    return new SnoozeException(delay);
  }

  @Override
  public RuntimeException retryAfter(Duration delay, Throwable cause) {
    return new RetryAfterException(delay, cause);
  }

  synchronized List<TaskMessage> followUps() {
    return followUps == null ? List.of() : List.copyOf(followUps);
  }
}
