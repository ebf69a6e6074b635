package io.tasks4j.queue;

import io.tasks4j.AwaitTimeoutException;
import io.tasks4j.TaskCancelledException;
import io.tasks4j.TaskError;
import io.tasks4j.TaskException;
import io.tasks4j.TaskExecutionException;
import io.tasks4j.TaskId;
import io.tasks4j.TaskNotFoundException;
import io.tasks4j.TaskProgress;
import io.tasks4j.TaskSerializationException;
import io.tasks4j.TaskStatus;
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
   * @throws TaskExecutionException when the task failed, and is not tried again
   * @throws TaskCancelledException when it was cancelled or expired
   * @throws TaskNotFoundException when it is not kept any more
   * @throws TaskSerializationException when its result is not of the type that this handle has
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
    TaskResult end = result.get();
    if (end.status() != TaskStatus.SUCCESS) {
      throw failure(end);
    }
    return valueOf(end);
  }

  /**
   * How the task ended; empty when it has not, or is not kept any more. Never waits, and throws
   * nothing because the task failed.
   *
   * @throws TaskSerializationException when its result is not of the type that this handle has
   */
  public Optional<TaskEnd<R>> poll() {
    return backend
        .results()
        .find(id)
        .map(end -> new TaskEnd<>(end.status(), Optional.ofNullable(valueOf(end)), end.error()));
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
    Payload value = result.value().orElse(null);
    return value == null ? null : (R) codec.decode(value.bytes(), type.resultType(), type.name());
  }

  private TaskException failure(TaskResult result) {
    TaskError error = result.error().orElse(null);
    TaskError.Reason reason = error == null ? TaskError.Reason.EXECUTION : error.reason();
    if (result.status() == TaskStatus.CANCELLED) {
      String how =
          error != null && error.reason() == TaskError.Reason.PARENT
              ? " did not run: " + error.message()
              : " was cancelled or expired";
      return new TaskCancelledException("task " + id + how);
    }
    String what =
        switch (reason) {
          case EXECUTION, GAVE_UP, PARENT -> " failed";
          case MAX_RETRIES -> " failed at each of " + result.attempts() + " attempts";
          case TIMEOUT -> " ran out of time";
          case UNKNOWN_NAME -> " is not known";
          case LOST -> " was lost";
          case SERIALIZATION -> " could not be read or written";
        };
    // Where nothing was thrown there is no class to tell of.
    boolean thrown = reason != TaskError.Reason.UNKNOWN_NAME && reason != TaskError.Reason.LOST;
    String why = error == null ? "" : (thrown ? ": " + error.type() : "") + ": " + error.message();
    return new TaskExecutionException("task " + id + what + why, error);
  }

  private TaskNotFoundException notFound() {
    return new TaskNotFoundException(
        "there is no task "
            + id
            + ": it is not in this store, its transaction has not committed, it was purged, or"
            + " retention removed it");
  }
}
