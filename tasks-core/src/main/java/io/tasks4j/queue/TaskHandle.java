package io.tasks4j.queue;

import static io.tasks4j.TaskError.Reason.PARENT;

import io.tasks4j.AwaitTimeoutException;
import io.tasks4j.MaxRetriesExceededException;
import io.tasks4j.TaskCancelledException;
import io.tasks4j.TaskError;
import io.tasks4j.TaskException;
import io.tasks4j.TaskExecutionException;
import io.tasks4j.TaskId;
import io.tasks4j.TaskLostException;
import io.tasks4j.TaskNotFoundException;
import io.tasks4j.TaskProgress;
import io.tasks4j.TaskSerializationException;
import io.tasks4j.TaskStatus;
import io.tasks4j.TaskTimeoutException;
import io.tasks4j.TaskType;
import io.tasks4j.backend.CancelResult;
import io.tasks4j.backend.TaskBackend;
import io.tasks4j.codec.PayloadCodec;
import io.tasks4j.message.Payload;
import io.tasks4j.result.TaskMetadata;
import io.tasks4j.result.TaskResult;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A task that was enqueued: to await, watch or cancel it. Holds no resources. Thread-safe.
 *
 * @param <R> result
 */
public final class TaskHandle<R> {
  private final TaskId id;
  private final boolean accepted;
  private final TaskType<?, R> type;
  private final TaskBackend backend;
  private final PayloadCodec codec;

  TaskHandle(
      TaskId id, boolean accepted, TaskType<?, R> type, TaskBackend backend, PayloadCodec codec) {
    this.id = id;
    this.accepted = accepted;
    this.type = type;
    this.backend = backend;
    this.codec = codec;
  }

  /** The task's id. */
  public TaskId id() {
    return id;
  }

  /**
   * False when the enqueue met a task with its id or unique key, and this handle is of that one.
   * Always true of a handle by {@link TaskQueue#handle}.
   */
  public boolean accepted() {
    return accepted;
  }

  /**
   * Where the task stands.
   *
   * @throws TaskNotFoundException when it is not kept any more
   */
  public TaskStatus status() {
    return metadata().status();
  }

  /**
   * All that is known of the task.
   *
   * @throws TaskNotFoundException when it is not kept any more
   */
  public TaskMetadata metadata() {
    return backend.admin().find(id).orElseThrow(this::notFound);
  }

  /** What the task last said of its progress; empty before it said anything. */
  public Optional<TaskProgress> progress() {
    return metadata().progress();
  }

  /**
   * Waits until the task has ended, at most {@code timeout}, and gives its result.
   *
   * @param timeout zero or less looks once
   * @return the result, or null when the task gave none
   * @throws AwaitTimeoutException when the time is up; the task goes on
   * @throws TaskExecutionException when the task failed and was not tried again
   * @throws MaxRetriesExceededException when the task failed at every attempt
   * @throws TaskTimeoutException when its last attempt ran longer than its timeout
   * @throws TaskCancelledException when it was cancelled or expired
   * @throws TaskLostException when workers died with it too often
   * @throws TaskNotFoundException when no worker knew its name, or it is not kept any more
   * @throws TaskSerializationException when payload or result could not be read or written
   */
  public @Nullable R await(Duration timeout) throws InterruptedException {
    Optional<TaskResult> result = backend.results().await(id, timeout);
    if (result.isEmpty()) {
      TaskMetadata now = metadata();
      throw new AwaitTimeoutException(
          "task "
              + id
              + " has not ended within "
              + timeout
              + "; it is "
              + now.status()
              + " in queue '"
              + now.message().queue()
              + "'");
    }
    return valueOf(result.get());
  }

  /**
   * The result, if the task has ended; empty too when it succeeded without one. Never waits.
   *
   * @throws TaskException as {@link #await} does, when the task ended in another way
   */
  public Optional<R> poll() {
    return backend.results().find(id).map(this::valueOf);
  }

  /** Whether the task has ended, in SUCCESS, FAILURE or CANCELLED, and is still kept. */
  public boolean isDone() {
    return backend.results().find(id).isPresent();
  }

  /**
   * Ends the task if it waits, or asks it to end if it runs: its worker then interrupts it, within
   * a second.
   */
  public CancelResult cancel() {
    return backend.admin().cancel(id);
  }

  @Override
  public String toString() {
    return "TaskHandle[" + id + "]";
  }

  @SuppressWarnings(
      "unchecked") // The codec gives what the type says; both come from TaskType<?, R>.
  private @Nullable R valueOf(TaskResult result) {
    if (result.status() != TaskStatus.SUCCESS) {
      throw failure(result);
    }
    Payload value = result.value().orElse(null);
    return value == null ? null : (R) codec.decode(value.bytes(), type.resultType(), type.name());
  }

  private TaskException failure(TaskResult result) {
    TaskError error = result.error().orElse(null);
    String why = error == null ? "" : ": " + error.type() + ": " + error.message();
    if (result.status() == TaskStatus.CANCELLED && error != null && error.reason() == PARENT) {
      return new TaskCancelledException("task " + id + " did not run: " + error.message());
    }
    if (result.status() == TaskStatus.CANCELLED) {
      return new TaskCancelledException("task " + id + " was cancelled or expired");
    }
    TaskError.Reason reason = error == null ? TaskError.Reason.EXECUTION : error.reason();
    return switch (reason) {
      case EXECUTION, GAVE_UP, PARENT ->
          new TaskExecutionException("task " + id + " failed" + why, error);
      case MAX_RETRIES ->
          new MaxRetriesExceededException(
              "task " + id + " failed at each of " + result.attempts() + " attempts" + why, error);
      case TIMEOUT -> new TaskTimeoutException("task " + id + " ran out of time" + why, null);
      case NOT_FOUND -> new TaskNotFoundException("task " + id + " is not known" + why);
      case LOST -> new TaskLostException("task " + id + " was lost" + why);
      case SERIALIZATION ->
          new TaskSerializationException(
              "task " + id + " could not be read or written" + why, null);
    };
  }

  private TaskNotFoundException notFound() {
    return new TaskNotFoundException(
        "there is no task "
            + id
            + ": it is not in this store, its transaction has not committed, it was purged, or"
            + " retention removed it");
  }
}
