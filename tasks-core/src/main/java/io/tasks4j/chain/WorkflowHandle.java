package io.tasks4j.chain;

import io.tasks4j.TaskCancelledException;
import io.tasks4j.TaskException;
import io.tasks4j.TaskId;
import io.tasks4j.TaskNotFoundException;
import io.tasks4j.TaskStatus;
import io.tasks4j.TaskType;
import io.tasks4j.backend.CancelResult;
import io.tasks4j.message.CompositionPart;
import io.tasks4j.queue.TaskHandle;
import io.tasks4j.queue.TaskQueue;
import io.tasks4j.result.Arrival;
import io.tasks4j.result.TaskMetadata;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A workflow that was enqueued: to await, watch, cancel or retry it. Holds no resources.
 * Thread-safe.
 */
public final class WorkflowHandle {
  private final TaskId id;
  private final TaskHandle<Void> gate;
  private final TaskQueue queue;

  private WorkflowHandle(TaskId id, TaskHandle<Void> gate, TaskQueue queue) {
    this.id = id;
    this.gate = gate;
    this.queue = queue;
  }

  /** The handle of a workflow enqueued before, perhaps by another process. Looks nothing up. */
  public static WorkflowHandle of(TaskQueue queue, TaskId id) {
    return new WorkflowHandle(id, queue.handle(Steps.GATE_TYPE, id), queue);
  }

  /** The workflow's id. */
  public TaskId id() {
    return id;
  }

  /** One of its steps, to await its result or watch it. */
  public <R> TaskHandle<R> step(String name, TaskType<?, R> type) {
    return queue.handle(type, CompositionPart.idOf(id, name));
  }

  /**
   * Waits until every step has ended or will never run, at most {@code timeout}.
   *
   * @param timeout zero or less looks once
   * @throws io.tasks4j.AwaitTimeoutException when the time is up; the workflow goes on
   * @throws TaskException what {@link TaskHandle#await} throws of a step that did not succeed
   */
  public void await(Duration timeout) throws InterruptedException {
    try {
      Object ignored = gate.await(timeout);
    } catch (TaskCancelledException e) {
      Wholes.throwFirst(queue, gate.metadata().error());
      throw e;
    }
  }

  /**
   * Where the workflow stands; PENDING until one of its steps has ended.
   *
   * @throws TaskNotFoundException when it is not kept any more
   */
  public ChainStatus status() {
    TaskMetadata end = gate.metadata();
    return end.status() == TaskStatus.PENDING && progress().ended() == 0
        ? ChainStatus.PENDING
        : Wholes.status(end.status(), end.error());
  }

  /**
   * How many steps have ended, without a look at each.
   *
   * @throws TaskNotFoundException when the workflow is not kept any more
   */
  public ChainProgress progress() {
    return Wholes.progress(queue, id);
  }

  /** The steps that did not succeed so far, those that never ran because of them included. */
  public List<StepFailure> failures() {
    List<StepFailure> failures = new ArrayList<>();
    Arrival.forEach(
        queue.backend().results(),
        id,
        a -> {
          if (a.status() != TaskStatus.SUCCESS) {
            String step =
                queue
                    .admin()
                    .find(a.parent())
                    .flatMap(t -> t.message().part())
                    .map(CompositionPart::step)
                    .orElse(a.name());
            failures.add(new StepFailure(step, a.parent(), a.status(), a.error()));
          }
        });
    return failures;
  }

  /**
   * Ends the workflow: steps that wait are cancelled when a worker meets them, and those that run
   * are asked to end.
   *
   * @return whether there was anything left to end
   */
  public boolean cancel() {
    return queue.admin().cancel(id) != CancelResult.NOTHING;
  }

  /**
   * Goes on with a workflow that failed or was cancelled: steps that did not succeed are put back
   * as new, those that never ran because of them wait again, and what succeeded is kept.
   *
   * @return false, and nothing runs, when it has not ended, or completed, or a step that did not
   *     succeed is not kept any more
   * @throws TaskNotFoundException when the workflow is not kept any more
   */
  public boolean retry() {
    TaskMetadata end = gate.metadata();
    return end.status() == TaskStatus.CANCELLED && Wholes.retry(queue, end);
  }

  @Override
  public String toString() {
    return "WorkflowHandle[" + id + "]";
  }
}
